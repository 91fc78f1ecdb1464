import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { buildTenant } from "../../prisma/seed/builders.ts";
import { adminPool } from "../harness/world.ts";
import { openGarage } from "./garage.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const named = z.array(z.object({ name: z.string(), labourMinutes: z.int(), bufferMinutes: z.int() }));

test("the desk chooses from every open service of a branch in its order, also those that customers do not book", async () => {
  const garage = await openGarage(admin, {
    services: [
      { name: "MOT test", minutes: 45, buffer: 15 },
      { name: "Clutch", minutes: 300, bookableOnline: false },
      { name: "Polish", minutes: 60 },
    ],
  });
  await admin.query("update service_offer set closed_at = now() where id = $1", [garage.services[2]?.serviceId]);
  await admin.query("update service_offer set position = 0 where id = $1", [garage.services[1]?.serviceId]);
  const { branchId } = garage.tenant;
  expect(named.parse(await garage.desk("query", "appointment.services", { branchId }))).toEqual([
    { name: "Clutch", labourMinutes: 300, bufferMinutes: 0 },
    { name: "MOT test", labourMinutes: 45, bufferMinutes: 15 },
  ]);

  const other = await buildTenant(admin);
  expect(await garage.desk("query", "appointment.services", { branchId: other.branchId })).toEqual([]);
  expect(await garage.desk("query", "appointment.services", { branchId: uuidv7() })).toEqual([]);
});
