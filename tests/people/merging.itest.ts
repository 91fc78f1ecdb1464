import { afterAll, expect, it } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { dismissDuplicate } from "#/server/orchestrators/dismiss-duplicate.ts";
import { updateCustomer } from "#/server/orchestrators/keep-customer.ts";
import { mergeCustomers } from "#/server/orchestrators/merge-customers.ts";
import { transferVehicle } from "#/server/orchestrators/move-vehicle.ts";
import { undoMerge } from "#/server/orchestrators/undo-merge.ts";
import * as duplicates from "#/server/repositories/duplicates.ts";
import * as customers from "#/server/services/customers.ts";
import { type BuiltTenant, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { rounds } from "../harness/rounds.ts";
import { contextOf } from "../harness/world.ts";
import { admin, answered, complete, open, versionOf } from "./merging-world.ts";
import { type BuiltPair, buildPairs, peopleSum } from "./pairs.ts";

afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const offered = (tenant: BuiltTenant, customerId: string | null = null) =>
  runInTenant(tenant.tenantId, () => duplicates.pairs(readDb({ tenantId: tenant.tenantId }), customerId, 10_000));

const fromGone = { name: "gone", email: "gone", phone: "gone", addressLines: "gone", note: "gone" } as const;
const fromKept = { name: "kept", email: "kept", phone: "kept", addressLines: "kept", note: "kept" } as const;

const merge = async (
  tenant: BuiltTenant,
  kept: string,
  gone: string,
  take: typeof fromGone | typeof fromKept = fromKept,
) =>
  mergeCustomers(contextOf(tenant), {
    kept: { customerId: kept, version: await versionOf("customer", kept) },
    gone: { customerId: gone, version: await versionOf("customer", gone) },
    take,
    idempotencyKey: uuidv7(),
  });
const undo = (tenant: BuiltTenant, mergeId: string) =>
  undoMerge(contextOf(tenant), { mergeId, idempotencyKey: uuidv7() });
const pairOf = async (tenant: BuiltTenant): Promise<BuiltPair> => {
  const [pair] = await buildPairs(admin, tenant, 1);
  if (!pair) throw new Error("No pair.");
  return pair;
};

it("offers every generated pair and no other, merges and undoes them all, and leaves everything as it was", {
  timeout: rounds(300_000, 1_800_000),
}, async () => {
  const many = rounds(100, 2_000);
  const tenant = await buildTenant(admin, {});
  const pairs = await buildPairs(admin, tenant, many);
  // Some have been invoiced: what was issued stays as it is.
  for (const { low } of pairs.slice(0, 8)) await complete(tenant, low.jobCardId);
  const key = ({ low, high }: BuiltPair) => `${low.customerId} ${high.customerId}`;
  const found = await offered(tenant);
  expect(found.map(({ lowId, highId }) => `${lowId} ${highId}`).sort()).toEqual(pairs.map(key).sort());
  expect(new Set(found.flatMap(({ reasons }) => reasons))).toEqual(new Set(["PHONE", "EMAIL", "CAR", "ADDRESS"]));

  const before = await peopleSum(admin, tenant.tenantId);
  const merges: string[] = [];
  for (const [index, { low, high }] of pairs.entries()) {
    const [kept, gone] = index % 2 === 0 ? [low, high] : [high, low];
    const { mergeId } = await merge(tenant, kept.customerId, gone.customerId, index % 3 === 0 ? fromGone : fromKept);
    merges.push(mergeId);
  }
  expect(await offered(tenant)).toEqual([]);
  const { rows } = await admin.query<{ n: number; cars: number; cards: number; messages: number; reach: number }>(
    `select count(*)::int as n, sum((select count(*) from vehicle v where v.customer_id = c.id))::int as cars,
            sum((select count(*) from job_card j where j.customer_id = c.id))::int as cards,
            sum((select count(*) from message m where m.customer_id = c.id and m.source_key like 'built:%'))::int as messages,
            sum((select count(*) from customer_contact k where k.customer_id = c.id))::int as reach
       from customer c where c.tenant_id = $1 and c.archived_at is null`,
    [tenant.tenantId],
  );
  // Two further numbers, and the unchosen first number and address unless both had the same.
  expect(rows[0]).toEqual({
    n: many,
    cars: many * 2,
    cards: many * 2,
    messages: many * 2,
    reach: many * 2 + many * 2 - Math.ceil(many / 4) - Math.ceil((many - 1) / 4),
  });

  for (const mergeId of merges.reverse()) await undo(tenant, mergeId);
  expect(await peopleSum(admin, tenant.tenantId)).toEqual(before);
  expect(await offered(tenant)).toHaveLength(many);
});

it("shows the invoices of both on the one that is kept, and what was issued does not change", async () => {
  const tenant = await buildTenant(admin, {});
  const { low, high } = await pairOf(tenant);
  await complete(tenant, low.jobCardId);
  await complete(tenant, high.jobCardId);
  await merge(tenant, low.customerId, high.customerId);
  const view = await runInTenant(tenant.tenantId, () =>
    customers.byId(readDb({ tenantId: tenant.tenantId }), low.customerId),
  );
  expect(view.invoices).toHaveLength(2);
  expect(view.jobCards).toHaveLength(2);
  expect(view.consents).toHaveLength(2);
  const { rows } = await admin.query("select distinct customer_id from invoice where tenant_id = $1", [
    tenant.tenantId,
  ]);
  expect(rows).toHaveLength(2);
});

it("remembers that two are two people", async () => {
  const tenant = await buildTenant(admin, {});
  const { low, high } = await pairOf(tenant);
  expect(await offered(tenant, high.customerId)).toHaveLength(1);
  await dismissDuplicate(contextOf(tenant), {
    customerIds: [high.customerId, low.customerId],
    idempotencyKey: uuidv7(),
  });
  expect(await offered(tenant)).toEqual([]);
  expect(await offered(tenant, high.customerId)).toEqual([]);
});

it("of two merges of overlapping pairs at once one wins, and the other changes nothing", {
  timeout: rounds(120_000, 900_000),
}, async () => {
  const tenant = await buildTenant(admin, {});
  for (let round = 0; round < rounds(15, 200); round += 1) {
    const [a, b] = await buildPairs(admin, tenant, 2);
    if (!a || !b) throw new Error("No pairs.");
    const [x, y, z] = [a.low.customerId, a.high.customerId, b.low.customerId];
    // Merged away by both, or kept by one and merged away by the other.
    const outcomes = await Promise.all([
      answered(merge(tenant, x, y)),
      answered(round % 2 === 0 ? merge(tenant, z, y) : merge(tenant, y, z)),
    ]);
    const refused = outcomes.filter((outcome) => outcome instanceof ServiceException);
    expect(refused.length, String(outcomes)).toBeLessThanOrEqual(1);
    for (const { code } of refused) expect(["TRANSITION_REFUSED", "STALE_VERSION"]).toContain(code);
    const { rows } = await admin.query<{ n: number }>(
      "select count(*)::int as n from customer_merge where tenant_id = $1 and (kept_id = any($2) or gone_id = any($2))",
      [tenant.tenantId, [x, y, z]],
    );
    expect(rows[0]?.n).toBe(2 - refused.length);
    // Whatever came first: nobody's car is with one that is put away, and nobody is merged into one that was merged.
    const lost = await admin.query(
      `select 1 from vehicle v join customer c on c.tenant_id = v.tenant_id and c.id = v.customer_id
        where c.tenant_id = $1 and c.merged_into_id is not null
       union all select 1 from customer c join customer k on k.tenant_id = c.tenant_id and k.id = c.merged_into_id
        where c.tenant_id = $1 and k.merged_into_id is not null`,
      [tenant.tenantId],
    );
    expect(lost.rows).toEqual([]);
  }
});

it("merging while a card of theirs is completed or opened loses neither", {
  timeout: rounds(120_000, 900_000),
}, async () => {
  const tenant = await buildTenant(admin, {});
  for (let round = 0; round < rounds(15, 200); round += 1) {
    const { low, high } = await pairOf(tenant);
    const [merged, completed, opened] = await Promise.all([
      answered(merge(tenant, low.customerId, high.customerId)),
      answered(complete(tenant, high.jobCardId)),
      answered(open(tenant, high.vehicleId)),
    ]);
    expect([merged, completed, opened].filter((outcome) => outcome instanceof ServiceException)).toEqual([]);
    const { rows } = await admin.query<{ kept: number; cards: number; issued: number }>(
      `select count(*) filter (where j.customer_id = $2)::int as kept, count(*)::int as cards, count(i.id)::int as issued
         from job_card j left join invoice i on i.tenant_id = j.tenant_id and i.job_card_id = j.id and i.customer_id in ($2, $3)
        where j.tenant_id = $1 and j.vehicle_id in ($4, $5)`,
      [tenant.tenantId, low.customerId, high.customerId, low.vehicleId, high.vehicleId],
    );
    expect(rows[0]).toEqual({ kept: 3, cards: 3, issued: 1 });
  }
});

it("a card that waited for the merge is completed for the one that is kept, and one opened meanwhile is theirs", async () => {
  const tenant = await buildTenant(admin, {});
  const { low, high } = await pairOf(tenant);
  const holder = await admin.connect();
  await holder.query("begin");
  await holder.query("select 1 from job_card where id = $1 for update", [high.jobCardId]);
  const waiting = async (least: number): Promise<void> => {
    const asked =
      "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while (((await admin.query<{ n: number }>(asked)).rows[0]?.n ?? 0) < least);
  };
  const merged = merge(tenant, low.customerId, high.customerId);
  await waiting(1);
  const completed = complete(tenant, high.jobCardId);
  const opened = open(tenant, high.vehicleId);
  await waiting(2);
  await holder.query("rollback");
  holder.release();
  await Promise.all([merged, completed, opened]);
  const { rows } = await admin.query(
    "select distinct customer_id from job_card where tenant_id = $1 union select customer_id from invoice where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ customer_id: low.customerId }]);
});

it("a further address that becomes the first one is a further one again after the undo", async () => {
  const tenant = await buildTenant(admin, {});
  const { low, high } = await pairOf(tenant);
  await admin.query(
    "insert into customer_contact (tenant_id, id, customer_id, kind, value) select tenant_id, $2, $3, 'PHONE', phone from customer where id = $1",
    [high.customerId, uuidv7(), low.customerId],
  );
  const before = await peopleSum(admin, tenant.tenantId);
  const { mergeId } = await merge(tenant, low.customerId, high.customerId, fromGone);
  const view = await runInTenant(tenant.tenantId, () =>
    customers.byId(readDb({ tenantId: tenant.tenantId }), low.customerId),
  );
  expect(view.phones.map(({ value }) => value)).toHaveLength(new Set(view.phones.map(({ value }) => value)).size);
  await undo(tenant, mergeId);
  expect(await peopleSum(admin, tenant.tenantId)).toEqual(before);
});

it("an undo that cannot be whole says everything that is in the way, and changes nothing", async () => {
  const tenant = await buildTenant(admin, {});
  const ctx = contextOf(tenant);
  const { low, high } = await pairOf(tenant);
  const stranger = await buildJobCard(admin, tenant, {});
  const { mergeId } = await merge(tenant, low.customerId, high.customerId, fromGone);

  await complete(tenant, high.jobCardId);
  await admin.query("update job_card set status = 'COLLECTED' where id = $1", [high.jobCardId]);
  await transferVehicle(ctx, {
    vehicleId: high.vehicleId,
    version: 1,
    customerId: stranger.customerId,
    on: "2026-01-05",
    idempotencyKey: uuidv7(),
  });
  await updateCustomer(ctx, {
    customerId: low.customerId,
    version: await versionOf("customer", low.customerId),
    name: "Somebody Else",
    emails: [],
    phones: [],
    addressLines: [],
    note: "",
    idempotencyKey: uuidv7(),
  });
  const before = await peopleSum(admin, tenant.tenantId);
  const outcome = await answered(undo(tenant, mergeId));
  if (!(outcome instanceof ServiceException)) throw new Error("It was undone.");
  expect(outcome.code).toBe("TRANSITION_REFUSED");
  for (const part of [
    "The name was changed since",
    "The first e-mail address was changed since",
    "A phone number or e-mail address that came over was changed since",
    `${high.plate} belongs to another customer by now`,
    /Invoice \S+ was issued since/,
  ])
    expect(outcome.message).toMatch(part);
  expect(await peopleSum(admin, tenant.tenantId)).toEqual(before);
});

it("a merge into one that was merged further is undone after that one, and once", async () => {
  const tenant = await buildTenant(admin, {});
  const [a, b] = await buildPairs(admin, tenant, 2);
  if (!a || !b) throw new Error("No pairs.");
  const before = await peopleSum(admin, tenant.tenantId);
  const first = await merge(tenant, a.low.customerId, a.high.customerId);
  const second = await merge(tenant, b.low.customerId, a.low.customerId);
  expect(await answered(undo(tenant, first.mergeId))).toMatchObject({
    code: "TRANSITION_REFUSED",
    message: expect.stringContaining("Undo that merge first"),
  });
  await undo(tenant, second.mergeId);
  await undo(tenant, first.mergeId);
  expect(await peopleSum(admin, tenant.tenantId)).toEqual(before);
  expect(await answered(undo(tenant, first.mergeId))).toMatchObject({ code: "TRANSITION_REFUSED" });
});

it("thirty days later it stays", async () => {
  const tenant = await buildTenant(admin, {});
  const { low, high } = await pairOf(tenant);
  const { mergeId } = await merge(tenant, low.customerId, high.customerId);
  await admin.query("update customer_merge set merged_at = merged_at - interval '31 days' where id = $1", [mergeId]);
  expect(await answered(undo(tenant, mergeId))).toMatchObject({ code: "TRANSITION_REFUSED" });
});
