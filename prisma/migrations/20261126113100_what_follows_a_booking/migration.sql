-- What follows a booking: its messages, and what of it is counted.
ALTER TABLE message ADD COLUMN appointment_id uuid;
ALTER TABLE message ADD CONSTRAINT message_tenant_id_appointment_id_fkey
  FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointment (tenant_id, id) ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX message_tenant_id_appointment_id_idx ON message (tenant_id, appointment_id);

-- Since when somebody has a time; a request that was never given one is no booking, and no cancellation.
ALTER TABLE appointment ADD COLUMN booked_at timestamptz(3);
ALTER TABLE appointment NO FORCE ROW LEVEL SECURITY;
UPDATE appointment SET booked_at = created_at WHERE state IN ('BOOKED', 'CHECKED_IN', 'NO_SHOW');
ALTER TABLE appointment FORCE ROW LEVEL SECURITY;
ALTER TABLE appointment ADD CONSTRAINT appointment_booked CHECK (booked_at IS NOT NULL OR state NOT IN ('BOOKED', 'CHECKED_IN', 'NO_SHOW'));
CREATE INDEX appointment_tenant_id_branch_id_booked_at_idx ON appointment (tenant_id, branch_id, booked_at);
CREATE INDEX appointment_tenant_id_branch_id_cancelled_at_idx ON appointment (tenant_id, branch_id, cancelled_at);

ALTER TABLE daily_metric ADD COLUMN bookings int NOT NULL DEFAULT 0, ADD COLUMN cancellations int NOT NULL DEFAULT 0,
  ADD COLUMN no_shows int NOT NULL DEFAULT 0;
ALTER TABLE daily_metric ADD CONSTRAINT daily_metric_appointments CHECK (bookings >= 0 AND cancellations >= 0 AND no_shows >= 0);
