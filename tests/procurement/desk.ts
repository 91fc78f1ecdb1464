import type pg from "pg";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { sendOrder, updateOrder } from "#/server/orchestrators/procurement/keep-order.ts";
import { createSupplier } from "#/server/orchestrators/procurement/keep-suppliers.ts";
import { receiveOrder } from "#/server/orchestrators/procurement/receive-order.ts";
import * as orders from "#/server/repositories/purchase-orders.ts";
import { type BuiltPart, type BuiltTenant, buildTenant } from "../../prisma/seed/builders.ts";
import { contextOf } from "../harness/world.ts";

/** A workshop with a supplier, and what its desk does about orders. */
export const openDesk = async (admin: pg.Pool) => {
  const tenant = await buildTenant(admin, {});
  const owner = contextOf(tenant, "owner");
  const supplier = await createSupplier(owner, {
    name: "Marlow Parts",
    email: "orders@marlow.test",
    phone: "",
    addressLines: [],
    accountNumber: "NM-4471",
    idempotencyKey: uuidv7(),
  });
  const boughtThere = (part: BuiltPart) =>
    admin.query("update part set supplier_id = $2 where id = $1", [part.partId, supplier.id]);
  const order = (id: string) => runInTenant(tenant.tenantId, () => orders.load(readDb(tenant), id));
  const send = async (purchaseOrderId: string, by: "EMAIL" | "HAND" = "HAND", ctx: Ctx = owner): Promise<string> => {
    const { version } = await order(purchaseOrderId);
    return sendOrder(ctx, { purchaseOrderId, version, by, idempotencyKey: uuidv7() });
  };
  const receive = async (
    purchaseOrderId: string,
    lines: readonly { partId: string; quantity: string; unitCostMinor: number }[],
    ctx: Ctx = owner,
  ) => {
    const { version } = await order(purchaseOrderId);
    return receiveOrder(ctx, { purchaseOrderId, version, deliveryNote: "LS-1", lines, idempotencyKey: uuidv7() });
  };
  const setLines = async (purchaseOrderId: string, lines: Parameters<typeof receive>[1], supplierId = supplier.id) => {
    const { version } = await order(purchaseOrderId);
    const head = { supplierId, expectedOn: null, note: "" };
    return updateOrder(owner, { purchaseOrderId, version, ...head, lines, idempotencyKey: uuidv7() });
  };
  const level = async (partId: string, of: BuiltTenant = tenant) => {
    const { rows } = await admin.query<{ onHand: number; reserved: number; cost: number }>(
      `select on_hand::float8 as "onHand", reserved::float8 as reserved, cost_minor::int as cost from stock_level where part_id = $1 and branch_id = $2`,
      [partId, of.branchId],
    );
    return rows[0];
  };
  const drafts = async () =>
    (
      await admin.query<{ id: string; number: number; part: string; quantity: number; supplier: string | null }>(
        `select o.id, o.number, l.part_id as part, l.quantity::float8 as quantity, o.supplier_id as supplier from purchase_order o
           join purchase_order_line l on l.tenant_id = o.tenant_id and l.purchase_order_id = o.id
          where o.tenant_id = $1 and o.status = 'DRAFT' order by o.number, l.position`,
        [tenant.tenantId],
      )
    ).rows;
  return { tenant, owner, supplier, boughtThere, order, send, receive, setLines, level, drafts };
};
