-- Possible duplicates at one address: what addresses are compared by, reckoned by the database and looked up by equality.
ALTER TABLE customer ADD COLUMN address_key text GENERATED ALWAYS AS (
  CASE WHEN cardinality(address_lines) > 1 THEN lower(btrim(address_lines[1]) || '|' || btrim(address_lines[cardinality(address_lines)])) END) STORED;
CREATE INDEX customer_by_address ON customer (tenant_id, address_key) WHERE address_key IS NOT NULL;
