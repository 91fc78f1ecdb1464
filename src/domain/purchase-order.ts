import { z } from "zod";
import { decimal, id, minor, moment, money, text, version } from "#/domain/fields.ts";
import { quantityMilli } from "#/domain/quantity.ts";

export const purchaseOrderStatuses = ["DRAFT", "SENT", "PART_RECEIVED", "RECEIVED", "CLOSED", "CANCELLED"] as const;
export type PurchaseOrderStatus = (typeof purchaseOrderStatuses)[number];

/** The whole life of an order. A draft is dropped, what was sent is closed: it may have come after all. */
export const purchaseOrderTransitions = {
  DRAFT: ["SENT", "CANCELLED"],
  SENT: ["PART_RECEIVED", "RECEIVED", "CLOSED"],
  PART_RECEIVED: ["PART_RECEIVED", "RECEIVED", "CLOSED"],
  RECEIVED: ["CLOSED"],
  CLOSED: [],
  CANCELLED: [],
} as const satisfies Record<PurchaseOrderStatus, readonly PurchaseOrderStatus[]>;

const targets = (from: PurchaseOrderStatus): readonly PurchaseOrderStatus[] => purchaseOrderTransitions[from];
export const orderMayBecome = (from: PurchaseOrderStatus, to: PurchaseOrderStatus): boolean =>
  targets(from).includes(to);
/** Something of it may still come. */
export const isUnderWay = (status: PurchaseOrderStatus): boolean => orderMayBecome(status, "RECEIVED");

export const purchaseOrderStatusWords = {
  DRAFT: "Draft",
  SENT: "Sent",
  PART_RECEIVED: "Part received",
  RECEIVED: "Received",
  CLOSED: "Closed",
  CANCELLED: "Dropped",
} as const satisfies Record<PurchaseOrderStatus, string>;

export const orderName = (number: number): string => `PO-${number}`;

/** How a part stands at a branch, in thousandths of its unit. */
export type Standing = {
  /** On hand and held for no card. */
  readonly free: number;
  readonly reorderPoint: number;
  /** On drafts, and sent and not here yet. */
  readonly onOrder: number;
  /** What approved lines of open cards need beyond what they hold. */
  readonly wanted: number;
};

/** The most that a line can say, in whole units. */
const mostOrdered = 999_999_999_000;

/**
 * What to order so that the shelf, after all that is on its way and all that is promised, is back at twice its reorder
 * point; in whole units, none while it stands above the point (decision 101). Thousandths.
 */
export const toOrder = ({ free, reorderPoint, onOrder, wanted }: Standing): number => {
  const standing = free + onOrder - wanted;
  const due = reorderPoint > 0 ? standing <= reorderPoint : standing < 0;
  return due ? Math.min(mostOrdered, Math.ceil((2 * reorderPoint - standing) / 1000) * 1000) : 0;
};

/**
 * The cost of one after a delivery: the average of what lay there and of what came, to the nearest minor unit
 * (decision 100). An empty shelf takes the price of the delivery. Quantities in thousandths, costs in minor units.
 */
export const averageCost = (
  before: { readonly onHand: number; readonly costMinor: number },
  came: { readonly quantity: number; readonly costMinor: number },
): number => {
  const onHand = Math.max(0, before.onHand);
  // Whole numbers throughout: nine digits of thousandths by eleven of money would not fit into a float.
  const [had, got] = [BigInt(onHand), BigInt(came.quantity)];
  const all = had + got;
  if (all <= 0n) return before.costMinor;
  const worth = had * BigInt(before.costMinor) + got * BigInt(came.costMinor);
  return Number((2n * worth + all) / (2n * all));
};

/** What is said of a line after a delivery, over or under; null when it is just what was ordered. */
export const lineStanding = ({
  quantity,
  received,
}: {
  readonly quantity: string;
  readonly received: string;
}): { readonly missing: number; readonly over: number } => {
  const difference = quantityMilli(received) - quantityMilli(quantity);
  return { missing: Math.max(0, -difference), over: Math.max(0, difference) };
};

const positive = decimal.refine((value) => Number(value) > 0, "More than zero.");
const isoDay = z.iso.date("A date looks like 2026-12-01.");

export const draftLineInput = z.object({ jobCardId: id, lineId: id });
export const draftPartInput = z.object({ branchId: id, partId: id, quantity: positive });
export const draftLowInput = z.object({ branchId: id });
/** On which drafts they stand now, and how many parts were added. */
export const draftedView = z.object({
  orders: z.array(z.object({ purchaseOrderId: id, number: z.int(), supplier: z.string().nullable() })),
  added: z.int(),
});
export type DraftedView = z.infer<typeof draftedView>;

const orderId = { purchaseOrderId: id, version };
export const updateOrderInput = z.object({
  ...orderId,
  supplierId: id.nullable(),
  expectedOn: isoDay.nullable(),
  note: z.string().trim().max(500, "500 characters at most."),
  /** All that shall stand on it, in their order; an order without lines cannot be sent. */
  lines: z
    .array(z.object({ partId: id, quantity: positive, unitCostMinor: money }))
    .max(1000, "1,000 lines at most. Send this order, and begin another."),
});
/** `EMAIL` to the supplier's address; `HAND` where somebody has ordered by other means. */
export const sendOrderInput = z.object({ ...orderId, by: z.enum(["EMAIL", "HAND"]) });
export const receiveOrderInput = z.object({
  ...orderId,
  deliveryNote: z.string().trim().max(80, "80 characters at most."),
  lines: z
    .array(z.object({ partId: id, quantity: positive, unitCostMinor: money }))
    .min(1, "Say what has come of at least one line.")
    .max(1000),
});
export const closeOrderInput = z.object({ ...orderId, reason: text("Say why nothing more comes of it.", 200) });
export const dropOrderInput = z.object(orderId);

export const purchaseOrderLists = ["open", "draft", "coming", "done", "all"] as const;
export type PurchaseOrderList = (typeof purchaseOrderLists)[number];
export const listOrdersInput = z.object({
  branchId: id,
  show: z.enum(purchaseOrderLists).default("open"),
  /** The number before which the next page begins. */
  cursor: z.int32().positive().nullable().default(null),
});

const supplierRef = z.object({ id, name: z.string(), email: z.string().nullable() });
export const purchaseOrderRow = z.object({
  id,
  number: z.int(),
  status: z.enum(purchaseOrderStatuses),
  supplier: supplierRef.nullable(),
  lines: z.int(),
  createdAt: moment,
  sentAt: moment.nullable(),
  expectedOn: z.string().nullable(),
  /** Job cards that wait for something of it. */
  waiting: z.int(),
  totalMinor: minor.optional(),
});
export type PurchaseOrderRow = z.infer<typeof purchaseOrderRow>;
export const purchaseOrderListView = z.object({
  orders: z.array(purchaseOrderRow),
  next: z.int().nullable(),
});

export const purchaseOrderLineView = z.object({
  partId: id,
  number: z.string(),
  name: z.string(),
  unit: z.string(),
  bin: z.string(),
  quantity: decimal,
  received: decimal,
  /** For which cards it was ordered. */
  needs: z.array(z.object({ jobCardId: id, jobCardNumber: z.int(), plate: z.string(), quantity: decimal })),
  unitCostMinor: minor.optional(),
});
export type PurchaseOrderLineView = z.infer<typeof purchaseOrderLineView>;

export const goodsReceiptView = z.object({
  id,
  deliveryNote: z.string(),
  receivedAt: moment,
  receivedBy: z.string(),
  lines: z.array(
    z.object({ partId: id, name: z.string(), unit: z.string(), quantity: decimal, unitCostMinor: minor.optional() }),
  ),
});

export const purchaseOrderView = z.object({
  id,
  number: z.int(),
  version: z.int(),
  status: z.enum(purchaseOrderStatuses),
  branch: z.object({ id, name: z.string(), currency: z.string(), locale: z.string(), zone: z.string() }),
  supplier: supplierRef.extend({ phone: z.string(), accountNumber: z.string() }).nullable(),
  note: z.string(),
  expectedOn: z.string().nullable(),
  createdAt: moment,
  createdBy: z.string().nullable(),
  sentAt: moment.nullable(),
  sentBy: z.string().nullable(),
  sentTo: z.string().nullable(),
  closedAt: moment.nullable(),
  closedBy: z.string().nullable(),
  closedReason: z.string().nullable(),
  lines: z.array(purchaseOrderLineView),
  receipts: z.array(goodsReceiptView),
  totalMinor: minor.optional(),
});
export type PurchaseOrderView = z.infer<typeof purchaseOrderView>;

/** What a delivery did: which cards have all their parts now. */
export const receivedView = purchaseOrderView.extend({
  arrived: z.array(z.object({ jobCardId: id, jobCardNumber: z.int(), plate: z.string() })),
});

/** What of a part is on its way to a branch. */
export const onOrderView = z.object({
  purchaseOrderId: id,
  number: z.int(),
  status: z.enum(purchaseOrderStatuses),
  quantity: decimal,
  expectedOn: z.string().nullable(),
});
