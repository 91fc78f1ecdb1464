import type { JobCardView } from "#/domain/job-card.ts";
import { isOpen } from "#/domain/transitions.ts";

export type Columns = { price: boolean; margin: boolean; total: boolean; menu: boolean; count: number };

const always = 8;

/** A column that a role may not see is absent, not blank. */
export const columnsOf = (card: JobCardView, mayEdit: boolean): Columns => {
  const price = card.totals !== undefined;
  const margin = price && card.lines.some((line) => line.cost !== undefined);
  const menu = mayEdit && isOpen(card.status);
  return { price, margin, total: price, menu, count: always + [price, margin, price, menu].filter(Boolean).length };
};
