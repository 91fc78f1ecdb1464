import { ValidationException } from "#/domain/errors.ts";
import { divideRounded } from "#/domain/money.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { TaxTotal } from "#/domain/totals.ts";

/** A line as it was invoiced, and what of it credit notes have taken back. Amounts in minor units. */
export type CreditableLine = {
  readonly position: number;
  /** Decimal text. */
  readonly quantity: string;
  readonly taxRateBp: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly creditedQuantity: string;
  readonly creditedNetMinor: number;
  readonly creditedTaxMinor: number;
};

export type CreditedLine = {
  readonly position: number;
  readonly quantity: string;
  readonly taxRateBp: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
};

export type Credit = {
  readonly lines: readonly CreditedLine[];
  readonly taxes: readonly TaxTotal[];
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
};

const restOf = (line: CreditableLine) => ({
  quantity: quantityMilli(line.quantity) - quantityMilli(line.creditedQuantity),
  net: line.netMinor - line.creditedNetMinor,
  tax: line.taxMinor - line.creditedTaxMinor,
});

/** What of these lines can still be credited. */
export const creditableMinor = (lines: readonly CreditableLine[]): number =>
  lines.reduce((sum, line) => sum + restOf(line).net + restOf(line).tax, 0);

const sumOf = (lines: readonly CreditedLine[]): Credit => {
  const rates = [...new Set(lines.map(({ taxRateBp }) => taxRateBp))].sort((a, b) => b - a);
  const taxes = rates.map((rateBp) => {
    const of = lines.filter(({ taxRateBp }) => taxRateBp === rateBp);
    return {
      rateBp,
      netMinor: of.reduce((sum, { netMinor }) => sum + netMinor, 0),
      taxMinor: of.reduce((sum, { taxMinor }) => sum + taxMinor, 0),
    };
  });
  const netMinor = lines.reduce((sum, line) => sum + line.netMinor, 0);
  const taxMinor = lines.reduce((sum, line) => sum + line.taxMinor, 0);
  if (netMinor + taxMinor <= 0)
    throw new ValidationException("INVALID_INPUT", "Nothing of this is left to be credited.", { field: "credit" });
  return { lines, taxes, netMinor, taxMinor, totalMinor: netMinor + taxMinor };
};

const credited = (line: CreditableLine, quantity: number, net: number, tax: number): CreditedLine => ({
  position: line.position,
  quantity: quantityText(quantity),
  taxRateBp: line.taxRateBp,
  netMinor: net,
  taxMinor: tax,
  totalMinor: net + tax,
});

/**
 * Takes lines back by quantity, all that is left where none is said. A part of a line takes its share, rounded; the last
 * part takes what is left, so that a line's credits add up to the line to the unit, however it was cut.
 * @throws INVALID_INPUT for a line that is not there, or more than is left of it
 */
export const creditOfLines = (
  lines: readonly CreditableLine[],
  wanted: readonly { readonly position: number; readonly quantity: string | null }[],
): Credit => {
  if (new Set(wanted.map(({ position }) => position)).size !== wanted.length)
    throw new ValidationException("INVALID_INPUT", "Each line can be chosen once.", { field: "credit" });
  const taken = wanted.map(({ position, quantity }) => {
    const line = lines.find((each) => each.position === position);
    if (line === undefined)
      throw new ValidationException("INVALID_INPUT", `This invoice has no line ${position}. Reload to see it.`, {
        field: "credit",
      });
    const rest = restOf(line);
    const asked = quantity === null ? rest.quantity : quantityMilli(quantity);
    if (asked < 0 || asked > rest.quantity || (asked === 0 && quantity !== null))
      throw new ValidationException(
        "INVALID_INPUT",
        `${quantityText(rest.quantity)} of line ${position} can be taken back.`,
        { field: "credit", position, left: quantityText(rest.quantity) },
      );
    if (asked === rest.quantity) return credited(line, asked, rest.net, rest.tax);
    const share = (whole: number, left: number): number =>
      Math.min(left, Number(divideRounded(BigInt(whole) * BigInt(asked), BigInt(quantityMilli(line.quantity)))));
    return credited(line, asked, share(line.netMinor, rest.net), share(line.taxMinor, rest.tax));
  });
  return sumOf(taken);
};

/**
 * Takes an amount off the whole, tax inside it: spread over what is left of the lines in proportion, to the unit, and in
 * each line over net and tax as they stand there. Nothing comes back, so quantities are none.
 * @throws INVALID_INPUT above what is left
 */
export const creditOfAmount = (lines: readonly CreditableLine[], amountMinor: number): Credit => {
  const whole = creditableMinor(lines);
  if (amountMinor > whole)
    throw new ValidationException("INVALID_INPUT", "More than is left of the invoice cannot be credited.", {
      field: "amountMinor",
      leftMinor: whole,
    });
  let left = amountMinor;
  let of = whole;
  const taken = lines.flatMap((line) => {
    const { net, tax } = restOf(line);
    const total = net + tax;
    if (total === 0) return [];
    // Of what is left of the amount this line takes its part of what is left of the lines: the last one takes the rest.
    const share = Number(divideRounded(BigInt(left) * BigInt(total), BigInt(of)));
    left -= share;
    of -= total;
    if (share === 0) return [];
    const taxShare = Number(divideRounded(BigInt(share) * BigInt(tax), BigInt(total)));
    return [credited(line, 0, share - taxShare, taxShare)];
  });
  return sumOf(taken);
};

/** All that is left of an invoice. */
export const creditOfAll = (lines: readonly CreditableLine[]): Credit =>
  sumOf(
    lines.flatMap((line) => {
      const { quantity, net, tax } = restOf(line);
      return quantity === 0 && net === 0 && tax === 0 ? [] : [credited(line, quantity, net, tax)];
    }),
  );
