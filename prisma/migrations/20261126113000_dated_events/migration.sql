-- An effect that is owed at a time: written in the commit that owes it, handed over when the time comes.
ALTER TABLE outbox_event ADD COLUMN due_at timestamptz(3);
ALTER TABLE event_delivery ADD COLUMN due_at timestamptz(3);

-- What waits for its time is neither unsent nor on its way: thousands of reminders would hide what is stuck.
ALTER TABLE outbox_event ALTER COLUMN unsent SET EXPRESSION AS (state = 'PENDING' AND due_at IS NULL);
ALTER TABLE event_delivery ALTER COLUMN standing SET EXPRESSION AS (CASE
  WHEN state = 'PENDING' AND due_at IS NOT NULL AND attempts_started = 0 THEN 'planned'
  WHEN state = 'DONE' THEN 'done' WHEN state = 'DEAD' THEN 'dead' WHEN state = 'SKIPPED' THEN 'skipped' ELSE 'waiting' END);

/* How the outbox stands: unsent events that are due, age of the oldest in ms, deliveries not finished, dead ones. */
CREATE OR REPLACE FUNCTION lookup.outbox_figures() RETURNS TABLE (unsent bigint, oldest_unsent_ms bigint, open bigint, dead bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT w.unsent, coalesce(extract(epoch FROM clock_timestamp() - w.since) * 1000, 0)::bigint,
         (SELECT count(*) FROM public.event_delivery WHERE state IN ('PENDING', 'RUNNING') AND standing <> 'planned'),
         (SELECT count(*) FROM public.event_delivery WHERE state = 'DEAD')
    FROM (SELECT count(*) AS unsent, min(coalesce(due_at, occurred_at)) AS since FROM public.outbox_event
           WHERE state = 'PENDING' AND (due_at IS NULL OR due_at <= clock_timestamp())) w
$$;

/* How many deliveries stand in each state that is not an end; PLANNED waits for its time. */
CREATE OR REPLACE FUNCTION lookup.delivery_states() RETURNS TABLE (state text, n bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT CASE d.standing WHEN 'planned' THEN 'PLANNED' ELSE d.state::text END, count(*)
    FROM public.event_delivery d WHERE d.state IN ('PENDING', 'RUNNING') GROUP BY 1
  UNION ALL
  SELECT 'DEAD', count(*) FROM public.event_delivery d WHERE d.standing = 'dead'
$$;
