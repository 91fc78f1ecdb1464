import { consumerTitles } from "#/domain/events.ts";
import { id } from "#/domain/fields.ts";
import { runTitles } from "#/domain/operation.ts";
import { effectStandings, runOutcomes } from "#/domain/operation-list.ts";
import { addDays, dayOf, isoDateIn, startOfDay } from "#/domain/time.ts";

/** What the address of the operations page says, and what it asks for. The same on the server and in the browser. */

export const outcomes = [...runOutcomes, ...effectStandings] as const;
export type Outcome = (typeof outcomes)[number];
export const sinces = ["today", "week", "month", "dates"] as const;
export type Since = (typeof sinces)[number];

export type Address = {
  type: string | null;
  outcome: Outcome | null;
  branch: string | null;
  since: Since | null;
  /** Calendar dates, the last one included, while `since` is `dates`. */
  from: string | null;
  to: string | null;
};

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const dateOf = (raw: string | null): string | null =>
  raw !== null && isoDate.test(raw) && !Number.isNaN(Date.parse(raw)) ? raw : null;

const daysOf = { week: 6, month: 29 } as const;

const rangeOf = ({ since, from, to }: Address, zone: string, now: Date): { from: Date | null; to: Date | null } => {
  if (since === null) return { from: null, to: null };
  if (since === "today") return { from: dayOf(now, zone).start, to: null };
  if (since !== "dates") return { from: startOfDay(addDays(isoDateIn(now, zone), -daysOf[since]), zone), to: null };
  const [first, last] = [dateOf(from), dateOf(to)];
  return {
    from: first === null ? null : startOfDay(first, zone),
    to: last === null ? null : startOfDay(addDays(last, 1), zone),
  };
};

/** The question that an address stands for; what it says that nobody knows is left out. */
export const askedOf = (address: Address, { zone, now }: { zone: string; now: Date }) => ({
  type:
    address.type !== null && (Object.hasOwn(runTitles, address.type) || Object.hasOwn(consumerTitles, address.type))
      ? address.type
      : null,
  outcome: address.outcome,
  branchId: id.safeParse(address.branch).data ?? null,
  ...rangeOf(address, zone, now),
});

type Raw = Record<string, string | string[] | undefined>;
const first = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null;

/** An address as Next gives it to the page. */
export const addressOf = (raw: Raw): Address => ({
  type: first(raw.type),
  outcome: outcomes.find((known) => known === first(raw.outcome)) ?? null,
  branch: first(raw.branch),
  since: sinces.find((known) => known === first(raw.since)) ?? null,
  from: first(raw.from),
  to: first(raw.to),
});

export const isNarrowed = ({ type, outcome, branch, since }: Address): boolean =>
  [type, outcome, branch, since].some((each) => each !== null);
