import { afterAll, expect, test } from "vitest";
import { inventoryAdjusted } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { executeInTransaction } from "#/server/db/transaction.ts";
import {
  claimDelivery,
  failDelivery,
  finishDelivery,
  finishDeliveryAlone,
  type HeldDelivery,
  postponeDelivery,
  renewDelivery,
} from "#/server/outbox/deliveries.ts";
import { emit } from "#/server/outbox/emit.ts";
import { buildTenant } from "../../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../../../tests/harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const consumer = "check-stock-levels";

/** A delivery whose first worker stood still until another had it. */
const takenOver = async () => {
  const tenant = await buildTenant(admin, {});
  const ctx = contextOf(tenant);
  await executeInTransaction(ctx, "test.tell", async (tx) => {
    const data = { branchId: tenant.branchId, jobCardId: null, partIds: [uuidv7()] };
    emit(tx, inventoryAdjusted, { type: "branch", id: tenant.branchId }, data);
  });
  const { rows } = await admin.query<{ id: string }>("select id from outbox_event where tenant_id = $1", [
    tenant.tenantId,
  ]);
  const claim = async (): Promise<HeldDelivery> => {
    const held = await claimDelivery(tenant.tenantId, rows[0]?.id ?? "", consumer);
    if (held === null) throw new Error("There was nothing to take.");
    return held;
  };
  const late = await claim();
  await admin.query("update event_delivery set lease_until = now() - interval '1 second' where id = $1", [late.id]);
  const now = await claim();
  const row = async () =>
    (await admin.query("select to_jsonb(d) - 'lease_until' as row from event_delivery d where id = $1", [late.id]))
      .rows;
  return { ctx, late, now, row };
};

test("whose delivery was taken over can end it in no way; whoever has it now can", async () => {
  const { ctx, late, now, row } = await takenOver();
  expect(now).toMatchObject({ id: late.id, attempt: 2, fence: late.fence + 1 });
  const before = await row();
  const done = { state: "DONE", text: "Late" } as const;
  const fenced = { code: "FENCED" };
  await expect(finishDeliveryAlone(late, done)).rejects.toMatchObject(fenced);
  await expect(executeInTransaction(ctx, "test.end", (tx) => finishDelivery(tx, late, done))).rejects.toMatchObject(
    fenced,
  );
  await expect(postponeDelivery(late, new Date())).rejects.toMatchObject(fenced);
  expect(await failDelivery(late, consumer, "Too late.", true)).toBeNull();
  expect(await renewDelivery(late)).toBe(false);
  expect(await row()).toEqual(before);
  expect(await renewDelivery(now)).toBe(true);
  await finishDeliveryAlone(now, { state: "DONE", text: "In time" });
  await expect(finishDeliveryAlone(now, done)).rejects.toMatchObject(fenced);
});
