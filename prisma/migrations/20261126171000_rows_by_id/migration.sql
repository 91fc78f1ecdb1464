-- Lists read the customer and the car of each of their rows by id: from a hash as quickly behind a million as behind a thousand (decision 087).
CREATE INDEX "customer_id_idx" ON "customer" USING HASH ("id");
CREATE INDEX "vehicle_id_idx" ON "vehicle" USING HASH ("id");
