import { actorId } from "#/server/db/context.ts";
import type { Tx } from "#/server/db/transaction.ts";

export type NewReceipt = {
  readonly id: string;
  readonly purchaseOrderId: string;
  readonly branchId: string;
  readonly deliveryNote: string;
  readonly lines: readonly { readonly partId: string; readonly quantity: string; readonly unitCostMinor: number }[];
};

/** Writes down a delivery, and counts what came on the lines of its order. One statement, however many lines. */
export const insert = async (tx: Tx, receipt: NewReceipt): Promise<void> => {
  const { id, purchaseOrderId, branchId, deliveryNote, lines } = receipt;
  await tx.client.goodsReceipt.createMany({
    data: [
      {
        tenantId: tx.tenantId,
        id,
        purchaseOrderId,
        branchId,
        deliveryNote,
        receivedAt: tx.now,
        receivedById: actorId(tx.ctx.actor),
      },
    ],
  });
  const came = lines.map((line, index) => ({ ...line, position: index + 1 }));
  await tx.client.$executeRaw`
    with came as (
      select * from jsonb_to_recordset(${JSON.stringify(came)}::jsonb) as c(position int, "partId" uuid, quantity text, "unitCostMinor" bigint)
    ), counted as (
      update purchase_order_line l set received = l.received + c.quantity::numeric
        from came c
       where l.tenant_id = ${tx.tenantId}::uuid and l.purchase_order_id = ${purchaseOrderId}::uuid and l.part_id = c."partId"
    )
    insert into goods_receipt_line (tenant_id, goods_receipt_id, position, part_id, purchase_order_id, quantity, unit_cost_minor)
    select ${tx.tenantId}::uuid, ${id}::uuid, c.position, c."partId", ${purchaseOrderId}::uuid, c.quantity::numeric, c."unitCostMinor" from came c`;
};
