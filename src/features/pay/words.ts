import { formatMoney } from "#/domain/money.ts";
import { formatDate, formatTime } from "#/domain/time.ts";
import type { Bill, BillPayment } from "./bill.ts";

/** How a customer reads it; the desk's own words are others. */
export const methodWords = {
  CARD: "Card, online",
  TERMINAL: "Card, at the desk",
  CASH: "Cash",
  TRANSFER: "Bank transfer",
} as const satisfies Record<BillPayment["method"], string>;

/** Amounts of this bill. */
export const moneyOf =
  ({ currency, locale }: Pick<Bill, "currency" | "locale">) =>
  (minor: number): string =>
    formatMoney(minor, currency, locale);

/** "Thu 26 Nov 2026, 19:54" by the branch's clock. */
export const momentWords = (iso: string, zone: string): string => {
  const at = new Date(iso);
  return `${formatDate(at, zone)}, ${formatTime(at, zone)}`;
};

/** Said where a payment failed and the gateway gave no reason. */
export const noReason = "Your bank did not take this payment. Nothing was taken. Try again, or try another card.";
