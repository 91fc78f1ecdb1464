import { afterAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { draftLow } from "#/server/orchestrators/procurement/draft-orders.ts";
import {
  cancelTransfer,
  receiveTransfer,
  requestTransfer,
  sendTransfer,
} from "#/server/orchestrators/procurement/move-between-branches.ts";
import * as views from "#/server/services/part-views.ts";
import * as transferViews from "#/server/services/stock-transfer-views.ts";
import { type BuiltPart, type BuiltTenant, buildBranch, buildJobCard, buildPart } from "../../prisma/seed/builders.ts";
import { adminPool } from "../harness/world.ts";
import { openDesk } from "./desk.ts";

const admin = adminPool();
afterAll(() => admin.end());
const key = () => ({ idempotencyKey: uuidv7() });
type Quantity = { partId: string; quantity: string };

/** A workshop with a second branch, and what its desk does between the two. */
const openBoth = async (currency?: string) => {
  const desk = await openDesk(admin);
  const { owner, tenant } = desk;
  const { branch } = tenant;
  const other = await buildBranch(admin, tenant.tenantId, {
    ...branch,
    ...(currency === undefined ? {} : { currency }),
    name: "Airport Road",
    invoicePrefix: "AR",
    bayKinds: [],
  });
  const there: BuiltTenant = { ...tenant, branch: { ...branch, ...other }, branchId: other.branchId };
  const read = (stockTransferId: string) =>
    runInTenant(tenant.tenantId, () =>
      transferViews.byId(readDb(tenant), stockTransferId, new Set(["cost.read"] as const), []),
    );
  const at = async (stockTransferId: string) => ({
    ...{ stockTransferId, version: (await read(stockTransferId)).version, worksAt: [] },
    ...key(),
  });
  const ask = (lines: readonly Quantity[], worksAt: readonly string[] = []) =>
    requestTransfer(owner, {
      ...{ fromBranchId: tenant.branchId, toBranchId: other.branchId, note: "", lines, worksAt },
      ...key(),
    });
  const send = async (id: string, lines: readonly Quantity[]) => sendTransfer(owner, { ...(await at(id)), lines });
  const receive = async (id: string, lines: readonly Quantity[], more: { missing?: string; cost?: number } = {}) =>
    receiveTransfer(owner, {
      ...(await at(id)),
      lines: lines.map((line) => ({ ...line, unitCostMinor: more.cost ?? null })),
      missingReason: more.missing ?? null,
    });
  const level = (part: BuiltPart, of: BuiltTenant) => desk.level(part.partId, of);
  return { desk, tenant, there, owner, read, at, ask, send, receive, level };
};

test("parts leave the one shelf, are in transit, and reach the other in parts, with the cost they left with", async () => {
  const { tenant, there, ask, send, receive, read, level } = await openBoth();
  const part = await buildPart(admin, tenant, { onHand: "10", costMinor: 1500, priceMinor: 2900 });
  const { partId } = part;
  const id = await ask([{ partId, quantity: "6" }]);
  expect(await level(part, tenant)).toMatchObject({ onHand: 10 });
  await send(id, [{ partId, quantity: "5" }]);
  expect(await level(part, tenant)).toMatchObject({ onHand: 5 });
  expect(await level(part, there)).toBeUndefined();
  expect(await read(id)).toMatchObject({ status: "SENT", transitMinor: 7500, number: 1 });

  await receive(id, [{ partId, quantity: "2" }]);
  expect(await read(id)).toMatchObject({ status: "PART_RECEIVED", transitMinor: 4500 });
  expect(await level(part, there)).toEqual({ onHand: 2, reserved: 0, cost: 1500 });
  const { transfers } = await runInTenant(tenant.tenantId, () =>
    transferViews.list(
      readDb(tenant),
      { branchId: there.branchId, show: "transit", cursor: null },
      new Set(["cost.read"] as const),
    ),
  );
  expect(transfers).toEqual([expect.objectContaining({ id, lines: 1, transitMinor: 4500, status: "PART_RECEIVED" })]);
  const standing = await runInTenant(tenant.tenantId, () => views.standing(readDb(tenant), partId, []));
  expect(standing.transfers).toEqual([expect.objectContaining({ stockTransferId: id, quantity: "3" })]);
  const { rows: prices } = await admin.query("select price_minor::int as price from stock_level where branch_id = $1", [
    there.branchId,
  ]);
  expect(prices).toEqual([{ price: 2900 }]);

  await expect(receive(id, [{ partId, quantity: "4" }])).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await receive(id, [{ partId, quantity: "2" }], { missing: "One fell off the van" });
  expect(await read(id)).toMatchObject({ status: "RECEIVED", missingReason: "One fell off the van", transitMinor: 0 });
  expect(await level(part, there)).toMatchObject({ onHand: 4 });
  const { rows } = await admin.query(
    "select kind, on_hand_change::float8 as change, unit_cost_minor::int as cost from stock_movement where stock_transfer_id = $1 order by id",
    [id],
  );
  expect(rows).toEqual([
    { kind: "TRANSFER_OUT", change: -5, cost: 1500 },
    { kind: "TRANSFER_IN", change: 2, cost: 1500 },
    { kind: "TRANSFER_IN", change: 2, cost: 1500 },
  ]);
});

test("a transfer brings the cost there to the average, and is held for the card that waits", async () => {
  const { tenant, there, ask, send, receive, level } = await openBoth();
  const part = await buildPart(admin, tenant, { onHand: "4", costMinor: 1000, reorderPoint: "0" });
  await admin.query(
    "insert into stock_level (tenant_id, branch_id, part_id, on_hand, price_minor, cost_minor, tax_rate_bp) values ($1, $2, $3, 2, 2900, 1600, 2000)",
    [tenant.tenantId, there.branchId, part.partId],
  );
  await admin.query(
    `insert into stock_movement (tenant_id, id, branch_id, part_id, kind, on_hand_change, reserved_change, on_hand_after, reserved_after, actor_name, at)
     values ($1, $2, $3, $4, 'RECEIVE', 2, 0, 2, 0, 'Sam', now())`,
    [tenant.tenantId, uuidv7(), there.branchId, part.partId],
  );
  const card = await buildJobCard(admin, there, {
    status: "AWAITING_PARTS",
    lines: [{ kind: "PART", part, quantity: "3", reserve: false }],
  });
  const id = await ask([{ partId: part.partId, quantity: "4" }]);
  await send(id, [{ partId: part.partId, quantity: "4" }]);
  const { arrived } = await receive(id, [{ partId: part.partId, quantity: "4" }]);
  expect(arrived).toEqual([expect.objectContaining({ jobCardId: card.jobCardId })]);
  // Two lay there at 16.00, four came at 10.00.
  expect(await level(part, there)).toEqual({ onHand: 6, reserved: 3, cost: 1200 });
});

test("nothing that is held for a card leaves, and a transfer goes its way and no other", async () => {
  const { tenant, ask, send, receive, at, owner, level } = await openBoth();
  const part = await buildPart(admin, tenant, { onHand: "4" });
  const { partId } = part;
  await buildJobCard(admin, tenant, { status: "IN_PROGRESS", lines: [{ kind: "PART", part, quantity: "3" }] });
  const id = await ask([{ partId, quantity: "2" }]);
  await expect(send(id, [{ partId, quantity: "2" }])).rejects.toMatchObject({ code: "STOCK_SHORT" });
  await expect(receive(id, [{ partId, quantity: "1" }])).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  const other = await buildPart(admin, tenant, {});
  await expect(send(id, [{ partId: other.partId, quantity: "1" }])).rejects.toMatchObject({ code: "NOT_FOUND" });
  await send(id, [{ partId, quantity: "1" }]);
  expect(await level(part, tenant)).toMatchObject({ onHand: 3, reserved: 3 });
  await expect(send(id, [{ partId, quantity: "1" }])).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await expect(cancelTransfer(owner, await at(id))).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await expect(cancelTransfer(owner, { ...(await at(id)), version: 1 })).rejects.toMatchObject({
    code: "STALE_VERSION",
  });
  await expect(receive(id, [])).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await receive(id, [], { missing: "Never came" });
  const dropped = await ask([{ partId, quantity: "1" }]);
  await cancelTransfer(owner, await at(dropped));
  await expect(send(dropped, [{ partId, quantity: "1" }])).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
});

test("who works at one side alone sends there alone, and receives there alone", async () => {
  const { tenant, there, ask, at, owner } = await openBoth();
  const part = await buildPart(admin, tenant, { onHand: "4" });
  const lines = [{ partId: part.partId, quantity: "1" }];
  const elsewhere = [uuidv7()];
  await expect(ask(lines, elsewhere)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const id = await ask(lines, [there.branchId]);
  await expect(sendTransfer(owner, { ...(await at(id)), lines, worksAt: [there.branchId] })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await sendTransfer(owner, { ...(await at(id)), lines, worksAt: [tenant.branchId] });
  const came = { lines: [{ partId: part.partId, quantity: "1", unitCostMinor: null }], missingReason: null };
  await expect(
    receiveTransfer(owner, { ...(await at(id)), ...came, worksAt: [tenant.branchId] }),
  ).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await receiveTransfer(owner, { ...(await at(id)), ...came, worksAt: [there.branchId] });
  const stranger = await openDesk(admin);
  await expect(cancelTransfer(stranger.owner, await at(id))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("between two currencies the branch that receives says what it is worth", async () => {
  const { tenant, there, ask, send, receive, level } = await openBoth("USD");
  const part = await buildPart(admin, tenant, { onHand: "4", costMinor: 1000 });
  const lines = [{ partId: part.partId, quantity: "2" }];
  const id = await ask(lines);
  await send(id, lines);
  await expect(receive(id, lines)).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: expect.stringContaining("in USD"),
  });
  await receive(id, lines, { cost: 1340 });
  expect(await level(part, there)).toEqual({ onHand: 2, reserved: 0, cost: 1340 });
});

test("what another branch was asked for is not ordered as well", async () => {
  const { desk, tenant, there, ask } = await openBoth();
  const part = await buildPart(admin, tenant, { onHand: "30", reorderPoint: "0" });
  await admin.query(
    "insert into stock_level (tenant_id, branch_id, part_id, reorder_point, price_minor, cost_minor, tax_rate_bp) values ($1, $2, $3, 4, 2900, 1600, 2000)",
    [tenant.tenantId, there.branchId, part.partId],
  );
  await ask([{ partId: part.partId, quantity: "8" }]);
  await draftLow(desk.owner, { branchId: there.branchId, ...key() });
  expect(await desk.drafts()).toEqual([]);
});

test("one sending and one receipt, each by several at once, move once", async () => {
  const { tenant, there, ask, at, owner, level } = await openBoth();
  const part = await buildPart(admin, tenant, { onHand: "9" });
  const lines = [{ partId: part.partId, quantity: "2" }];
  const id = await ask(lines);
  const { version } = await at(id);
  const of = { stockTransferId: id, worksAt: [] };
  const same = { ...of, version, lines, ...key() };
  await Promise.allSettled([
    sendTransfer(owner, same),
    sendTransfer(owner, same),
    sendTransfer(owner, { ...of, version, lines, ...key() }),
  ]);
  expect(await level(part, tenant)).toMatchObject({ onHand: 7 });
  const came = { lines: lines.map((line) => ({ ...line, unitCostMinor: null })), missingReason: null };
  const now = (await at(id)).version;
  await Promise.allSettled(
    Array.from({ length: 3 }, () => receiveTransfer(owner, { ...of, version: now, ...came, ...key() })),
  );
  expect(await level(part, there)).toMatchObject({ onHand: 2 });
});
