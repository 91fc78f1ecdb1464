import { z } from "zod";
import { decimal, id, minor, moment, money, text, version } from "#/domain/fields.ts";
import { quantityMilli } from "#/domain/quantity.ts";

export const supplierReturnStatuses = ["DRAFT", "SENT", "CREDITED", "CANCELLED"] as const;
export type SupplierReturnStatus = (typeof supplierReturnStatuses)[number];

/** The whole life of a return. A draft is cancelled; what was sent is credited, with nothing too. */
export const supplierReturnTransitions = {
  DRAFT: ["SENT", "CANCELLED"],
  SENT: ["CREDITED"],
  CREDITED: [],
  CANCELLED: [],
} as const satisfies Record<SupplierReturnStatus, readonly SupplierReturnStatus[]>;

const targets = (from: SupplierReturnStatus): readonly SupplierReturnStatus[] => supplierReturnTransitions[from];
export const returnMayBecome = (from: SupplierReturnStatus, to: SupplierReturnStatus): boolean =>
  targets(from).includes(to);

export const supplierReturnStatusWords = {
  DRAFT: "Draft",
  SENT: "Sent back",
  CREDITED: "Credited",
  CANCELLED: "Cancelled",
} as const satisfies Record<SupplierReturnStatus, string>;

export const returnName = (number: number): string => `SR-${number}`;

/** What a return is expected to bring, in minor units. */
export const expectedCredit = (
  lines: readonly { readonly quantity: string; readonly unitCostMinor: number }[],
): number =>
  lines.reduce((sum, line) => sum + Math.round((quantityMilli(line.quantity) * line.unitCostMinor) / 1000), 0);

const positive = decimal.refine((value) => Number(value) > 0, "More than zero.");
/** Where a part comes from: the shelf, a delivery that lies on it, or what a customer brought back, which lies on none. */
export const returnSource = z.discriminatedUnion("from", [
  z.object({ from: z.literal("SHELF") }),
  z.object({ from: z.literal("RECEIPT"), goodsReceiptId: id }),
  z.object({ from: z.literal("CREDIT"), creditNoteId: id, position: z.int32().positive() }),
]);
export type ReturnSource = z.infer<typeof returnSource>;
const returnId = { supplierReturnId: id, version };
export const createReturnInput = z.object({
  branchId: id,
  supplierId: id,
  reason: text("Say why they go back.", 300),
  lines: z
    .array(z.object({ partId: id, quantity: positive, unitCostMinor: money, source: returnSource }))
    .min(1, "Put a part on it.")
    .max(500, "500 lines at most. Put the rest on another return."),
});
export const sendReturnInput = z.object(returnId);
export const cancelReturnInput = z.object(returnId);
export const creditReturnInput = z.object({
  ...returnId,
  creditedMinor: money,
  /** The number of the supplier's credit note. */
  reference: z.string().trim().max(80, "80 characters at most."),
});

export const returnLists = ["open", "done", "all"] as const;
export type ReturnList = (typeof returnLists)[number];
export const listReturnsInput = z.object({
  branchId: id,
  show: z.enum(returnLists).default("open"),
  cursor: z.int32().positive().nullable().default(null),
});

export const supplierReturnRow = z.object({
  id,
  number: z.int(),
  status: z.enum(supplierReturnStatuses),
  supplier: z.object({ id, name: z.string() }),
  lines: z.int(),
  createdAt: moment,
  sentAt: moment.nullable(),
  expectedMinor: minor.optional(),
  creditedMinor: minor.nullable().optional(),
});
export type SupplierReturnRow = z.infer<typeof supplierReturnRow>;
export const supplierReturnListView = z.object({ returns: z.array(supplierReturnRow), next: z.int().nullable() });

export const supplierReturnView = supplierReturnRow.extend({
  version: z.int(),
  branch: z.object({ id, name: z.string(), currency: z.string(), locale: z.string(), zone: z.string() }),
  reason: z.string(),
  createdBy: z.string(),
  sentBy: z.string().nullable(),
  closedAt: moment.nullable(),
  closedBy: z.string().nullable(),
  creditReference: z.string().nullable(),
  items: z.array(
    z.object({
      position: z.int(),
      partId: id,
      number: z.string(),
      name: z.string(),
      unit: z.string(),
      bin: z.string(),
      quantity: decimal,
      unitCostMinor: minor.optional(),
      /** The credit note that it came back with, and the delivery that it came by. */
      creditNote: z.object({ invoiceId: id, number: z.string() }).nullable(),
      order: z.object({ id, number: z.int() }).nullable(),
    }),
  ),
});
export type SupplierReturnView = z.infer<typeof supplierReturnView>;

export const returnOffersInput = z.object({ branchId: id, supplierId: id });
/** What may go back to a supplier besides what is picked from the shelf. */
export const returnOffersView = z.object({
  /** Brought back by customers, and on no return yet. */
  credited: z.array(
    z.object({
      partId: id,
      number: z.string(),
      name: z.string(),
      unit: z.string(),
      quantity: decimal,
      creditNoteId: id,
      position: z.int(),
      creditNote: z.string(),
      unitCostMinor: minor,
    }),
  ),
  /** Delivered by them lately; what of it may still go back. */
  delivered: z.array(
    z.object({
      partId: id,
      number: z.string(),
      name: z.string(),
      unit: z.string(),
      quantity: decimal,
      goodsReceiptId: id,
      order: z.int(),
      receivedAt: moment,
      unitCostMinor: minor,
    }),
  ),
});
export type ReturnOffersView = z.infer<typeof returnOffersView>;
