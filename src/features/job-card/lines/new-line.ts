import type { JobCardView, JobLineInput, JobLineKind } from "#/domain/job-card.ts";
import type { CardOffers } from "#/domain/template.ts";
import type { PartChoiceView } from "./part-choice.ts";

export type Offer =
  | { kind: "part"; part: PartChoiceView }
  | { kind: "template"; template: CardOffers["templates"][number] }
  | {
      kind: "free";
      lineKind: Exclude<JobLineKind, "PART">;
      description: string;
      /** A named rate of the branch; null is its standard one. */
      rate: CardOffers["rates"][number] | null;
    };

/** What becomes a line of its own; a template becomes several, on the server. */
export type LineOffer = Exclude<Offer, { kind: "template" }>;

/** The package of the last line, so that lines typed one after another stay together. */
const runningPackage = (card: JobCardView): string | null =>
  card.lines.reduce<JobCardView["lines"][number] | null>(
    (last, line) => (last === null || line.position > last.position ? line : last),
    null,
  )?.packageTitle ?? null;

/** One of the part, or an hour of the branch's labour, or one free thing without a price. */
export const newLine = (card: JobCardView, offer: LineOffer): JobLineInput => {
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
    unitPriceMinor: labour ? (offer.rate?.priceMinor ?? card.branch.labourRateMinor ?? 0) : 0,
    taxRateBp: card.branch.taxRatesBp[0] ?? 0,
    partId: null,
    technicianId: labour ? (card.technician?.memberId ?? null) : null,
  };
};

const noOffers: CardOffers = { rates: [], templates: [] };

/** What typed text can become: parts and templates that match, then labour at each rate, a fee, sublet work. */
export const offersOf = (
  parts: readonly PartChoiceView[],
  typed: string,
  { rates, templates }: CardOffers = noOffers,
): Offer[] => {
  const description = typed.trim();
  if (description === "") return [];
  const free = (lineKind: "LABOUR" | "FEE" | "SUBLET", rate: CardOffers["rates"][number] | null): Offer => ({
    kind: "free",
    lineKind,
    description,
    rate,
  });
  return [
    ...parts.map((part): Offer => ({ kind: "part", part })),
    ...templates.map((template): Offer => ({ kind: "template", template })),
    free("LABOUR", null),
    ...rates.map((rate) => free("LABOUR", rate)),
    free("FEE", null),
    free("SUBLET", null),
  ];
};
