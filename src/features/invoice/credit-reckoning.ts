import { type Credit, type CreditableLine, creditOfAmount, creditOfLines } from "#/domain/credits.ts";
import { ServiceException } from "#/domain/errors.ts";
import type { InvoiceView } from "#/domain/invoice.ts";
import type { CreditStock } from "#/domain/payment.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";

type Line = InvoiceView["lines"][number];

/** What is chosen of a line: how much of it, as it is typed, and where the goods go. */
export type ChosenLine = { readonly quantity: string; readonly stock: CreditStock };
export type Chosen = ReadonlyMap<number, ChosenLine>;

/** How much of a line can still be taken back, in its unit. */
export const restOf = ({ quantity, creditedQuantity }: Line): string =>
  quantityText(quantityMilli(quantity) - quantityMilli(creditedQuantity));

/** Whether anything of a line is left, in money or in goods. */
export const isLeft = (line: Line): boolean =>
  restOf(line) !== "0" || line.netMinor !== line.creditedNetMinor || line.taxMinor !== line.creditedTaxMinor;

/** Credits as the server reckons them, or the sentence that says why it would not. */
const reckoned = (reckon: () => Credit): Credit | string => {
  try {
    return reckon();
  } catch (error) {
    // The calculator refuses in sentences, a quantity that is no number by a range.
    if (error instanceof ServiceException) return error.message;
    if (error instanceof RangeError) return "Type a quantity, such as 1 or 0.5.";
    throw error;
  }
};

/** As the procedure takes it: all that is left is said as such, so that its rounding goes along. */
export const askedOf = (lines: readonly Line[], chosen: Chosen) =>
  [...chosen].flatMap(([position, { quantity, stock }]) => {
    const line = lines.find((each) => each.position === position);
    if (line === undefined) return [];
    return [{ position, quantity: quantity === restOf(line) ? null : quantity, stock }];
  });

export const creditOfChosen = (lines: readonly Line[], chosen: Chosen): Credit | string =>
  chosen.size === 0
    ? "Choose the lines that are taken back."
    : reckoned(() => creditOfLines(lines satisfies readonly CreditableLine[], askedOf(lines, chosen)));

export const creditOfMoney = (lines: readonly Line[], amountMinor: number | null): Credit | string =>
  amountMinor === null || amountMinor === 0
    ? "Type an amount, tax inside it."
    : reckoned(() => creditOfAmount(lines, amountMinor));
