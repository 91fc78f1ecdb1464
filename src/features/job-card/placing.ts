import type { JobCardView } from "#/domain/job-card.ts";
import { quantityMilli } from "#/domain/quantity.ts";

const quarterMs = 15 * 60_000;

/** The quarter of an hour that begins next. */
export const quarterAfter = (now: Date): Date => new Date(Math.ceil(now.getTime() / quarterMs) * quarterMs);

/** Labour of the card in whole quarters; an hour when none is on it, a day at most. */
export const plannedMinutes = (card: Pick<JobCardView, "lines">): number => {
  const hours =
    card.lines.reduce(
      (sum, line) => sum + (line.kind === "LABOUR" && line.unit === "h" ? quantityMilli(line.quantity) : 0),
      0,
    ) / 1000;
  return hours === 0 ? 60 : Math.min(480, Math.max(15, Math.ceil((hours * 60) / 15) * 15));
};
