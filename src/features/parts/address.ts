export const partFilters = ["all", "low", "short"] as const;
export type PartFilter = (typeof partFilters)[number];

/** What of an address's search is asked for: 80 characters, none that no part could hold. */
export const searchOf = (raw: string | null | undefined): string =>
  (raw ?? "").toWellFormed().replaceAll("\0", "").trim().slice(0, 80).toWellFormed();

export const filterOf = (raw: string | null | undefined): PartFilter =>
  partFilters.find((known) => known === raw) ?? "all";
