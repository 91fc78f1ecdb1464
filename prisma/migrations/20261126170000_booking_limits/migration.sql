-- What a workshop decides of its own about booking online: how much of it, and when its customers are left alone.
CREATE TABLE "booking_limits" (
    "tenant_id" UUID NOT NULL,
    "bookings_of_contact" INTEGER NOT NULL,
    "requests_of_contact" INTEGER NOT NULL,
    "per_contact_day" INTEGER NOT NULL,
    "per_tenant_hour" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "booking_limits_pkey" PRIMARY KEY ("tenant_id")
);
ALTER TABLE "booking_limits" ADD CONSTRAINT "booking_limits_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- None at all would close the page without a word: that a branch takes no bookings online is said by its rules.
ALTER TABLE booking_limits ADD CONSTRAINT booking_limits_values CHECK (
  bookings_of_contact BETWEEN 1 AND 50 AND requests_of_contact BETWEEN 1 AND 50 AND per_contact_day BETWEEN 1 AND 1000
  AND per_tenant_hour BETWEEN 1 AND 100000);

ALTER TABLE booking_limits ENABLE ROW LEVEL SECURITY;
ALTER TABLE booking_limits FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON booking_limits
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
-- I10 follows references across tenants as a role that reads ids alone.
CREATE POLICY counter_reads ON booking_limits FOR SELECT TO pitlane_counter USING (true);
GRANT SELECT (tenant_id) ON booking_limits TO pitlane_counter;

-- Rules that were saved before keep the hours that held for everybody; from here on the default is the product's to say.
ALTER TABLE booking_rules ADD COLUMN quiet_from text NOT NULL DEFAULT '20:00', ADD COLUMN quiet_until text NOT NULL DEFAULT '08:00';
ALTER TABLE booking_rules ALTER COLUMN quiet_from DROP DEFAULT, ALTER COLUMN quiet_until DROP DEFAULT;
-- An evening and a morning: whatever a workshop decides, nobody is texted at three at night, and some of each day is left.
ALTER TABLE booking_rules ADD CONSTRAINT booking_rules_quiet CHECK (
  quiet_from ~ '^((1[7-9]|2[0-2]):[0-5][0-9]|23:00)$' AND quiet_until ~ '^((0[5-9]|10):[0-5][0-9]|11:00)$');
