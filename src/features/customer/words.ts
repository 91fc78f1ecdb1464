import { formatDate } from "#/domain/time.ts";

/** "3 job cards, last 4 May 2026." */
export const cardsOf = (side: { readonly jobCards: number; readonly lastVisit: Date | null }, zone: string): string => {
  const cards = side.jobCards === 1 ? "1 job card" : `${side.jobCards} job cards`;
  return side.lastVisit === null ? `${cards}.` : `${cards}, last ${formatDate(side.lastVisit, zone)}.`;
};
