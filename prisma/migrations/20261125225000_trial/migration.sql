-- A trial without an end would never be over, and a workshop could not be told when.
ALTER TABLE tenant ADD CONSTRAINT tenant_trial CHECK (subscription <> 'TRIAL' OR trial_ends_at IS NOT NULL);
