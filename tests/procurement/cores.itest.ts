import { afterAll, expect, test } from "vitest";
import { collectCoreInput } from "#/domain/core.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { draftPart } from "#/server/orchestrators/procurement/draft-orders.ts";
import {
  collectCore,
  creditCore,
  lapseCore,
  sendCore,
  takeBackCore,
} from "#/server/orchestrators/procurement/move-core.ts";
import { createReturn, sendReturn } from "#/server/orchestrators/procurement/return-to-supplier.ts";
import * as cores from "#/server/services/core-views.ts";
import * as returns from "#/server/services/supplier-return-views.ts";
import { buildPart } from "../../prisma/seed/builders.ts";
import { adminPool } from "../harness/world.ts";
import { openDesk } from "./desk.ts";

const admin = adminPool();
afterAll(() => admin.end());
const key = () => ({ idempotencyKey: uuidv7() });
const everything = new Set(["cost.read"] as const);

/** A desk that has been delivered `quantity` of an exchange part with a deposit of 40.00 for each. */
const deliver = async (quantity: string, days = 30) => {
  const desk = await openDesk(admin);
  const { owner, tenant, boughtThere, send, receive } = desk;
  const part = await buildPart(admin, tenant, { name: "Alternator", onHand: "0", costMinor: 9000 });
  await boughtThere(part);
  await admin.query("update stock_level set core_minor = 4000, core_days = $2 where part_id = $1", [part.partId, days]);
  const come = async (more: string) => {
    const { orders } = await draftPart(owner, {
      branchId: tenant.branchId,
      partId: part.partId,
      quantity: more,
      ...key(),
    });
    const orderId = orders[0]?.purchaseOrderId ?? "";
    await send(orderId);
    await receive(orderId, [{ partId: part.partId, quantity: more, unitCostMinor: 9000 }]);
  };
  await come(quantity);
  const list = (show: "open" | "overdue" | "sent" | "done" = "open") =>
    runInTenant(tenant.tenantId, () =>
      cores.list(readDb(tenant), { branchId: tenant.branchId, show, supplierId: null, cursor: null }, everything),
    );
  const [first] = (await list()).cores;
  const coreId = first?.id ?? "";
  const read = () => runInTenant(tenant.tenantId, () => cores.byId(readDb(tenant), coreId, everything));
  const at = async () => ({ coreId, version: (await read()).version, ...key() });
  const tell = async (units: string, note = "") => ({ ...(await at()), quantity: units, note });
  return { ...desk, part, come, list, read, at, tell };
};

test("a delivery charges a core that is owed until the old units are credited, beside the part's cost", async () => {
  const { owner, tenant, list, read, tell, level, part } = await deliver("2");
  expect(await level(part.partId)).toMatchObject({ onHand: 2, cost: 9000 });
  const { rows } = await admin.query<{ due: string }>(
    "select ((now() at time zone zone)::date + 30)::text as due from branch where id = $1",
    [tenant.branchId],
  );
  expect(await read()).toMatchObject({
    ...{ quantity: "2", collected: "0", depositMinor: 4000, owedMinor: 8000, overdue: false },
    dueOn: rows[0]?.due,
  });
  await collectCore(owner, await tell("2", "On the shelf behind the lift"));
  await sendCore(owner, await tell("2", "Parcel 71"));
  expect((await list()).owed).toMatchObject({ cores: 1, overdue: 0, owedMinor: 8000 });
  await creditCore(owner, { ...(await tell("2", "GS-9")), creditedMinor: 7500 });
  expect(await read()).toMatchObject({ credited: "2", creditedMinor: 7500, owedMinor: 0 });
  expect(await list()).toMatchObject({ cores: [], owed: { cores: 0, owedMinor: 0, suppliers: [] } });
  expect((await list("done")).cores).toHaveLength(1);
  expect((await read()).movements.map(({ kind, quantity, note }) => [kind, quantity, note])).toEqual([
    ["CREDITED", "2", "GS-9"],
    ["SENT", "2", "Parcel 71"],
    ["COLLECTED", "2", "On the shelf behind the lift"],
  ]);
  const { rows: sums } = await admin.query(
    "select sum(unit_cost_minor)::int as cost from stock_movement where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(sums).toEqual([{ cost: 9000 }]);
});

test("a part that is no exchange part charges none", async () => {
  const { list, part, come } = await deliver("1");
  await admin.query("update stock_level set core_minor = 0 where part_id = $1", [part.partId]);
  await come("3");
  expect((await list()).cores).toHaveLength(1);
});

test("nothing is sent before it came in, credited before it left, or told of more units than there are", async () => {
  const { owner, tell, read } = await deliver("2");
  const refused = { code: "INVALID_INPUT" };
  await expect(sendCore(owner, await tell("1"))).rejects.toMatchObject(refused);
  await expect(creditCore(owner, { ...(await tell("1")), creditedMinor: 4000 })).rejects.toMatchObject(refused);
  for (const units of ["-1", "0", "1.0001", "1e9", "1234567890", ""])
    expect(collectCoreInput.safeParse({ coreId: uuidv7(), version: 1, quantity: units, note: "" }).success).toBe(false);
  for (const units of ["2.001", "3", "999999999"])
    await expect(collectCore(owner, await tell(units))).rejects.toMatchObject(refused);
  await collectCore(owner, await tell("0.5"));
  await expect(collectCore(owner, await tell("1.501"))).rejects.toMatchObject(refused);
  await lapseCore(owner, await tell("1.5", "The customer kept it"));
  await expect(collectCore(owner, await tell("0.001"))).rejects.toMatchObject(refused);
  await expect(lapseCore(owner, await tell("0.501", "Lost"))).rejects.toMatchObject(refused);
  expect(await read()).toMatchObject({ collected: "0.5", lapsed: "1.5", owedMinor: 2000 });
});

test("what is overdue stays owed and is found, until it is sent or given up", async () => {
  const { owner, tell, list, tenant } = await deliver("2", 1);
  const shift = (days: number) =>
    admin.query(
      "update core set due_on = (select (now() at time zone zone)::date from branch b where b.id = core.branch_id) - $2::int where tenant_id = $1",
      [tenant.tenantId, days],
    );
  await shift(0);
  expect((await list("overdue")).cores).toEqual([]);
  await shift(1);
  expect((await list("overdue")).cores).toHaveLength(1);
  expect((await list()).owed).toMatchObject({
    cores: 1,
    overdue: 1,
    suppliers: [{ name: "Marlow Parts", overdue: 1 }],
  });
  await collectCore(owner, await tell("1"));
  await sendCore(owner, await tell("1"));
  expect((await list("overdue")).cores).toHaveLength(1);
  await lapseCore(owner, await tell("1", "Too late"));
  expect((await list("overdue")).cores).toEqual([]);
  expect((await list("sent")).cores).toHaveLength(1);
});

test("of those who tell one thing at once one does, and a double click is one", async () => {
  const { owner, tell, read } = await deliver("5");
  const same = await tell("2");
  const done = await Promise.allSettled([
    collectCore(owner, same),
    collectCore(owner, same),
    ...Array.from({ length: 6 }, () => collectCore(owner, { ...same, ...key() })),
  ]);
  expect(done.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(2);
  expect(await read()).toMatchObject({ collected: "2", version: 2 });
  await expect(collectCore(owner, { ...same, ...key() })).rejects.toMatchObject({ code: "STALE_VERSION" });
});

test("what was noted last is taken back once, money too", async () => {
  const { owner, tell, at, read } = await deliver("1");
  await expect(takeBackCore(owner, await at())).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await collectCore(owner, await tell("1"));
  await sendCore(owner, await tell("1"));
  await creditCore(owner, { ...(await tell("1", "GS-9")), creditedMinor: 4000 });
  await takeBackCore(owner, await at());
  expect(await read()).toMatchObject({ sent: "1", credited: "0", creditedMinor: 0, owedMinor: 4000 });
  await expect(takeBackCore(owner, await at())).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await creditCore(owner, { ...(await tell("1", "GS-10")), creditedMinor: 0 });
  expect(await read()).toMatchObject({ credited: "1", creditedMinor: 0, owedMinor: 0 });
});

test("an exchange part that goes back unused is waited for no more, and its deposit is", async () => {
  const { owner, tenant, supplier, part, read, tell } = await deliver("3");
  await collectCore(owner, await tell("1"));
  const { delivered } = await runInTenant(tenant.tenantId, () =>
    returns.offers(readDb(tenant), tenant.branchId, supplier.id),
  );
  const goodsReceiptId = delivered[0]?.goodsReceiptId ?? "";
  const supplierReturnId = await createReturn(owner, {
    ...{ branchId: tenant.branchId, supplierId: supplier.id, reason: "Not needed", ...key() },
    lines: [{ partId: part.partId, quantity: "1", unitCostMinor: 9000, source: { from: "RECEIPT", goodsReceiptId } }],
  });
  await sendReturn(owner, { supplierReturnId, version: 1, ...key() });
  expect(await read()).toMatchObject({ collected: "2", sent: "1", owedMinor: 12_000 });
  expect((await read()).movements[0]).toMatchObject({ kind: "SENT", note: "Went back unused with SR-1" });
});

test("a stranger's core is not there, and money is for those who may see costs", async () => {
  const { tell, at, read, tenant, list } = await deliver("1");
  const stranger = await openDesk(admin);
  const refused = { code: "NOT_FOUND" };
  await expect(collectCore(stranger.owner, await tell("1"))).rejects.toMatchObject(refused);
  await expect(takeBackCore(stranger.owner, await at())).rejects.toMatchObject(refused);
  const { coreId } = await at();
  await expect(
    runInTenant(stranger.tenant.tenantId, () => cores.byId(readDb(stranger.tenant), coreId, everything)),
  ).rejects.toMatchObject(refused);
  const { id } = await read();
  const blind = await runInTenant(tenant.tenantId, () => cores.byId(readDb(tenant), id, new Set()));
  expect(Object.keys(blind).filter((name) => name.endsWith("Minor"))).toEqual([]);
  expect((await list()).cores[0]).toMatchObject({ depositMinor: 4000 });
});
