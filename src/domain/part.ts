import { z } from "zod";
import { decimal, id, minor, moment, money, text, version } from "#/domain/fields.ts";
import { onOrderView } from "#/domain/purchase-order.ts";
import { inTransitView } from "#/domain/stock-transfer.ts";

export const stockMovementKinds = [
  "RECEIVE",
  "RESERVE",
  "RELEASE",
  "ISSUE",
  "RETURN",
  "ADJUST",
  "COUNT",
  "TRANSFER_OUT",
  "TRANSFER_IN",
  "SUPPLIER_RETURN",
] as const;
export type StockMovementKind = (typeof stockMovementKinds)[number];

export const stockMovementWords = {
  RECEIVE: "Received",
  RESERVE: "Reserved",
  RELEASE: "Released",
  ISSUE: "Issued",
  RETURN: "Returned",
  ADJUST: "Corrected",
  COUNT: "Counted",
  TRANSFER_OUT: "Sent to another branch",
  TRANSFER_IN: "Came from another branch",
  SUPPLIER_RETURN: "Sent back to the supplier",
} as const satisfies Record<StockMovementKind, string>;

const partFields = {
  number: text("Type the part number.", 40),
  name: text("Type the name.", 120),
  unit: z.string().trim().max(8, "Eight characters at most."),
  bin: z.string().trim().max(24, "24 characters at most."),
  priceMinor: money,
  costMinor: money,
  taxRateBp: z.int().min(0).max(10_000),
  reorderPoint: decimal.refine((value) => Number(value) >= 0, "Zero or more."),
  /** From whom it is bought; left out it stays as it is. */
  supplierId: id.nullable().optional(),
  /** What the supplier takes for the old unit of one, before tax; 0 for no exchange part; left out it stays as it is. */
  coreMinor: money.optional(),
  /** How many days the supplier waits for it; left out they stay as they are. */
  coreDays: z.int("Whole days.").min(1, "1 to 365 days.").max(365, "1 to 365 days.").optional(),
};

/** Number, name and unit are the tenant's; bin, prices, tax, reorder point and core the branch's. */
export const createPartInput = z.object({ branchId: id, ...partFields });
export const updatePartInput = z.object({ partId: id, branchId: id, version, ...partFields });
export type PartFields = Omit<z.infer<typeof createPartInput>, "branchId">;

export const receiveStockInput = z.object({
  partId: id,
  branchId: id,
  quantity: decimal.refine((value) => Number(value) > 0, "More than zero."),
  reason: z.string().trim().max(200),
});
/** `change` is added to what is on hand; a correction always says why. */
export const adjustStockInput = z.object({
  partId: id,
  branchId: id,
  change: decimal.refine((value) => Number(value) !== 0, "Not zero."),
  reason: text("Say why the shelf and the books differ.", 200),
});

export const listPartsInput = z.object({
  branchId: id,
  search: z.string().trim().max(80).default(""),
  filter: z.enum(["all", "low", "short"]).default("all"),
  /** The part number after which the next page begins. */
  after: z.string().max(40).nullable().default(null),
});

export const partView = z.object({
  id,
  version: z.int(),
  number: z.string(),
  name: z.string(),
  unit: z.string(),
  bin: z.string(),
  onHand: decimal,
  reserved: decimal,
  free: decimal,
  reorderPoint: decimal,
  /** At or below the reorder point. */
  low: z.boolean(),
  taxRateBp: z.int(),
  priceMinor: minor.optional(),
  costMinor: minor.optional(),
  coreMinor: minor.optional(),
  coreDays: z.int(),
  supplier: z.object({ id, name: z.string() }).nullable(),
});
export type PartView = z.infer<typeof partView>;

export const partListView = z.object({ parts: z.array(partView), total: z.int(), next: z.string().nullable() });

export const stockMovementView = z.object({
  id,
  at: moment,
  kind: z.enum(stockMovementKinds),
  onHandChange: decimal,
  reservedChange: decimal,
  onHandAfter: decimal,
  reservedAfter: decimal,
  jobCard: z.object({ id, number: z.int() }).nullable(),
  /** The order whose delivery it came with. */
  order: z.object({ id, number: z.int() }).nullable(),
  /** The return to a supplier that it left with. */
  sentBack: z.object({ id, number: z.int() }).nullable(),
  /** The transfer by which it left or came. */
  transfer: z.object({ id, number: z.int() }).nullable(),
  /** The count that found it. */
  count: z.object({ id, number: z.int() }).nullable(),
  reason: z.string(),
  actorName: z.string(),
});
/** How a part stands at each branch of the member, and what of it is on its way. */
export const partStandingView = z.object({
  id,
  number: z.string(),
  name: z.string(),
  unit: z.string(),
  supplier: z.object({ id, name: z.string() }).nullable(),
  branches: z.array(
    z.object({
      branchId: id,
      name: z.string(),
      zone: z.string(),
      bin: z.string(),
      onHand: decimal,
      reserved: decimal,
      free: decimal,
      reorderPoint: decimal,
    }),
  ),
  coming: z.array(onOrderView.extend({ branchId: id, branchName: z.string() })),
  /** Asked for or under way between branches. */
  transfers: z.array(inTransitView),
});
export type PartStandingView = z.infer<typeof partStandingView>;

export const ledgerInput = z.object({ partId: id, branchId: id, before: id.nullable().default(null) });
export const ledgerView = z.object({ movements: z.array(stockMovementView), next: id.nullable() });
export const stockChanged = z.object({ partId: id, onHand: decimal, reserved: decimal, free: decimal });

/** The few facts a line needs, for picking a part while typing. */
export const partChoice = z.object({
  id,
  number: z.string(),
  name: z.string(),
  unit: z.string(),
  bin: z.string(),
  free: decimal,
  taxRateBp: z.int(),
  priceMinor: minor.optional(),
});
export const searchPartsInput = z.object({ branchId: id, search: z.string().trim().max(80) });
