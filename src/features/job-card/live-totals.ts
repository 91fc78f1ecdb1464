import { ServiceException } from "#/domain/errors.ts";
import type { JobCardView, JobLineView } from "#/domain/job-card.ts";
import { parseMoney } from "#/domain/money.ts";
import { parseQuantity, quantityMilli } from "#/domain/quantity.ts";
import { type TaxTotal, totalsOf } from "#/domain/totals.ts";
import type { LineField } from "./fields.ts";
import { parsePercent } from "./parse.ts";

export type LineAmounts = {
  /** As the branch prices: before tax, or tax included. */
  shownMinor: number;
  discountBp: number;
  taxRateBp: number;
  totalMinor: number;
  /** Null without the right to see it, or when the line sells for nothing. */
  marginBp: number | null;
};

export type LiveTotals = {
  lines: ReadonlyMap<string, LineAmounts>;
  labourNetMinor: number;
  partsAndFeesNetMinor: number;
  taxes: readonly TaxTotal[];
  netMinor: number;
  totalMinor: number;
  /** Of all lines before tax; null as above. */
  marginBp: number | null;
};

/** What a cell says, if it can be reckoned with; what is saved otherwise. */
const pricedAsTyped = (
  line: JobLineView,
  price: NonNullable<JobLineView["price"]>,
  text: (field: LineField) => string,
  currency: string,
) => {
  const typed = text("quantity").trim();
  const milli = parseQuantity(typed);
  return {
    line,
    quantity: milli !== null && milli > 0 ? typed : line.quantity,
    unitPriceMinor: parseMoney(text("price"), currency) ?? price.unitPriceMinor,
    discountBp: parsePercent(text("discount") || "0") ?? price.discountBp,
    taxRateBp: Number(text("taxRate")),
  };
};

/**
 * Totals of the card as it stands on screen, typed text included, by the one calculator.
 * Null when prices are not for this role; the sentence when the sum is out of reach.
 */
export const liveTotals = (
  card: JobCardView,
  text: (line: JobLineView, field: LineField) => string,
): LiveTotals | string | null => {
  const priced = card.lines.flatMap((line) =>
    line.price === undefined
      ? []
      : [pricedAsTyped(line, line.price, (field) => text(line, field), card.branch.currency)],
  );
  if (priced.length < card.lines.length || card.totals === undefined) return null;
  try {
    const totals = totalsOf(priced, card.branch);
    const inclusive = card.branch.taxMode === "INCLUSIVE";
    const sees = card.lines.every((line) => line.cost !== undefined);
    const net = (only: (line: JobLineView) => boolean) =>
      totals.lines.reduce((sum, each) => sum + (only(each.line) ? each.netMinor : 0), 0);
    return {
      lines: new Map(
        totals.lines.map((each) => [
          each.line.id,
          {
            shownMinor: inclusive ? each.totalMinor : each.netMinor,
            discountBp: each.discountBp,
            taxRateBp: each.taxRateBp,
            totalMinor: each.totalMinor,
            marginBp:
              each.line.cost === undefined ? null : marginBp(each.netMinor, costMinor(each.line, each.quantity)),
          },
        ]),
      ),
      labourNetMinor: net((line) => line.kind === "LABOUR"),
      partsAndFeesNetMinor: net((line) => line.kind !== "LABOUR"),
      taxes: totals.taxes,
      netMinor: totals.netMinor,
      totalMinor: totals.totalMinor,
      marginBp: sees
        ? marginBp(
            totals.netMinor,
            totals.lines.reduce((sum, each) => sum + costMinor(each.line, each.quantity), 0),
          )
        : null,
    };
  } catch (error) {
    if (error instanceof ServiceException) return error.message;
    throw error;
  }
};

const costMinor = (line: JobLineView, quantity: string): number =>
  ((line.cost?.unitCostMinor ?? 0) * quantityMilli(quantity)) / 1000;

const marginBp = (netMinor: number, cost: number): number | null =>
  netMinor === 0 ? null : Math.round(((netMinor - cost) * 10_000) / netMinor);
