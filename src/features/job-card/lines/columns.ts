import type { JobCardView } from "#/domain/job-card.ts";
import { isOpen } from "#/domain/transitions.ts";

export type Columns = { price: boolean; margin: boolean; total: boolean; menu: boolean; count: number };

/** Stock, margin and menus are not for the customer's eyes; the column stays, so that spans still fit. */
export const offPaper = "print:w-0 print:p-0 print:text-[0px] print:[&_button]:hidden";

const always = 8;

/** A column that a role may not see is absent, not blank. */
export const columnsOf = (card: JobCardView, mayEdit: boolean): Columns => {
  const price = card.totals !== undefined;
  const margin = price && card.lines.some((line) => line.cost !== undefined);
  const menu = mayEdit && isOpen(card.status);
  return { price, margin, total: price, menu, count: always + [price, margin, price, menu].filter(Boolean).length };
};
