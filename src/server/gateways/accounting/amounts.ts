import { fractionDigits } from "#/domain/money.ts";
import { type BooksDocument, BooksError } from "./port.ts";

/** An amount as the other side writes it: 12.5, not 1250. */
export const amountOf = (minor: number, currency: string): number =>
  Number((minor / 10 ** fractionDigits(currency)).toFixed(fractionDigits(currency)));

export const minorOf = (amount: number, currency: string): number =>
  Math.round(amount * 10 ** fractionDigits(currency));

/**
 * What has our number there must be ours: of the same total.
 * @param system its name; @param kind "an invoice" or "a credit note"; @param remove what a person does with the other one there
 * @throws BooksError refused, with both amounts
 */
export const sameTotal = (
  { system, kind, remove }: { readonly system: string; readonly kind: string; readonly remove: string },
  { number, totalMinor, currency }: BooksDocument,
  total: number | null | undefined,
): void => {
  if (total === null || total === undefined || minorOf(total, currency) === totalMinor) return;
  const digits = fractionDigits(currency);
  throw new BooksError(
    "refused",
    `${system} has ${kind} ${number} of ${currency} ${total.toFixed(digits)}, here it is ${currency} ${amountOf(totalMinor, currency).toFixed(digits)}. ${remove} the one in ${system}, then try again.`,
  );
};
