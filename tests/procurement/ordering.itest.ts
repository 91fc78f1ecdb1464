import { afterAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { draftLine, draftLow, draftPart, draftShortages } from "#/server/orchestrators/procurement/draft-orders.ts";
import { closeOrder, dropOrder, sendOrder } from "#/server/orchestrators/procurement/keep-order.ts";
import { receiveOrder } from "#/server/orchestrators/procurement/receive-order.ts";
import { preflight } from "#/server/services/job-card-views.ts";
import { buildJobCard, buildPart } from "../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { openDesk } from "./desk.ts";

const admin = adminPool();
afterAll(() => admin.end());
const key = () => ({ idempotencyKey: uuidv7() });

/** A card with an approved line that wants four of a part of which one is there, and holds that one. */
const waitingCard = async (desk: Awaited<ReturnType<typeof openDesk>>) => {
  const part = await buildPart(admin, desk.tenant, { onHand: "1", reorderPoint: "0", costMinor: 1000 });
  await desk.boughtThere(part);
  const card = await buildJobCard(admin, desk.tenant, {
    status: "AWAITING_PARTS",
    lines: [{ kind: "PART", part, quantity: "4", reserve: false }],
  });
  return { part, card, lineId: card.lineIds[0] ?? "" };
};
const blocked = (desk: Awaited<ReturnType<typeof openDesk>>, jobCardId: string) =>
  runInTenant(desk.tenant.tenantId, async () =>
    (await preflight(readDb(desk.tenant), jobCardId)).unmet.some(({ name }) => name === "PARTS_SUFFICIENT"),
  );

test("a short line is ordered once, comes in two deliveries, and then its card has all its parts", async () => {
  const desk = await openDesk(admin);
  const { part, card, lineId } = await waitingCard(desk);
  const asked = { jobCardId: card.jobCardId, lineId };
  const advisor = contextOf(desk.tenant);
  const first = await draftLine(advisor, { ...asked, ...key() });
  const again = await draftLine(advisor, { ...asked, ...key() });
  expect(first).toMatchObject({ added: 1, orders: [{ number: 1, supplier: "Marlow Parts" }] });
  expect(again).toMatchObject({ added: 0, orders: first.orders });
  expect(await desk.drafts()).toEqual([expect.objectContaining({ part: part.partId, quantity: 3 })]);

  const id = first.orders[0]?.purchaseOrderId ?? "";
  await desk.send(id);
  expect(await blocked(desk, card.jobCardId)).toBe(true);
  const half = await desk.receive(id, [{ partId: part.partId, quantity: "1", unitCostMinor: 1300 }]);
  expect(half.arrived).toEqual([]);
  expect((await desk.order(id)).status).toBe("PART_RECEIVED");
  expect(await blocked(desk, card.jobCardId)).toBe(true);
  const rest = await desk.receive(id, [{ partId: part.partId, quantity: "3", unitCostMinor: 1600 }]);
  expect(rest.arrived).toEqual([expect.objectContaining({ jobCardId: card.jobCardId })]);
  expect((await desk.order(id)).status).toBe("RECEIVED");
  expect(await blocked(desk, card.jobCardId)).toBe(false);
  // One lay there at 10.00, one came for 13.00 and three for 16.00: (2 × 11.50 + 3 × 16.00) / 5.
  expect(await desk.level(part.partId)).toEqual({ onHand: 5, reserved: 4, cost: 1420 });
  const told = await admin.query(
    "select 1 from audit_entry where subject_id = $1 and action = 'job-card.parts-arrived'",
    [card.jobCardId],
  );
  expect(told.rowCount).toBe(1);
});

test("who waits by the order is served before who waits longer, and what nobody waits for stays free", async () => {
  const desk = await openDesk(admin);
  const part = await buildPart(admin, desk.tenant, { onHand: "0", reorderPoint: "0" });
  await desk.boughtThere(part);
  const wants = { status: "AWAITING_PARTS", lines: [{ kind: "PART", part, quantity: "2", reserve: false }] } as const;
  const older = await buildJobCard(admin, desk.tenant, wants);
  const named = await buildJobCard(admin, desk.tenant, wants);
  const { orders } = await draftLine(desk.owner, {
    jobCardId: named.jobCardId,
    lineId: named.lineIds[0] ?? "",
    ...key(),
  });
  const id = orders[0]?.purchaseOrderId ?? "";
  await desk.send(id);
  const came = await desk.receive(id, [{ partId: part.partId, quantity: "3", unitCostMinor: 500 }]);
  expect(came.arrived.map(({ jobCardId }) => jobCardId)).toEqual([named.jobCardId]);
  const { rows } = await admin.query(
    "select job_card_id, reserved::float8 from job_line where part_id = $1 order by 2",
    [part.partId],
  );
  expect(rows).toEqual([
    { job_card_id: older.jobCardId, reserved: 1 },
    { job_card_id: named.jobCardId, reserved: 2 },
  ]);
});

test("what is low is put on the drafts of its suppliers, and asked for again adds nothing, whoever asks at once", async () => {
  const desk = await openDesk(admin);
  const [pads, nobody, full] = [
    await buildPart(admin, desk.tenant, { onHand: "1", reorderPoint: "4" }),
    await buildPart(admin, desk.tenant, { onHand: "2", reorderPoint: "2" }),
    await buildPart(admin, desk.tenant, { onHand: "9", reorderPoint: "4" }),
  ];
  await desk.boughtThere(pads);
  await desk.boughtThere(full);
  const { branchId } = desk.tenant;
  await Promise.all([
    ...Array.from({ length: 4 }, () => draftLow(desk.owner, { branchId, ...key() })),
    ...Array.from({ length: 4 }, () => draftShortages(desk.owner, { branchId, partIds: [pads.partId] })),
  ]);
  const drafts = await desk.drafts();
  expect(drafts.map(({ part, quantity, supplier }) => ({ part, quantity, supplier }))).toEqual(
    expect.arrayContaining([
      { part: pads.partId, quantity: 7, supplier: desk.supplier.id },
      { part: nobody.partId, quantity: 2, supplier: null },
    ]),
  );
  expect(drafts).toHaveLength(2);
});

test("drafts of eight who order of one supplier at once are one draft", async () => {
  const desk = await openDesk(admin);
  const part = await buildPart(admin, desk.tenant, { reorderPoint: "0" });
  await desk.boughtThere(part);
  const wanted = { branchId: desk.tenant.branchId, partId: part.partId, quantity: "1.5" };
  await Promise.all(Array.from({ length: 8 }, () => draftPart(desk.owner, { ...wanted, ...key() })));
  expect(await desk.drafts()).toEqual([expect.objectContaining({ part: part.partId, quantity: 12 })]);
});

test("a shortage is drafted once: what somebody took off the draft stays off, until the next", async () => {
  const desk = await openDesk(admin);
  const part = await buildPart(admin, desk.tenant, { onHand: "1", reorderPoint: "4" });
  await desk.boughtThere(part);
  const input = { branchId: desk.tenant.branchId, partIds: [part.partId] };
  const { orders } = await draftShortages(desk.owner, input);
  await desk.setLines(orders[0]?.purchaseOrderId ?? "", []);
  expect(await draftShortages(desk.owner, input)).toEqual({ orders: [], added: 0 });
  expect(await desk.drafts()).toEqual([]);
});

test("an order goes its way, and nothing is done to it out of turn", async () => {
  const desk = await openDesk(admin);
  const part = await buildPart(admin, desk.tenant, { onHand: "5", costMinor: 700 });
  const { orders } = await draftPart(desk.owner, {
    branchId: desk.tenant.branchId,
    partId: part.partId,
    quantity: "2",
    ...key(),
  });
  const purchaseOrderId = orders[0]?.purchaseOrderId ?? "";
  const at = async () => ({ purchaseOrderId, version: (await desk.order(purchaseOrderId)).version, ...key() });
  const line = { partId: part.partId, quantity: "2", unitCostMinor: 700 };
  const delivery = { deliveryNote: "", lines: [line] };

  await expect(sendOrder(desk.owner, { ...(await at()), by: "EMAIL" })).rejects.toMatchObject({
    code: "PREREQUISITES_UNMET",
    details: { unmet: [expect.objectContaining({ name: "HAS_SUPPLIER" })] },
  });
  await expect(receiveOrder(desk.owner, { ...(await at()), ...delivery })).rejects.toMatchObject({
    code: "TRANSITION_REFUSED",
  });
  await desk.setLines(purchaseOrderId, [line]);
  await expect(sendOrder(desk.owner, { ...(await at()), version: 1, by: "HAND" })).rejects.toMatchObject({
    code: "STALE_VERSION",
  });
  await desk.send(purchaseOrderId);
  await expect(dropOrder(desk.owner, await at())).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await expect(desk.setLines(purchaseOrderId, [])).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  const other = await buildPart(admin, desk.tenant, {});
  await expect(desk.receive(purchaseOrderId, [{ ...line, partId: other.partId }])).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
  // One more than was ordered.
  await desk.receive(purchaseOrderId, [{ ...line, quantity: "3" }]);
  expect((await desk.order(purchaseOrderId)).lines).toEqual([
    expect.objectContaining({ quantity: "2", received: "3" }),
  ]);
  await expect(desk.receive(purchaseOrderId, [line])).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  await closeOrder(desk.owner, { ...(await at()), reason: "All here" });
  await expect(closeOrder(desk.owner, { ...(await at()), reason: "Again" })).rejects.toMatchObject({
    code: "TRANSITION_REFUSED",
  });
  expect((await desk.level(part.partId))?.onHand).toBe(8);
});

test("one delivery sent twice under one key, and by two people at once, raises the shelf once", async () => {
  const desk = await openDesk(admin);
  const part = await buildPart(admin, desk.tenant, { onHand: "0" });
  await desk.boughtThere(part);
  const wanted = { branchId: desk.tenant.branchId, partId: part.partId, quantity: "2" };
  const { orders } = await draftPart(desk.owner, { ...wanted, ...key() });
  const purchaseOrderId = orders[0]?.purchaseOrderId ?? "";
  await desk.send(purchaseOrderId);
  const { version } = await desk.order(purchaseOrderId);
  const lines = [{ partId: part.partId, quantity: "2", unitCostMinor: 700 }];
  const input = { purchaseOrderId, version, deliveryNote: "", lines };
  const same = { ...input, ...key() };
  const done = await Promise.allSettled([
    receiveOrder(desk.owner, same),
    receiveOrder(desk.owner, same),
    receiveOrder(contextOf(desk.tenant), { ...input, ...key() }),
  ]);
  expect(done.some(({ status }) => status === "fulfilled")).toBe(true);
  expect((await desk.level(part.partId))?.onHand).toBe(2);
});
