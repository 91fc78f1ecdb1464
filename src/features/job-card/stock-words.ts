import type { JobLineView } from "#/domain/job-card.ts";
import { formatQuantity, quantityMilli, quantityText } from "#/domain/quantity.ts";

/** How much of a short line can be had now: what it holds and what is free. Decimal text. */
export const coveredOf = (line: Pick<JobLineView, "quantity" | "shortBy">): string =>
  quantityText(Math.max(0, quantityMilli(line.quantity) - quantityMilli(line.shortBy ?? "0")));

/** "1 needed, none free. 2 are reserved for other cards." Null when enough is there. */
export const shortSentence = (line: Pick<JobLineView, "quantity" | "unit" | "shortBy" | "stock">): string | null => {
  if (line.shortBy === null) return null;
  const covered = coveredOf(line);
  const needed = `${formatQuantity(line.quantity, line.unit)} needed, ${covered === "0" ? "none" : formatQuantity(covered, line.unit)} free.`;
  if (line.stock === null) return needed;
  const elsewhere = quantityMilli(line.stock.reserved) - quantityMilli(line.stock.reservedHere);
  if (elsewhere > 0) {
    const held = formatQuantity(quantityText(elsewhere), line.unit);
    return `${needed} ${held} ${elsewhere === 1000 && line.unit === "" ? "is" : "are"} reserved for other cards.`;
  }
  return quantityMilli(line.stock.onHand) === 0 ? `${needed} The shelf is empty.` : needed;
};
