-- QuickBooks Online is a second accounting system (decision 120); still one at a time.
ALTER TABLE connection DROP CONSTRAINT connection_provider;
ALTER TABLE connection ADD CONSTRAINT connection_provider CHECK (provider IN ('xero', 'quickbooks'));
