-- What a scraper of metrics asks every few seconds, answered from indexes that hold unfinished deliveries alone.

/* How many deliveries stand in each state that is not an end. */
CREATE FUNCTION lookup.delivery_states() RETURNS TABLE (state text, n bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT d.state::text, count(*) FROM public.event_delivery d WHERE d.state IN ('PENDING', 'RUNNING') GROUP BY d.state
  UNION ALL
  SELECT 'DEAD', count(*) FROM public.event_delivery d WHERE d.standing = 'dead'
$$;

GRANT USAGE, CREATE ON SCHEMA lookup TO pitlane_definer;
ALTER FUNCTION lookup.delivery_states() OWNER TO pitlane_definer;
REVOKE ALL ON FUNCTION lookup.delivery_states() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lookup.delivery_states() TO pitlane_app;
REVOKE CREATE ON SCHEMA lookup FROM pitlane_definer;
