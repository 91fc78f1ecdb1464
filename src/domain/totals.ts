import { ValidationException } from "#/domain/errors.ts";
import { divideRounded } from "#/domain/money.ts";
import { quantityMilli } from "#/domain/quantity.ts";

export const taxModes = ["INCLUSIVE", "EXCLUSIVE"] as const;
export type TaxMode = (typeof taxModes)[number];

export const roundingRules = ["LINE", "DOCUMENT"] as const;
export type RoundingRule = (typeof roundingRules)[number];

/** The terms a branch prices under. */
export type PricingTerms = { readonly taxMode: TaxMode; readonly roundingRule: RoundingRule };

export type PricedLine = {
  /** Decimal text, as `4.5`. */
  readonly quantity: string;
  /** In minor units; tax is inside it in mode INCLUSIVE. */
  readonly unitPriceMinor: number;
  readonly discountBp: number;
  readonly taxRateBp: number;
};

export type LineTotals = {
  /** Quantity × price, before the discount; tax inside or not as the mode says. */
  readonly grossMinor: number;
  readonly discountMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
};

export type TaxTotal = { readonly rateBp: number; readonly netMinor: number; readonly taxMinor: number };

export type Totals<Line extends PricedLine> = {
  readonly lines: readonly (Line & LineTotals)[];
  /** One for each rate, highest first. */
  readonly taxes: readonly TaxTotal[];
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
};

/** Ten billion of the main unit; over it somebody has mistyped. */
const largestMinor = 1_000_000_000_000n;

const discounted = (line: PricedLine) => {
  const gross = divideRounded(BigInt(quantityMilli(line.quantity)) * BigInt(line.unitPriceMinor), 1000n);
  const discount = divideRounded(gross * BigInt(line.discountBp), 10_000n);
  return { gross, discount, amount: gross - discount };
};

/** Tax on, or inside, an amount. */
const taxOf = (amount: bigint, rateBp: number, mode: TaxMode): bigint =>
  mode === "EXCLUSIVE"
    ? divideRounded(amount * BigInt(rateBp), 10_000n)
    : amount - divideRounded(amount * 10_000n, 10_000n + BigInt(rateBp));

/** Splits `whole` over `amounts` in proportion, to the unit: largest remainder first, the earlier line on a tie. */
const spread = (whole: bigint, amounts: readonly bigint[]): bigint[] => {
  const sum = amounts.reduce((total, amount) => total + amount, 0n);
  if (sum === 0n) return amounts.map(() => 0n);
  const shares = amounts.map((amount) => (whole * amount) / sum);
  let left = whole - shares.reduce((total, share) => total + share, 0n);
  const byRemainder = amounts
    .map((amount, index) => ({ index, remainder: (whole * amount) % sum }))
    .sort((a, b) => (b.remainder > a.remainder ? 1 : b.remainder < a.remainder ? -1 : a.index - b.index));
  for (const { index } of byRemainder) {
    if (left <= 0n) break;
    shares[index] = (shares[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return shares;
};

/**
 * The one calculator: screen, PDF and database all show what it says. All amounts in minor units.
 * Rule LINE rounds tax on each line and sums; rule DOCUMENT rounds once for each rate and spreads the
 * result over its lines, so that lines add up to the document in either case.
 * Throws AMOUNT_TOO_LARGE when a line or the whole passes ten billion of the main unit.
 */
export const totalsOf = <Line extends PricedLine>(lines: readonly Line[], terms: PricingTerms): Totals<Line> => {
  const amounts = lines.map(discounted);
  const sum = amounts.reduce((total, { amount }) => total + amount, 0n);
  if (sum > largestMinor) {
    throw new ValidationException("AMOUNT_TOO_LARGE", "The total passes 10,000,000,000. Check quantities and prices.");
  }

  const rates = [...new Set(lines.map((line) => line.taxRateBp))].sort((a, b) => b - a);
  const taxByLine = lines.map((line, index) => taxOf(amounts[index]?.amount ?? 0n, line.taxRateBp, terms.taxMode));
  if (terms.roundingRule === "DOCUMENT") {
    for (const rateBp of rates) {
      const members = lines.flatMap((line, index) => (line.taxRateBp === rateBp ? [index] : []));
      const ofRate = members.map((index) => amounts[index]?.amount ?? 0n);
      const whole = taxOf(
        ofRate.reduce((total, amount) => total + amount, 0n),
        rateBp,
        terms.taxMode,
      );
      const shares = spread(whole, ofRate);
      members.forEach((index, position) => {
        taxByLine[index] = shares[position] ?? 0n;
      });
    }
  }

  const priced = lines.map((line, index): Line & LineTotals => {
    const { gross, discount, amount } = amounts[index] ?? { gross: 0n, discount: 0n, amount: 0n };
    const tax = taxByLine[index] ?? 0n;
    const net = terms.taxMode === "EXCLUSIVE" ? amount : amount - tax;
    return {
      ...line,
      grossMinor: Number(gross),
      discountMinor: Number(discount),
      netMinor: Number(net),
      taxMinor: Number(tax),
      totalMinor: Number(net + tax),
    };
  });
  const taxes = rates.map((rateBp): TaxTotal => {
    const ofRate = priced.filter((line) => line.taxRateBp === rateBp);
    return { rateBp, netMinor: sumOf(ofRate, "netMinor"), taxMinor: sumOf(ofRate, "taxMinor") };
  });
  const netMinor = sumOf(taxes, "netMinor");
  const taxMinor = sumOf(taxes, "taxMinor");
  return { lines: priced, taxes, netMinor, taxMinor, totalMinor: netMinor + taxMinor };
};

const sumOf = <Key extends string>(rows: readonly Readonly<Record<Key, number>>[], key: Key): number =>
  rows.reduce((total, row) => total + row[key], 0);
