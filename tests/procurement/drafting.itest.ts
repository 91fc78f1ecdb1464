import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { startWorld } from "#/inngest/testing.ts";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { adjustStock } from "#/server/orchestrators/change-stock.ts";
import { draftPart } from "#/server/orchestrators/procurement/draft-orders.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { branchesWithLowParts } from "#/server/services/reorder-list.ts";
import { buildPart } from "../../prisma/seed/builders.ts";
import { signIn } from "../harness/people.ts";
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
  await closeDatabase();
  await admin.end();
});

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
    "select recipient, state from message where tenant_id = $1 and kind = 'purchase-order'",
    [tenantId],
  );
  expect(rows).toEqual([{ recipient: "orders@marlow.test", state: "SENT" }]);
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
});
