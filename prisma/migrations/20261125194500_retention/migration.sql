-- Finished deliveries are removed after a while. Their event says which, so that I7 and I8 still account for each of them.

ALTER TABLE outbox_event ADD COLUMN pruned_at timestamptz(3), ADD COLUMN pruned jsonb;
-- A time without names would hide a lost delivery behind retention.
ALTER TABLE outbox_event ADD CONSTRAINT outbox_event_pruned CHECK (
  (pruned_at IS NULL) = (pruned IS NULL) AND (pruned IS NULL OR (jsonb_typeof(pruned) = 'object' AND pruned <> '{}')));
