import { z } from "zod";
import { decimal, id, minor, moment, version } from "#/domain/fields.ts";
import { quantityMilli } from "#/domain/quantity.ts";

export const stockCountStatuses = ["OPEN", "POSTED", "CANCELLED"] as const;
export type StockCountStatus = (typeof stockCountStatuses)[number];

export const stockCountStatusWords = {
  OPEN: "Counting",
  POSTED: "Posted",
  CANCELLED: "Cancelled",
} as const satisfies Record<StockCountStatus, string>;

export const countName = (number: number): string => `Count ${number}`;

/** What a counted line differs by, in thousandths: against what the books said when it was counted. */
export const countDifference = (line: { readonly counted: string; readonly expected: string }): number =>
  quantityMilli(line.counted) - quantityMilli(line.expected);

/**
 * How a difference meets a shelf that has moved on since, in thousandths. What is missing is taken from the free ones first;
 * what cards hold beyond that is let go. `gone` is what has left since and cannot be missing as well: the part is counted again.
 */
export const settleDifference = (
  level: { readonly onHand: number; readonly reserved: number },
  difference: number,
): { readonly onHand: number; readonly release: number; readonly gone: number } => {
  const onHand = level.onHand + difference;
  return { onHand, release: Math.max(0, level.reserved - Math.max(0, onHand)), gone: Math.max(0, -onHand) };
};

/**
 * From which lines what is missing is taken: from the card that was opened last first, since it has waited least.
 * `lines` in thousandths; what each holds afterwards.
 */
export const releaseFrom = <Line extends { readonly cardNumber: number; readonly reserved: number }>(
  lines: readonly Line[],
  release: number,
): { readonly line: Line; readonly letGo: number }[] => {
  let left = release;
  return [...lines]
    .sort((a, b) => b.cardNumber - a.cardNumber)
    .flatMap((line) => {
      const letGo = Math.min(left, line.reserved);
      left -= letGo;
      return letGo === 0 ? [] : [{ line, letGo }];
    });
};

const countId = { stockCountId: id };
export const openCountInput = z.object({
  branchId: id,
  /** The beginning of the bin; empty for every place. */
  bin: z.string().trim().max(24, "24 characters at most.").default(""),
  supplierId: id.nullable().default(null),
  /** In number or name; empty for all. */
  search: z.string().trim().max(80, "80 characters at most.").default(""),
});
export const countLineInput = z.object({
  ...countId,
  partId: id,
  /** Of the line, as it was on screen: two who count one part do not write over each other. */
  version,
  /** How many lie there; null takes the figure back. */
  counted: decimal.refine((value) => Number(value) >= 0, "Zero or more.").nullable(),
});
/** A part that was found and is not on the sheet. */
export const addCountedPartInput = z.object({ ...countId, partId: id });
export const postCountInput = z.object({ ...countId, version });
export const cancelCountInput = z.object({ ...countId, version });

export const listCountsInput = z.object({ branchId: id, cursor: z.int32().positive().nullable().default(null) });
export const stockCountRow = z.object({
  id,
  number: z.int(),
  status: z.enum(stockCountStatuses),
  scope: z.string(),
  openedAt: moment,
  openedBy: z.string(),
  closedAt: moment.nullable(),
  lines: z.int(),
  counted: z.int(),
});
export type StockCountRow = z.infer<typeof stockCountRow>;
export const stockCountListView = z.object({ counts: z.array(stockCountRow), next: z.int().nullable() });

export const countWorth = z.object({
  /** What is missing and what is over, at average cost; both above zero. */
  missingMinor: minor,
  overMinor: minor,
});
export const stockCountView = stockCountRow.extend({
  version: z.int(),
  branch: z.object({ id, name: z.string(), currency: z.string(), locale: z.string(), zone: z.string() }),
  closedBy: z.string().nullable(),
  /** Counted lines that differ. */
  differing: z.int(),
  /** Lines that must be counted again before it can be posted. */
  again: z.int(),
  /** Parts of which posting would leave less than is held for job cards. */
  short: z.int(),
  worth: countWorth.optional(),
});
export type StockCountView = z.infer<typeof stockCountView>;

export const countFilters = ["open", "counted", "differing", "all"] as const;
export type CountFilter = (typeof countFilters)[number];
export const countLinesInput = z.object({
  ...countId,
  show: z.enum(countFilters).default("all"),
  search: z.string().trim().max(80).default(""),
  /** The position after which the next page begins. */
  cursor: z.int32().positive().nullable().default(null),
});

/** Why a line is counted again: it was corrected since, or more has left since than there can have been. */
export const countAgainReasons = ["CORRECTED", "GONE"] as const;
export const countLineView = z.object({
  partId: id,
  position: z.int(),
  version: z.int(),
  number: z.string(),
  name: z.string(),
  unit: z.string(),
  bin: z.string(),
  /** Held for job cards now: counted too, wherever it lies. */
  reserved: decimal,
  counted: decimal.nullable(),
  /** Told once it is counted. */
  expected: decimal.nullable(),
  countedAt: moment.nullable(),
  countedBy: z.string().nullable(),
  again: z.enum(countAgainReasons).nullable(),
  /** How much cards would have to let go. */
  release: decimal,
  differenceMinor: minor.optional(),
});
export type CountLineView = z.infer<typeof countLineView>;
export const countLinesView = z.object({ lines: z.array(countLineView), total: z.int(), next: z.int().nullable() });

/** A sheet to be printed: what is to be counted, and no figure of the books. */
export const countSheetView = z.object({
  count: stockCountRow.extend({ branch: z.object({ name: z.string(), zone: z.string() }) }),
  lines: z.array(countLineView.pick({ partId: true, number: true, name: true, unit: true, bin: true, counted: true })),
});

export const countedView = z.object({ stockCountId: id, line: countLineView });
export const countChanged = z.object({
  stockCountId: id,
  /** Cards that hold less than before. */
  cards: z.array(z.object({ jobCardId: id, jobCardNumber: z.int(), plate: z.string() })),
});
