import { simpleParser } from "mailparser";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { readPdf } from "#/documents/pdf/read-pdf.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { purchaseOrderPdfNow } from "#/inngest/purchase-order-pdf.ts";
import { startWorld } from "#/inngest/testing.ts";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { orderFile } from "#/server/http/order-file.ts";
import { adjustStock } from "#/server/orchestrators/change-stock.ts";
import { draftPart } from "#/server/orchestrators/procurement/draft-orders.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { branchesWithLowParts } from "#/server/services/reorder-list.ts";
import { buildPart } from "../../prisma/seed/builders.ts";
import { signIn, testOrigin } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";
import { openDesk } from "./desk.ts";

const admin = adminPool();
let world: Awaited<ReturnType<typeof startWorld>>;
let worker: ReturnType<typeof world.startProcess>;
beforeAll(async () => {
  world = await startWorld();
  worker = world.startProcess();
});
afterEach(() => {
  armCrashPoints(undefined);
  setDeliveryPolicy(undefined);
});
afterAll(async () => {
  await worker.stop();
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

const textOf = (pdf: Uint8Array): string =>
  readPdf(pdf)
    .flatMap(({ lines }) => lines)
    .join("\n");

/** An order's PDF, as its file is asked for. */
const openPaper = async (purchaseOrderId: string, email: string, headers: Record<string, string> = {}) => {
  const cookie = await signIn(email);
  const request = new Request(`${testOrigin}/api/files/purchase-orders/${purchaseOrderId}`, {
    headers: { host: "localhost:3000", cookie, ...headers },
  });
  return orderFile(request, purchaseOrderId, purchaseOrderPdfNow);
};

/** Until nothing is owed any more. */
const arrived = (tenantId: string) =>
  vi.waitFor(
    async () => {
      const { rowCount } = await admin.query(
        "select 1 from event_delivery where tenant_id = $1 and state in ('PENDING', 'RUNNING')",
        [tenantId],
      );
      expect(rowCount).toBe(0);
    },
    { timeout: 50_000, interval: 30 },
  );

test("below its reorder point a part is put on one draft by itself, though its effect is done twice and much moves at once", async () => {
  const desk = await openDesk(admin);
  const { tenantId, branchId } = desk.tenant;
  const part = await buildPart(admin, desk.tenant, { onHand: "10", reorderPoint: "4" });
  await desk.boughtThere(part);
  const take = (change: string) =>
    adjustStock(desk.owner, { partId: part.partId, branchId, change, reason: "Counted", idempotencyKey: uuidv7() });
  await take("-5");
  await arrived(tenantId);
  expect(await desk.drafts()).toEqual([]);
  // The effect is done, and its process dies before it is noted: it is done again.
  setDeliveryPolicy({ backoffMs: [0, 0] });
  let cuts = 2;
  armCrashPoints(async (point) => {
    if (point === "draft-purchase-order/effect:after" && cuts > 0) {
      cuts -= 1;
      throw new Error("the wire is cut");
    }
  });
  await take("-2");
  await Promise.all(Array.from({ length: 6 }, () => take("-0.1")));
  await arrived(tenantId);
  expect(cuts).toBe(0);
  const drafts = await desk.drafts();
  expect(drafts).toHaveLength(1);
  expect(drafts[0]).toMatchObject({ part: part.partId, supplier: desk.supplier.id });
  // Between what stood there when the first event was heard and when the last was.
  expect(drafts[0]?.quantity).toBeGreaterThanOrEqual(5);
  expect(drafts[0]?.quantity).toBeLessThanOrEqual(6);
});

test("an order is mailed to its supplier once, and the night finds nothing left where all is on order", async () => {
  const desk = await openDesk(admin);
  const { tenantId, branchId } = desk.tenant;
  const part = await buildPart(admin, desk.tenant, { onHand: "1", reorderPoint: "4", name: "Water pump" });
  await desk.boughtThere(part);
  const low = () => runInTenant(tenantId, () => branchesWithLowParts(readDb(desk.tenant)));
  expect(await low()).toEqual([branchId]);
  const wanted = { branchId, partId: part.partId, quantity: "7", idempotencyKey: uuidv7() };
  const { orders } = await draftPart(desk.owner, wanted);
  expect(await low()).toEqual([]);
  await desk.send(orders[0]?.purchaseOrderId ?? "", "EMAIL");
  await arrived(tenantId);
  const mails = (await world.mails()).filter(({ to }) => to.some((each) => each.includes("orders@marlow.test")));
  expect(mails).toHaveLength(1);
  expect(mails[0]?.deliveries).toBe(1);
  expect(mails[0]?.subject).toContain("Order PO-1 from");
  for (const words of [part.number, "Water pump", "NM-4471"]) expect(mails[0]?.text).toContain(words);
  const { rows } = await admin.query(
    "select recipient, state, attachments from message where tenant_id = $1 and kind = 'purchase-order'",
    [tenantId],
  );
  const paper = { filename: "PO-1.pdf", contentType: "application/pdf" };
  const bytes = expect.any(Number);
  expect(rows).toEqual([
    { recipient: "orders@marlow.test", state: "SENT", attachments: [{ ...paper, storageKey: null, bytes }] },
  ]);
  // Its paper travels along, and is the one that a member opens afterwards.
  expect(mails[0]?.attachments).toMatchObject([paper]);
  const parsed = await simpleParser(await world.eml(mails[0]?.id ?? ""));
  const sent = parsed.attachments.find(({ contentType }) => contentType === "application/pdf")?.content;
  const text = textOf(sent ?? new Uint8Array());
  for (const words of ["PO-1", "Marlow Parts", "NM-4471", `${part.number} | Water pump | 7`])
    expect(text).toContain(words);
  expect(text).not.toContain("draft");
  const opened = await openPaper(orders[0]?.purchaseOrderId ?? "", desk.tenant.members.owner.email);
  expect(Buffer.from(await opened.arrayBuffer()).equals(sent ?? Buffer.of())).toBe(true);
});

test("what parts cost is absent for a role without the right, and an order for one that may read none", async () => {
  const desk = await openDesk(admin);
  const part = await buildPart(admin, desk.tenant, {});
  const wanted = { branchId: desk.tenant.branchId, partId: part.partId, quantity: "2", idempotencyKey: uuidv7() };
  const { orders } = await draftPart(desk.owner, wanted);
  const purchaseOrderId = orders[0]?.purchaseOrderId ?? "";
  await desk.setLines(purchaseOrderId, [{ partId: part.partId, quantity: "2", unitCostMinor: 700 }]);
  await desk.send(purchaseOrderId);
  await desk.receive(purchaseOrderId, [{ partId: part.partId, quantity: "2", unitCostMinor: 700 }]);
  const callerOf = async (role: "owner" | "advisor" | "technician") => {
    const cookie = await signIn(desk.tenant.members[role].email);
    return createCaller(createContext(new Headers({ cookie, host: "localhost:3000" })));
  };
  const { branchId } = desk.tenant;
  expect((await (await callerOf("owner")).purchaseOrder.byId({ purchaseOrderId })).totalMinor).toBe(1400);
  await admin.query("update member set role = 'ACCOUNTANT' where id = $1", [desk.tenant.members.advisor.memberId]);
  const accountant = await callerOf("advisor");
  const seen = [
    await accountant.purchaseOrder.byId({ purchaseOrderId }),
    await accountant.purchaseOrder.list({ branchId, show: "all" }),
  ];
  expect(JSON.stringify(seen)).toContain(part.number);
  expect(JSON.stringify(seen)).not.toMatch(/unitCostMinor|totalMinor/);
  await expect((await callerOf("technician")).purchaseOrder.byId({ purchaseOrderId })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });

  // Its paper is no way around.
  const { owner, advisor, technician } = desk.tenant.members;
  const paperOf = async (email: string) =>
    textOf(new Uint8Array(await (await openPaper(purchaseOrderId, email)).arrayBuffer()));
  expect(await paperOf(owner.email)).toMatch(/Before tax[\s\S]*14\.00/);
  const withoutCosts = await paperOf(advisor.email);
  expect(withoutCosts).toContain(part.number);
  expect(withoutCosts).not.toMatch(/Each|Together|Before tax|[£$€]/);
  expect((await openPaper(purchaseOrderId, technician.email)).status).toBe(403);
});

test("an order's paper says what it stands at, is sent once to a browser that has it, and is nowhere for another tenant", async () => {
  const [desk, rival] = [await openDesk(admin), await openDesk(admin)];
  const part = await buildPart(admin, desk.tenant, {});
  const { branchId, members } = desk.tenant;
  const { orders } = await draftPart(desk.owner, {
    branchId,
    partId: part.partId,
    quantity: "2",
    idempotencyKey: uuidv7(),
  });
  const purchaseOrderId = orders[0]?.purchaseOrderId ?? "";
  const first = await openPaper(purchaseOrderId, members.owner.email);
  expect(first.headers.get("content-disposition")).toBe('inline; filename="PO-1.pdf"');
  expect(textOf(new Uint8Array(await first.arrayBuffer()))).toContain("This is a draft. It has not been sent");
  const etag = first.headers.get("etag") ?? "";
  expect((await openPaper(purchaseOrderId, members.owner.email, { "if-none-match": etag })).status).toBe(304);
  await desk.setLines(purchaseOrderId, [{ partId: part.partId, quantity: "3", unitCostMinor: 700 }]);
  const changed = await openPaper(purchaseOrderId, members.owner.email, { "if-none-match": etag });
  expect(changed.status).toBe(200);
  expect(textOf(new Uint8Array(await changed.arrayBuffer()))).toContain("| 3 |");
  const answers = await Promise.all(
    [purchaseOrderId, uuidv7(), "not-an-id"].map((id) => openPaper(id, rival.tenant.members.owner.email)),
  );
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
});
