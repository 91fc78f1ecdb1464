import { type PurchaseOrderList, purchaseOrderLists } from "#/domain/purchase-order.ts";

export const showOf = (raw: string | null | undefined): PurchaseOrderList =>
  purchaseOrderLists.find((known) => known === raw) ?? "open";
