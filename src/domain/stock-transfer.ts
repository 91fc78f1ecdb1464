import { z } from "zod";
import { decimal, id, minor, moment, money, version } from "#/domain/fields.ts";
import { quantityMilli } from "#/domain/quantity.ts";

export const stockTransferStatuses = ["REQUESTED", "SENT", "PART_RECEIVED", "RECEIVED", "CANCELLED"] as const;
export type StockTransferStatus = (typeof stockTransferStatuses)[number];

/** The whole life of a transfer. What was asked for is called off; what has left arrives, or is told to be missing. */
export const stockTransferTransitions = {
  REQUESTED: ["SENT", "CANCELLED"],
  SENT: ["PART_RECEIVED", "RECEIVED"],
  PART_RECEIVED: ["PART_RECEIVED", "RECEIVED"],
  RECEIVED: [],
  CANCELLED: [],
} as const satisfies Record<StockTransferStatus, readonly StockTransferStatus[]>;

const targets = (from: StockTransferStatus): readonly StockTransferStatus[] => stockTransferTransitions[from];
export const transferMayBecome = (from: StockTransferStatus, to: StockTransferStatus): boolean =>
  targets(from).includes(to);
/** Something of it has left and is not there yet. */
export const isInTransit = (status: StockTransferStatus): boolean => transferMayBecome(status, "RECEIVED");

export const stockTransferStatusWords = {
  REQUESTED: "Asked for",
  SENT: "In transit",
  PART_RECEIVED: "Part received",
  RECEIVED: "Received",
  CANCELLED: "Cancelled",
} as const satisfies Record<StockTransferStatus, string>;

export const transferName = (number: number): string => `TR-${number}`;

/** What of a line has left and has not come, in thousandths. */
export const stillUnderWay = ({ sent, received }: { readonly sent: string; readonly received: string }): number =>
  quantityMilli(sent) - quantityMilli(received);

const positive = decimal.refine((value) => Number(value) > 0, "More than zero.");
const transferId = { stockTransferId: id, version };
export const requestTransferInput = z.object({
  fromBranchId: id,
  toBranchId: id,
  note: z.string().trim().max(500, "500 characters at most."),
  lines: z
    .array(z.object({ partId: id, quantity: positive }))
    .min(1, "Put a part on it.")
    .max(1000, "1,000 lines at most. Ask for the rest on another transfer."),
});
export const sendTransferInput = z.object({
  ...transferId,
  /** What leaves of each part; a part that is not named stays. */
  lines: z
    .array(z.object({ partId: id, quantity: positive }))
    .min(1, "Say what leaves of at least one part.")
    .max(1000),
});
export const receiveTransferInput = z.object({
  ...transferId,
  lines: z
    .array(
      z.object({
        partId: id,
        quantity: positive,
        /** What one is worth at the branch that receives; given where its books are kept in another currency. */
        unitCostMinor: money.nullable().default(null),
      }),
    )
    .max(1000),
  /** Why what has not come by now never comes; null while it is still on its way. */
  missingReason: z
    .string()
    .trim()
    .max(200, "200 characters at most.")
    .transform((text) => (text === "" ? null : text))
    .nullable(),
});
export const cancelTransferInput = z.object(transferId);

export const transferLists = ["open", "transit", "done", "all"] as const;
export type TransferList = (typeof transferLists)[number];
export const listTransfersInput = z.object({
  branchId: id,
  show: z.enum(transferLists).default("open"),
  cursor: z.int32().positive().nullable().default(null),
});

/** Every open branch: parts are asked of those, too, where one does not work. */
export const transferPlacesView = z.array(z.object({ id, name: z.string() }));

const branchRef = z.object({ id, name: z.string(), currency: z.string(), locale: z.string(), zone: z.string() });
export const stockTransferRow = z.object({
  id,
  number: z.int(),
  status: z.enum(stockTransferStatuses),
  from: branchRef,
  to: branchRef,
  lines: z.int(),
  createdAt: moment,
  sentAt: moment.nullable(),
  /** What is on its way, at the sender's cost. */
  transitMinor: minor.optional(),
});
export type StockTransferRow = z.infer<typeof stockTransferRow>;
export const stockTransferListView = z.object({ transfers: z.array(stockTransferRow), next: z.int().nullable() });

export const transferLineView = z.object({
  partId: id,
  number: z.string(),
  name: z.string(),
  unit: z.string(),
  wanted: decimal,
  sent: decimal,
  received: decimal,
  /** Where it lies at the sender, and what of it is free there. */
  bin: z.string(),
  free: decimal,
  unitCostMinor: minor.optional(),
  /** What one costs at the branch that receives, in its own currency. */
  costThereMinor: minor.optional(),
});
export type TransferLineView = z.infer<typeof transferLineView>;
export const stockTransferView = stockTransferRow.extend({
  version: z.int(),
  note: z.string(),
  createdBy: z.string(),
  sentBy: z.string().nullable(),
  closedAt: moment.nullable(),
  closedBy: z.string().nullable(),
  missingReason: z.string().nullable(),
  /** Whether whoever asks works at the one side and the other. */
  worksAt: z.object({ from: z.boolean(), to: z.boolean() }),
  items: z.array(transferLineView),
});
export type StockTransferView = z.infer<typeof stockTransferView>;

/** What arriving did: which cards have all their parts now. */
export const transferReceivedView = stockTransferView.extend({
  arrived: z.array(z.object({ jobCardId: id, jobCardNumber: z.int(), plate: z.string() })),
});

/** What of a part is asked for or under way to a branch. */
export const inTransitView = z.object({
  stockTransferId: id,
  number: z.int(),
  status: z.enum(stockTransferStatuses),
  quantity: decimal,
  fromBranchId: id,
  fromName: z.string(),
  toBranchId: id,
  toName: z.string(),
});
