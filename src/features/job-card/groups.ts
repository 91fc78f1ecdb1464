import type { JobCardView, JobLineView } from "#/domain/job-card.ts";

type Authorisation = JobCardView["authorisations"][number];

export type LineGroup = {
  /** Null for lines outside any package. */
  title: string | null;
  lines: JobLineView[];
  /** Lines covered by a consent. */
  approved: number;
  /** The newest consent that covers a line of the group. */
  consent: Authorisation | null;
};

/** Lines by package, in the order in which each package first appears; lines outside any come last. */
export const groupsOf = (card: Pick<JobCardView, "lines" | "authorisations">): LineGroup[] => {
  const byTitle = new Map<string | null, JobLineView[]>();
  for (const line of card.lines) byTitle.set(line.packageTitle, [...(byTitle.get(line.packageTitle) ?? []), line]);
  return [...byTitle]
    .map(([title, lines]): LineGroup => {
      const approved = lines.filter((line) => line.authorisationId !== null);
      const consents = new Set(approved.map((line) => line.authorisationId));
      return {
        title,
        lines,
        approved: approved.length,
        consent: card.authorisations.find((each) => consents.has(each.id)) ?? null,
      };
    })
    .sort((a, b) => Number(a.title === null) - Number(b.title === null));
};

/** Lines in the order of the screen. */
export const linesInOrder = (card: Pick<JobCardView, "lines" | "authorisations">): JobLineView[] =>
  groupsOf(card).flatMap((group) => group.lines);
