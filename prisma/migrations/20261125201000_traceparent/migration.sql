-- The trace that an event was told in (W3C traceparent), so that what follows it is seen in the same one. NULL while nothing is traced.
ALTER TABLE outbox_event ADD COLUMN traceparent text;
