-- Fragments of people and plates are indexed together with their tenant, as one key each (decision 022): with the tenant as a
-- column of its own, an index of fragments goes through all that the tenant has for each letter typed.

/* The fragments of three characters that a text of a tenant holds, in any case, each a number; null for shorter texts. Said to be dear, or
   asking each row of a small business would look cheaper than its index. */
CREATE FUNCTION fragments(p_tenant uuid, p_text text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 SET search_path = pg_catalog AS $$
  SELECT array_agg(DISTINCT hashtextextended(substr(lowered, start, 3), uuid_hash_extended(p_tenant, 0)))
    FROM lower(p_text) AS lowered, generate_series(1, length(lowered) - 2) AS start
$$;

DROP INDEX customer_name_fragments;
DROP INDEX customer_phone_fragments;
DROP INDEX customer_email_fragments;
DROP INDEX customer_contact_fragments;
DROP INDEX vehicle_plate_fragments;
DROP INDEX former_plate_fragments;
CREATE INDEX customer_name_fragments ON customer USING gin (fragments(tenant_id, name)) WITH (fastupdate = off) WHERE archived_at IS NULL;
CREATE INDEX customer_phone_fragments ON customer USING gin (fragments(tenant_id, phone)) WITH (fastupdate = off) WHERE phone IS NOT NULL AND archived_at IS NULL;
CREATE INDEX customer_email_fragments ON customer USING gin (fragments(tenant_id, email)) WITH (fastupdate = off) WHERE email IS NOT NULL AND archived_at IS NULL;
CREATE INDEX customer_contact_fragments ON customer_contact USING gin (fragments(tenant_id, value)) WITH (fastupdate = off);
CREATE INDEX vehicle_plate_fragments ON vehicle USING gin (fragments(tenant_id, plate_normalised)) WITH (fastupdate = off);
CREATE INDEX former_plate_fragments ON vehicle_plate USING gin (fragments(tenant_id, plate_normalised)) WITH (fastupdate = off);

DROP FUNCTION lookup.find_customers(uuid, text, text, text);
DROP FUNCTION lookup.find_vehicles(uuid, text);
DROP FUNCTION lookup.match_customers(uuid, text, text, text, int);

-- What has all fragments of a text holds the text almost always; the row is asked then. OFFSET 0 keeps the tenant's own
-- indexes, which lead to all that it has, from being taken for the shorter way.

/* Customers who are named, reached or drive a car by a text; `p_most` of each way, and as often as there are ways: who counts
   to `p_most` knows that none was cut off. Null asks nothing. */
CREATE FUNCTION lookup.match_customers(p_tenant uuid, p_text text, p_digits text, p_plate text, p_most int) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_indexscan = off AS $$
  (SELECT c.id FROM (SELECT id, tenant_id, name FROM public.customer WHERE public.fragments(tenant_id, name) @> public.fragments(p_tenant, p_text) AND archived_at IS NULL OFFSET 0) c
    WHERE c.tenant_id = p_tenant AND strpos(lower(c.name), lower(p_text)) > 0 LIMIT p_most)
  UNION ALL
  (SELECT c.id FROM (SELECT id, tenant_id, email FROM public.customer WHERE public.fragments(tenant_id, email) @> public.fragments(p_tenant, p_text) AND email IS NOT NULL AND archived_at IS NULL OFFSET 0) c
    WHERE c.tenant_id = p_tenant AND strpos(lower(c.email), lower(p_text)) > 0 LIMIT p_most)
  UNION ALL
  (SELECT c.id FROM (SELECT id, tenant_id, phone FROM public.customer WHERE public.fragments(tenant_id, phone) @> public.fragments(p_tenant, p_digits) AND phone IS NOT NULL AND archived_at IS NULL OFFSET 0) c
    WHERE c.tenant_id = p_tenant AND strpos(c.phone, p_digits) > 0 LIMIT p_most)
  UNION ALL
  (SELECT k.customer_id FROM (SELECT customer_id, tenant_id, value FROM public.customer_contact WHERE public.fragments(tenant_id, value) @> public.fragments(p_tenant, p_text) OFFSET 0) k
    WHERE k.tenant_id = p_tenant AND strpos(lower(k.value), lower(p_text)) > 0 LIMIT p_most)
  UNION ALL
  (SELECT k.customer_id FROM (SELECT customer_id, tenant_id, value FROM public.customer_contact WHERE public.fragments(tenant_id, value) @> public.fragments(p_tenant, p_digits) OFFSET 0) k
    WHERE k.tenant_id = p_tenant AND strpos(k.value, p_digits) > 0 LIMIT p_most)
  UNION ALL
  (SELECT v.customer_id FROM (SELECT customer_id, tenant_id, plate_normalised FROM public.vehicle WHERE public.fragments(tenant_id, plate_normalised) @> public.fragments(p_tenant, p_plate) OFFSET 0) v
    WHERE v.tenant_id = p_tenant AND strpos(v.plate_normalised, p_plate) > 0 LIMIT p_most)
  UNION ALL
  (SELECT v.customer_id
     FROM (SELECT vehicle_id, tenant_id, plate_normalised FROM public.vehicle_plate WHERE public.fragments(tenant_id, plate_normalised) @> public.fragments(p_tenant, p_plate) OFFSET 0) p
     JOIN public.vehicle v ON v.tenant_id = p.tenant_id AND v.id = p.vehicle_id
    WHERE p.tenant_id = p_tenant AND strpos(p.plate_normalised, p_plate) > 0 LIMIT p_most)
$$;

/* Live vehicles whose plate holds a text. */
CREATE FUNCTION lookup.find_vehicles(p_tenant uuid, p_plate text, p_most int) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_indexscan = off AS $$
  SELECT v.id FROM (SELECT id, tenant_id, plate_normalised, archived_at FROM public.vehicle WHERE public.fragments(tenant_id, plate_normalised) @> public.fragments(p_tenant, p_plate) OFFSET 0) v
   WHERE v.tenant_id = p_tenant AND strpos(v.plate_normalised, p_plate) > 0 AND v.archived_at IS NULL LIMIT p_most
$$;

DO $$
DECLARE f text;
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA lookup TO pitlane_definer';
  FOREACH f IN ARRAY ARRAY['lookup.match_customers(uuid, text, text, text, int)', 'lookup.find_vehicles(uuid, text, int)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pitlane_definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pitlane_app', f);
  END LOOP;
  EXECUTE 'REVOKE CREATE ON SCHEMA lookup FROM pitlane_definer';
END $$;
