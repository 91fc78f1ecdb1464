-- A day's figures know what they were reckoned of, so that a storm of events reads a day once.
ALTER TABLE "outbox_event" ADD COLUMN "written_in" xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE "daily_metric" ADD COLUMN "reckoned_in" pg_snapshot;
