import { amountOf } from "./amounts.ts";
import { type BooksDocument, BooksError } from "./port.ts";
import type { Setting } from "./quickbooks-setting.ts";

const longestNumber = 21;

/** Each line one of its own with the amounts as they stand on our paper; the taxes stand below, as we reckoned them. */
export const documentOf = (document: BooksDocument, setting: Setting, kind: "Invoice" | "CreditMemo") => {
  const { number, contactId, issuedOn, dueOn, currency, reference, lines } = document;
  if (number.length > longestNumber)
    throw new BooksError(
      "refused",
      `QuickBooks takes numbers of at most ${longestNumber} characters: give the branch a shorter prefix under Settings.`,
    );
  if (currency !== setting.currency)
    throw new BooksError(
      "refused",
      `The books in QuickBooks are kept in ${setting.currency}, and this invoice is in ${currency}: enter it there by hand.`,
    );
  return {
    DocNumber: number,
    CustomerRef: { value: contactId },
    TxnDate: issuedOn,
    ...(kind === "Invoice" ? { DueDate: dueOn } : {}),
    PrivateNote: reference,
    ...(setting.american ? {} : { GlobalTaxCalculation: "TaxExcluded" }),
    Line: lines.map((line) => ({
      Description: line.description.slice(0, 4000),
      Amount: amountOf(line.netMinor, currency),
      DetailType: "SalesItemLineDetail",
      SalesItemLineDetail: {
        ItemRef: { value: line.account },
        Qty: 1,
        UnitPrice: amountOf(line.netMinor, currency),
        TaxCodeRef: { value: setting.american ? (line.tax === "NON" ? "NON" : "TAX") : line.tax },
      },
    })),
    TxnTaxDetail: setting.american ? americanTax(document) : taxesOf(document, setting),
  };
};

/** There a document has one tax. */
const americanTax = ({ lines, currency }: BooksDocument) => {
  const codes = [...new Set(lines.map(({ tax }) => tax).filter((tax) => tax !== "NON"))];
  if (codes.length > 1)
    throw new BooksError("refused", "QuickBooks takes one sales tax for an invoice, and this one has several.");
  const [code] = codes;
  return {
    ...(code === undefined ? {} : { TxnTaxCodeRef: { value: code } }),
    TotalTax: amountOf(sumOf(lines, "taxMinor"), currency),
  };
};

const taxesOf = ({ lines, currency }: BooksDocument, setting: Setting) => {
  const taxLines = [...Map.groupBy(lines, ({ tax }) => tax)].map(([code, taxed]) => {
    const rates = setting.taxes.find((each) => each.code === code)?.rates ?? [];
    const [rate, second] = rates;
    // One that is made of several rates is split by QuickBooks itself; the total is compared afterwards.
    if (rate === undefined || second !== undefined) return null;
    return {
      Amount: amountOf(sumOf(taxed, "taxMinor"), currency),
      DetailType: "TaxLineDetail",
      TaxLineDetail: {
        TaxRateRef: { value: rate.id },
        PercentBased: true,
        TaxPercent: rate.percent,
        NetAmountTaxable: amountOf(sumOf(taxed, "netMinor"), currency),
      },
    };
  });
  const whole = taxLines.flatMap((line) => (line === null ? [] : [line]));
  return {
    TotalTax: amountOf(sumOf(lines, "taxMinor"), currency),
    ...(whole.length === taxLines.length ? { TaxLine: whole } : {}),
  };
};

const sumOf = (lines: BooksDocument["lines"], figure: "netMinor" | "taxMinor"): number =>
  lines.reduce((sum, line) => sum + line[figure], 0);
