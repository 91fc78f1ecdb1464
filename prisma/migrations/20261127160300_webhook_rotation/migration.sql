-- A signing secret is changed without a message being missed: for a day both sign (decision 124).
ALTER TABLE webhook_endpoint ADD COLUMN "former_secret" TEXT, ADD COLUMN "former_until" TIMESTAMPTZ(3);
-- A secret that can be read in the database is none, and one that counts has an end.
ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_former CHECK ((former_secret IS NULL) = (former_until IS NULL) AND (former_secret IS NULL OR former_secret ~ '^v1\.'));
