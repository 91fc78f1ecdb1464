import type { JobCardView, JobLineInput, JobLineKind } from "#/domain/job-card.ts";
import type { PartChoiceView } from "./part-choice.ts";

export type Offer =
  | { kind: "part"; part: PartChoiceView }
  | { kind: "free"; lineKind: Exclude<JobLineKind, "PART">; description: string };

/** The package of the last line, so that lines typed one after another stay together. */
const runningPackage = (card: JobCardView): string | null =>
  card.lines.reduce<JobCardView["lines"][number] | null>(
    (last, line) => (last === null || line.position > last.position ? line : last),
    null,
  )?.packageTitle ?? null;

/** One of the part, or an hour of the branch's labour, or one free thing without a price. */
export const newLine = (card: JobCardView, offer: Offer): JobLineInput => {
  const common = { packageTitle: runningPackage(card), quantity: "1", discountBp: 0, technicianId: null };
  if (offer.kind === "part") {
    const { part } = offer;
    return {
      ...common,
      kind: "PART",
      description: part.name,
      unit: part.unit,
      unitPriceMinor: part.priceMinor ?? 0,
      taxRateBp: part.taxRateBp,
      partId: part.id,
    };
  }
  const labour = offer.lineKind === "LABOUR";
  return {
    ...common,
    kind: offer.lineKind,
    description: offer.description,
    unit: labour ? "h" : "",
    unitPriceMinor: labour ? (card.branch.labourRateMinor ?? 0) : 0,
    taxRateBp: card.branch.taxRatesBp[0] ?? 0,
    partId: null,
    technicianId: labour ? (card.technician?.memberId ?? null) : null,
  };
};

/** What typed text can become: parts that match, then free lines of each kind. */
export const offersOf = (parts: readonly PartChoiceView[], typed: string): Offer[] => {
  const description = typed.trim();
  if (description === "") return [];
  return [
    ...parts.map((part): Offer => ({ kind: "part", part })),
    ...(["LABOUR", "FEE", "SUBLET"] as const).map((lineKind): Offer => ({ kind: "free", lineKind, description })),
  ];
};
