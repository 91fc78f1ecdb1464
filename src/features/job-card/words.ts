import type { JobCardView, JobLineKind } from "#/domain/job-card.ts";

export const kindWords = { LABOUR: "Labour", PART: "Part", SUBLET: "Sublet", FEE: "Fee" } as const satisfies Record<
  JobLineKind,
  string
>;

/** "Jaguar XE 20d, 2018" */
export const vehicleWords = ({ make, model, year }: JobCardView["vehicle"]): string =>
  year === null ? `${make} ${model}` : `${make} ${model}, ${year}`;

/** "1 line", "3 lines" */
export const linesWords = (count: number): string => (count === 1 ? "1 line" : `${count} lines`);
