import { afterAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import type { ReturnSource } from "#/domain/supplier-return.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { issueCreditNote } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { draftPart } from "#/server/orchestrators/procurement/draft-orders.ts";
import {
  cancelReturn,
  createReturn,
  creditReturn,
  sendReturn,
} from "#/server/orchestrators/procurement/return-to-supplier.ts";
import * as views from "#/server/services/supplier-return-views.ts";
import { buildJobCard, buildPart } from "../../prisma/seed/builders.ts";
import { adminPool } from "../harness/world.ts";
import { openDesk } from "./desk.ts";

const admin = adminPool();
afterAll(() => admin.end());
const key = () => ({ idempotencyKey: uuidv7() });
const everything = new Set(["cost.read"] as const);

const openReturns = async () => {
  const desk = await openDesk(admin);
  const { owner, tenant, supplier } = desk;
  const read = (id: string) => runInTenant(tenant.tenantId, () => views.byId(readDb(tenant), id, everything));
  const at = async (supplierReturnId: string) => ({
    supplierReturnId,
    version: (await read(supplierReturnId)).version,
    ...key(),
  });
  const begin = (partId: string, quantity: string, source: ReturnSource = { from: "SHELF" }, unitCostMinor = 900) =>
    createReturn(owner, {
      ...{ branchId: tenant.branchId, supplierId: supplier.id, reason: "Wrong part" },
      lines: [{ partId, quantity, unitCostMinor, source }],
      ...key(),
    });
  const offers = () => runInTenant(tenant.tenantId, () => views.offers(readDb(tenant), tenant.branchId, supplier.id));
  return { ...desk, read, at, begin, offers };
};

test("parts go back from the shelf when they leave, and the supplier's credit ends the return", async () => {
  const { tenant, owner, begin, read, at, level } = await openReturns();
  const part = await buildPart(admin, tenant, { onHand: "5", costMinor: 700 });
  const id = await begin(part.partId, "2");
  expect(await level(part.partId)).toMatchObject({ onHand: 5 });
  await expect(
    creditReturn(owner, { ...(await at(id)), creditedMinor: 1800, reference: "GS-71" }),
  ).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await sendReturn(owner, await at(id));
  expect(await level(part.partId)).toMatchObject({ onHand: 3, cost: 700 });
  const { rows } = await admin.query(
    "select kind, on_hand_change::float8 as change, unit_cost_minor::int as cost, reason from stock_movement where supplier_return_id = $1",
    [id],
  );
  expect(rows).toEqual([{ kind: "SUPPLIER_RETURN", change: -2, cost: 700, reason: "SR-1 to Marlow Parts" }]);
  await expect(cancelReturn(owner, await at(id))).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await expect(
    creditReturn(owner, { ...(await at(id)), version: 1, creditedMinor: 0, reference: "" }),
  ).rejects.toMatchObject({
    code: "STALE_VERSION",
  });
  await creditReturn(owner, { ...(await at(id)), creditedMinor: 1750, reference: "GS-71" });
  expect(await read(id)).toMatchObject({
    status: "CREDITED",
    expectedMinor: 1800,
    creditedMinor: 1750,
    creditReference: "GS-71",
  });
});

test("what is held for a card stays, and a draft that is cancelled moves nothing", async () => {
  const { tenant, owner, begin, at, level } = await openReturns();
  const part = await buildPart(admin, tenant, { onHand: "4" });
  await buildJobCard(admin, tenant, { status: "IN_PROGRESS", lines: [{ kind: "PART", part, quantity: "3" }] });
  const id = await begin(part.partId, "2");
  await expect(sendReturn(owner, await at(id))).rejects.toMatchObject({ code: "STOCK_SHORT" });
  await cancelReturn(owner, await at(id));
  await expect(sendReturn(owner, await at(id))).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  expect(await level(part.partId)).toMatchObject({ onHand: 4, reserved: 3 });
  const stranger = await openDesk(admin);
  await expect(sendReturn(stranger.owner, await at(id))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("of a delivery no more goes back than came with it, whoever asks at once", async () => {
  const { tenant, owner, begin, offers, boughtThere, send, receive } = await openReturns();
  const part = await buildPart(admin, tenant, { onHand: "5" });
  await boughtThere(part);
  const { orders } = await draftPart(owner, {
    branchId: tenant.branchId,
    partId: part.partId,
    quantity: "3",
    ...key(),
  });
  const order = orders[0]?.purchaseOrderId ?? "";
  await send(order);
  await receive(order, [{ partId: part.partId, quantity: "3", unitCostMinor: 1234 }]);
  const [offer] = (await offers()).delivered;
  expect(offer).toMatchObject({ partId: part.partId, quantity: "3", unitCostMinor: 1234 });
  const source = { from: "RECEIPT", goodsReceiptId: offer?.goodsReceiptId ?? "" } as const;
  await expect(begin(part.partId, "4", source)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  const done = await Promise.allSettled(Array.from({ length: 8 }, () => begin(part.partId, "2", source)));
  expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await offers()).delivered).toEqual([expect.objectContaining({ quantity: "1" })]);
});

test("what a customer brought back goes back once, never having been on the shelf, and its task is done", async () => {
  const { tenant, owner, begin, offers, at, level } = await openReturns();
  const part = await buildPart(admin, tenant, { onHand: "5", costMinor: 800 });
  const card = await buildJobCard(admin, tenant, {
    status: "IN_PROGRESS",
    lines: [{ kind: "PART", part, quantity: "2" }],
  });
  const { invoiceId } = await completeJobCard(owner, { jobCardId: card.jobCardId, ...key() });
  await issueCreditNote(owner, {
    ...{
      invoiceId,
      reason: "Broken",
      credit: { by: "lines", lines: [{ position: 1, quantity: "1", stock: "SUPPLIER" }] },
    },
    ...key(),
  });
  expect(await level(part.partId)).toMatchObject({ onHand: 3 });
  const [offer] = (await offers()).credited;
  expect(offer).toMatchObject({ partId: part.partId, quantity: "1", unitCostMinor: 800 });
  const source = { from: "CREDIT", creditNoteId: offer?.creditNoteId ?? "", position: offer?.position ?? 1 } as const;
  const done = await Promise.allSettled([begin(part.partId, "1", source), begin(part.partId, "1", source)]);
  expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await offers()).credited).toEqual([]);
  const { rows } = await admin.query<{ id: string }>("select id from supplier_return where tenant_id = $1", [
    tenant.tenantId,
  ]);
  await cancelReturn(owner, await at(rows[0]?.id ?? ""));
  const id = await begin(part.partId, "1", source);
  await sendReturn(owner, await at(id));
  expect(await level(part.partId)).toMatchObject({ onHand: 3 });
  const tasks = await admin.query(
    "select state::text, resolution from manual_task where tenant_id = $1 and kind = 'return-to-supplier'",
    [tenant.tenantId],
  );
  expect(tasks.rows).toEqual([{ state: "RESOLVED", resolution: "It went back with SR-2." }]);
});

test("one sending by several at once moves once", async () => {
  const { tenant, owner, begin, at, level } = await openReturns();
  const part = await buildPart(admin, tenant, { onHand: "9" });
  const id = await begin(part.partId, "2");
  const same = await at(id);
  await Promise.allSettled([
    sendReturn(owner, same),
    sendReturn(owner, same),
    sendReturn(owner, { ...same, ...key() }),
  ]);
  expect(await level(part.partId)).toMatchObject({ onHand: 7 });
});
