import { customerShows } from "#/domain/customer.ts";

export { customerShows };
export type CustomerShow = (typeof customerShows)[number];

/** What of an address's search is asked for: 120 characters, none that no customer could hold. */
export const searchOf = (raw: string | null | undefined): string =>
  (raw ?? "").toWellFormed().replaceAll("\0", "").trim().slice(0, 120).toWellFormed();

export const showOf = (raw: string | null | undefined): CustomerShow =>
  customerShows.find((known) => known === raw) ?? "active";
