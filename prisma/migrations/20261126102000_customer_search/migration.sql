-- Customers by a fragment of anything that they are reached or known by, further numbers and former plates too.

CREATE INDEX customer_contact_fragments ON customer_contact USING gin (tenant_id, value gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX former_plate_fragments ON vehicle_plate USING gin (tenant_id, plate_normalised gin_trgm_ops) WITH (fastupdate = off);
-- A car that was scrapped or merged away still leads to whose it was.
DROP INDEX vehicle_plate_fragments;
CREATE INDEX vehicle_plate_fragments ON vehicle USING gin (tenant_id, plate_normalised gin_trgm_ops) WITH (fastupdate = off);

GRANT SELECT (tenant_id, customer_id, value) ON customer_contact TO pitlane_definer;
GRANT SELECT (tenant_id, vehicle_id, plate_normalised) ON vehicle_plate TO pitlane_definer;
GRANT SELECT (customer_id) ON vehicle TO pitlane_definer;
CREATE POLICY lookup_reads ON customer_contact FOR SELECT TO pitlane_definer USING (true);
CREATE POLICY lookup_reads ON vehicle_plate FOR SELECT TO pitlane_definer USING (true);

-- As before, and by the further numbers and addresses.
CREATE OR REPLACE FUNCTION lookup.find_customers(p_tenant uuid, p_name text, p_phone text, p_email text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_indexscan = off AS $$
  (SELECT c.id FROM public.customer c
    WHERE c.tenant_id = p_tenant AND c.name ILIKE p_name AND c.archived_at IS NULL LIMIT 100)
  UNION
  (SELECT c.id FROM public.customer c
    WHERE c.tenant_id = p_tenant AND c.phone LIKE p_phone AND c.archived_at IS NULL LIMIT 100)
  UNION
  (SELECT c.id FROM public.customer c
    WHERE c.tenant_id = p_tenant AND c.email ILIKE p_email AND c.archived_at IS NULL LIMIT 100)
  UNION
  (SELECT k.customer_id FROM public.customer_contact k WHERE k.tenant_id = p_tenant AND k.value LIKE p_phone LIMIT 100)
  UNION
  (SELECT k.customer_id FROM public.customer_contact k WHERE k.tenant_id = p_tenant AND k.value ILIKE p_email LIMIT 100)
$$;

/* Customers who are named, reached or drive a car by a fragment; `p_most` of each way, and as often as there are ways: who counts to
   `p_most` knows that none was cut off. Null asks nothing. */
CREATE FUNCTION lookup.match_customers(p_tenant uuid, p_text text, p_digits text, p_plate text, p_most int) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_indexscan = off AS $$
  (SELECT c.id FROM public.customer c
    WHERE c.tenant_id = p_tenant AND c.name ILIKE p_text AND c.archived_at IS NULL LIMIT p_most)
  UNION ALL
  (SELECT c.id FROM public.customer c
    WHERE c.tenant_id = p_tenant AND c.email ILIKE p_text AND c.archived_at IS NULL LIMIT p_most)
  UNION ALL
  (SELECT c.id FROM public.customer c
    WHERE c.tenant_id = p_tenant AND c.phone LIKE p_digits AND c.archived_at IS NULL LIMIT p_most)
  UNION ALL
  (SELECT k.customer_id FROM public.customer_contact k WHERE k.tenant_id = p_tenant AND k.value ILIKE p_text LIMIT p_most)
  UNION ALL
  (SELECT k.customer_id FROM public.customer_contact k WHERE k.tenant_id = p_tenant AND k.value LIKE p_digits LIMIT p_most)
  UNION ALL
  (SELECT v.customer_id FROM public.vehicle v WHERE v.tenant_id = p_tenant AND v.plate_normalised LIKE p_plate LIMIT p_most)
  UNION ALL
  (SELECT v.customer_id FROM public.vehicle_plate p JOIN public.vehicle v ON v.tenant_id = p.tenant_id AND v.id = p.vehicle_id
    WHERE p.tenant_id = p_tenant AND p.plate_normalised LIKE p_plate LIMIT p_most)
$$;

DO $$
BEGIN
  EXECUTE 'GRANT CREATE ON SCHEMA lookup TO pitlane_definer';
  ALTER FUNCTION lookup.match_customers(uuid, text, text, text, int) OWNER TO pitlane_definer;
  REVOKE ALL ON FUNCTION lookup.match_customers(uuid, text, text, text, int) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION lookup.match_customers(uuid, text, text, text, int) TO pitlane_app;
  EXECUTE 'REVOKE CREATE ON SCHEMA lookup FROM pitlane_definer';
END $$;

