import { afterAll, expect, it } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { dismissVehicleDuplicate } from "#/server/orchestrators/dismiss-vehicle-duplicate.ts";
import { mergeCustomers } from "#/server/orchestrators/merge-customers.ts";
import { mergeVehicles } from "#/server/orchestrators/merge-vehicles.ts";
import { changePlate } from "#/server/orchestrators/move-vehicle.ts";
import { undoVehicleMerge } from "#/server/orchestrators/undo-vehicle-merge.ts";
import * as vehicleDuplicates from "#/server/repositories/vehicle-duplicates.ts";
import * as views from "#/server/services/vehicle-views.ts";
import { type BuiltTenant, buildTenant } from "../../prisma/seed/builders.ts";
import { rounds } from "../harness/rounds.ts";
import { contextOf } from "../harness/world.ts";
import { admin, answered, complete, open, versionOf } from "./merging-world.ts";
import { type BuiltPair, peopleSum } from "./pairs.ts";
import { buildVehiclePairs } from "./vehicle-pairs.ts";

afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const offered = (tenant: BuiltTenant, vehicleId: string | null = null) =>
  runInTenant(tenant.tenantId, () => vehicleDuplicates.pairs(readDb({ tenantId: tenant.tenantId }), vehicleId, 10_000));
const everyRight = new Set(["customer.read", "vehicle.former_owners"] as const);
const viewOf = (tenant: BuiltTenant, vehicleId: string) =>
  runInTenant(tenant.tenantId, () => views.byId(readDb({ tenantId: tenant.tenantId }), vehicleId, everyRight));

const fromGone = { plate: "gone", make: "gone", model: "gone", year: "gone", vin: "gone", owner: "gone" } as const;
const fromKept = { plate: "kept", make: "kept", model: "kept", year: "kept", vin: "kept", owner: "kept" } as const;

const merge = async (
  tenant: BuiltTenant,
  kept: string,
  gone: string,
  take: typeof fromGone | typeof fromKept = fromKept,
) =>
  mergeVehicles(contextOf(tenant), {
    kept: { vehicleId: kept, version: await versionOf("vehicle", kept) },
    gone: { vehicleId: gone, version: await versionOf("vehicle", gone) },
    take,
    idempotencyKey: uuidv7(),
  });
const undo = (tenant: BuiltTenant, mergeId: string) =>
  undoVehicleMerge(contextOf(tenant), { mergeId, idempotencyKey: uuidv7() });
const pairOf = async (tenant: BuiltTenant): Promise<BuiltPair> => {
  const [pair] = await buildVehiclePairs(admin, tenant, 1);
  if (!pair) throw new Error("No pair.");
  return pair;
};

it("offers every generated pair and no other, merges and undoes them all, and leaves everything as it was", {
  timeout: rounds(300_000, 1_800_000),
}, async () => {
  const many = rounds(100, 2_000);
  const tenant = await buildTenant(admin, {});
  const pairs = await buildVehiclePairs(admin, tenant, many);
  // Some have been invoiced: what was issued stays as it is.
  for (const { low } of pairs.slice(0, 10)) await complete(tenant, low.jobCardId);
  const key = ({ low, high }: BuiltPair) => `${low.vehicleId} ${high.vehicleId}`;
  const found = await offered(tenant);
  expect(found.map(({ lowId, highId }) => `${lowId} ${highId}`).sort()).toEqual(pairs.map(key).sort());
  expect(new Set(found.flatMap(({ reasons }) => reasons))).toEqual(new Set(["VIN", "PLATE", "OWNER"]));
  for (const { low, high } of pairs.slice(0, 5)) {
    expect(await offered(tenant, low.vehicleId)).toHaveLength(1);
    expect(await offered(tenant, high.vehicleId)).toHaveLength(1);
  }

  const before = await peopleSum(admin, tenant.tenantId);
  const merges: string[] = [];
  for (const [index, { low, high }] of pairs.entries()) {
    const [kept, gone] = index % 2 === 0 ? [low, high] : [high, low];
    const { mergeId } = await merge(tenant, kept.vehicleId, gone.vehicleId, index % 3 === 0 ? fromGone : fromKept);
    merges.push(mergeId);
  }
  expect(await offered(tenant)).toEqual([]);
  const { rows } = await admin.query<{
    n: number;
    cards: number;
    promises: number;
    readings: number;
    plates: number;
    owners: number;
  }>(
    `select count(*)::int as n, sum((select count(*) from job_card j where j.vehicle_id = v.id))::int as cards,
            sum((select count(*) from appointment a where a.vehicle_id = v.id))::int as promises,
            sum((select count(*) from odometer_reading o where o.vehicle_id = v.id and o.job_card_id is null))::int as readings,
            sum((select count(*) from vehicle_plate p where p.vehicle_id = v.id))::int as plates,
            sum((select count(*) from vehicle_ownership o where o.vehicle_id = v.id))::int as owners
       from vehicle v where v.tenant_id = $1 and v.archived_at is null`,
    [tenant.tenantId],
  );
  expect(rows[0]).toEqual({
    n: many,
    cards: many * 2,
    promises: many * 2,
    readings: many * 2,
    plates: many * 2,
    owners: many * 2,
  });

  for (const mergeId of merges.reverse()) await undo(tenant, mergeId);
  expect(await peopleSum(admin, tenant.tenantId)).toEqual(before);
  expect(await offered(tenant)).toHaveLength(many);
});

it("shows the work, the plates and the owners of both on the one that is kept, and what was issued does not change", async () => {
  const tenant = await buildTenant(admin, {});
  const { low, high } = await pairOf(tenant);
  await complete(tenant, low.jobCardId);
  await complete(tenant, high.jobCardId);
  await merge(tenant, low.vehicleId, high.vehicleId, fromGone);
  const view = await viewOf(tenant, low.vehicleId);
  expect(view.history).toHaveLength(2);
  expect(view.plate).toBe(high.plate);
  expect(view.formerPlates.map(({ plate }) => plate)).toContain(low.plate);
  expect(view.formerPlates).toHaveLength(3);
  expect(view.owner?.id).toBe(high.customerId);
  expect(view.formerOwners.map(({ owner }) => owner?.id)).toContain(low.customerId);
  expect(view.merges).toHaveLength(1);
  const { rows } = await admin.query("select distinct vehicle_id from invoice where tenant_id = $1", [tenant.tenantId]);
  expect(rows).toHaveLength(2);
  // The plate that was not kept still finds the car.
  const byPlate = await runInTenant(tenant.tenantId, () =>
    views.byPlate(readDb({ tenantId: tenant.tenantId }), low.plate),
  );
  expect(byPlate?.vehicle.id).toBe(low.vehicleId);
  expect(byPlate?.history).toHaveLength(2);
});

it("two whole VINs that differ are two cars, and so is what somebody has told apart", async () => {
  const tenant = await buildTenant(admin, {});
  const [, alike] = await buildVehiclePairs(admin, tenant, 2);
  if (!alike) throw new Error("No pair.");
  const { low, high } = alike;
  expect(await offered(tenant, high.vehicleId)).toHaveLength(1);
  const vin = (id: string, value: string | null) =>
    admin.query("update vehicle set vin = $2 where id = $1", [id, value]);
  await vin(low.vehicleId, "WVWZZZ1KZAW000001");
  await vin(high.vehicleId, "WVWZZZ1KZAW000002");
  expect(await offered(tenant, high.vehicleId)).toEqual([]);
  await vin(high.vehicleId, null);
  expect(await offered(tenant, high.vehicleId)).toHaveLength(1);
  await dismissVehicleDuplicate(contextOf(tenant), {
    vehicleIds: [high.vehicleId, low.vehicleId],
    idempotencyKey: uuidv7(),
  });
  expect(await offered(tenant, high.vehicleId)).toEqual([]);
});

it("of two merges of overlapping pairs at once one wins, and the other changes nothing", {
  timeout: rounds(120_000, 900_000),
}, async () => {
  const tenant = await buildTenant(admin, {});
  for (let round = 0; round < rounds(10, 200); round += 1) {
    const [a, b] = await buildVehiclePairs(admin, tenant, 2);
    if (!a || !b) throw new Error("No pairs.");
    const [x, y, z] = [a.low.vehicleId, a.high.vehicleId, b.low.vehicleId];
    const outcomes = await Promise.all([
      answered(merge(tenant, x, y)),
      answered(round % 2 === 0 ? merge(tenant, z, y) : merge(tenant, y, z)),
    ]);
    const refused = outcomes.filter((outcome) => outcome instanceof ServiceException);
    expect(refused.length, String(outcomes)).toBeLessThanOrEqual(1);
    for (const { code } of refused) expect(["TRANSITION_REFUSED", "STALE_VERSION"]).toContain(code);
    const lost = await admin.query(
      `select 1 from job_card j join vehicle v on v.tenant_id = j.tenant_id and v.id = j.vehicle_id
        where v.tenant_id = $1 and v.merged_into_id is not null
       union all select 1 from vehicle v join vehicle k on k.tenant_id = v.tenant_id and k.id = v.merged_into_id
        where v.tenant_id = $1 and k.merged_into_id is not null`,
      [tenant.tenantId],
    );
    expect(lost.rows).toEqual([]);
  }
});

it("merging while a card of the car is completed or opened loses neither", {
  timeout: rounds(120_000, 900_000),
}, async () => {
  const tenant = await buildTenant(admin, {});
  for (let round = 0; round < rounds(10, 200); round += 1) {
    const { low, high } = await pairOf(tenant);
    const [merged, completed, opened] = await Promise.all([
      answered(merge(tenant, low.vehicleId, high.vehicleId)),
      answered(complete(tenant, high.jobCardId)),
      answered(open(tenant, high.vehicleId)),
    ]);
    expect([merged, completed, opened].filter((outcome) => outcome instanceof ServiceException)).toEqual([]);
    const { rows } = await admin.query<{ kept: number; gone: number; issued: number }>(
      `select count(*) filter (where j.vehicle_id = $2)::int as kept, count(*) filter (where j.vehicle_id = $3)::int as gone, count(i.id)::int as issued
         from job_card j left join invoice i on i.tenant_id = j.tenant_id and i.job_card_id = j.id where j.tenant_id = $1 and j.vehicle_id in ($2, $3)`,
      [tenant.tenantId, low.vehicleId, high.vehicleId],
    );
    expect(rows[0]).toEqual({ kept: 3, gone: 0, issued: 1 });
  }
});

it("an undo that cannot be whole says everything that is in the way, and changes nothing", async () => {
  const tenant = await buildTenant(admin, {});
  const { low, high } = await pairOf(tenant);
  const { mergeId } = await merge(tenant, low.vehicleId, high.vehicleId, fromGone);
  await complete(tenant, high.jobCardId);
  await changePlate(contextOf(tenant), {
    vehicleId: low.vehicleId,
    version: await versionOf("vehicle", low.vehicleId),
    plate: "NEW 1",
    on: "2026-01-05",
    idempotencyKey: uuidv7(),
  });
  // The owner who was not chosen is found to be another customer's second record.
  const [other] = await buildVehiclePairs(admin, tenant, 1);
  if (!other) throw new Error("No pair.");
  await mergeCustomers(contextOf(tenant), {
    kept: { customerId: other.low.customerId, version: await versionOf("customer", other.low.customerId) },
    gone: { customerId: low.customerId, version: await versionOf("customer", low.customerId) },
    take: { name: "kept", email: "kept", phone: "kept", addressLines: "kept", note: "kept" },
    idempotencyKey: uuidv7(),
  });
  const before = await peopleSum(admin, tenant.tenantId);
  const outcome = await answered(undo(tenant, mergeId));
  if (!(outcome instanceof ServiceException)) throw new Error("It was undone.");
  expect(outcome.code).toBe("TRANSITION_REFUSED");
  for (const part of ["The plate was changed since", "The owner was changed since", /Invoice \S+ was issued since/])
    expect(outcome.message).toMatch(part);
  expect(await peopleSum(admin, tenant.tenantId)).toEqual(before);
});

it("a plate that another car carries by now keeps the other record away, and nothing changes", async () => {
  const tenant = await buildTenant(admin, {});
  const { low, high } = await pairOf(tenant);
  const { mergeId } = await merge(tenant, low.vehicleId, high.vehicleId);
  const [other] = await buildVehiclePairs(admin, tenant, 1);
  await admin.query(
    "update vehicle v set plate = g.plate, plate_normalised = g.plate_normalised from vehicle g where v.id = $1 and g.id = $2",
    [other?.low.vehicleId, high.vehicleId],
  );
  const before = await peopleSum(admin, tenant.tenantId);
  expect(await answered(undo(tenant, mergeId))).toMatchObject({
    code: "TRANSITION_REFUSED",
    message: expect.stringContaining("Another car carries"),
  });
  expect(await peopleSum(admin, tenant.tenantId)).toEqual(before);
});

it("a merge into one that was merged further is undone after that one, once, and for thirty days", async () => {
  const tenant = await buildTenant(admin, {});
  const [a, b] = await buildVehiclePairs(admin, tenant, 2);
  if (!a || !b) throw new Error("No pairs.");
  const before = await peopleSum(admin, tenant.tenantId);
  const first = await merge(tenant, a.low.vehicleId, a.high.vehicleId);
  const second = await merge(tenant, b.low.vehicleId, a.low.vehicleId, fromGone);
  expect(await answered(undo(tenant, first.mergeId))).toMatchObject({
    code: "TRANSITION_REFUSED",
    message: expect.stringContaining("Undo that merge first"),
  });
  await undo(tenant, second.mergeId);
  await undo(tenant, first.mergeId);
  expect(await peopleSum(admin, tenant.tenantId)).toEqual(before);
  expect(await answered(undo(tenant, first.mergeId))).toMatchObject({ code: "TRANSITION_REFUSED" });

  const { mergeId } = await merge(tenant, a.low.vehicleId, a.high.vehicleId);
  await admin.query("update vehicle_merge set merged_at = merged_at - interval '31 days' where id = $1", [mergeId]);
  expect(await answered(undo(tenant, mergeId))).toMatchObject({ code: "TRANSITION_REFUSED" });
});
