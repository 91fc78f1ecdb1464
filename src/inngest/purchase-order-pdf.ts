import { createHash } from "node:crypto";
import { renderPaper } from "#/documents/paper/render-pool.ts";
import type { PurchaseOrderDocument } from "#/documents/purchase-order/purchase-order-document.ts";
import { orderName } from "#/domain/purchase-order.ts";
import { isoDateIn } from "#/domain/time.ts";
import { paperOf } from "#/inngest/invoice-document.ts";
import { logoOf } from "#/inngest/stored-paper.ts";
import type { Ctx } from "#/server/db/context.ts";
import type { OrderToDraw } from "#/server/services/purchase-order-views.ts";

export const purchaseOrderDocument = (
  { order, branch, tenant }: OrderToDraw,
  image: Uint8Array | null,
): PurchaseOrderDocument => {
  const { supplier } = order;
  return {
    ...paperOf({ tenant, branch }, image, {
      currency: order.currency,
      taxMode: branch.taxMode,
      number: orderName(order.number),
      issuedOn: isoDateIn(order.sentAt ?? order.createdAt, branch.zone),
    }),
    notSent: order.sentAt !== null ? null : order.status === "DRAFT" ? "Draft" : "Dropped",
    supplier: supplier === null ? null : { name: supplier.name, addressLines: supplier.addressLines },
    accountNumber: supplier?.accountNumber ?? "",
    deliverTo: { name: branch.name, addressLines: branch.addressLines },
    wantedBy: order.expectedOn,
    note: order.note,
    lines: order.lines.map(({ number, name, quantity, unit, unitCostMinor }) => ({
      number,
      name,
      quantity,
      unit,
      unitCostMinor,
    })),
  };
};

/** An order's paper. It is not stored: what it says does not change once it is sent, and a draft's changes by the hour. */
export const purchaseOrderPdf = async (
  tenantId: string,
  order: OrderToDraw,
): Promise<{ filename: string; contentType: string; content: Uint8Array }> => {
  const name = orderName(order.order.number);
  const image = await logoOf(tenantId, order.tenant, `order ${name}`);
  const content = await renderPaper({ kind: "purchase-order", document: purchaseOrderDocument(order, image) });
  return { filename: `${name}.pdf`, contentType: "application/pdf", content };
};

/** The same for somebody who opens it on a screen. */
export const purchaseOrderPdfNow = async (
  { tenantId }: Pick<Ctx, "tenantId">,
  order: OrderToDraw,
): Promise<{ sha256: string; content: Uint8Array }> => {
  const { content } = await purchaseOrderPdf(tenantId, order);
  return { sha256: createHash("sha256").update(content).digest("hex"), content };
};
