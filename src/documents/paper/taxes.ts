import { formatMoney, formatRate } from "#/domain/money.ts";
import type { Paper } from "./paper.ts";
import type { Sum } from "./totals.ts";

export type PaperTax = { rateBp: number; netMinor: number; taxMinor: number };

/** `VAT 20% on £967.92`: the tax of each rate. */
export const taxSums = ({ branch, locale }: Paper, taxes: readonly PaperTax[]): Sum[] =>
  taxes.map(({ rateBp, netMinor, taxMinor }) => ({
    label: `${branch.taxName} ${formatRate(rateBp)} on ${formatMoney(netMinor, branch.currency, locale)}`,
    amount: formatMoney(taxMinor, branch.currency, locale),
  }));
