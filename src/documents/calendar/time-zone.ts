import { type ClockChange, clockChanges, offsetMinutes } from "#/domain/time.ts";
import { utcOffset, wallTime } from "./content-lines.ts";

const dayMs = 86_400_000;
const weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;

/** A change as the calendar of its zone shows it: the clock reads `wall` when it is moved. */
type Change = ClockChange & {
  readonly year: number;
  readonly month: number;
  readonly weekday: (typeof weekdays)[number];
  /** Which such weekday of the month: 1 to 5, and whether it is the last. */
  readonly nth: number;
  readonly last: boolean;
  readonly time: string;
};

const asShown = (change: ClockChange): Change => {
  const local = new Date(change.at + change.before * 60_000);
  const daysInMonth = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  return {
    ...change,
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    weekday: weekdays[local.getUTCDay()] ?? "SU",
    nth: Math.ceil(local.getUTCDate() / 7),
    last: local.getUTCDate() + 7 > daysInMonth,
    time: wallTime(change.at, change.before).slice(8),
  };
};

/**
 * The rule that these changes follow, one each year; null when they follow none (Morocco's go by the moon, others
 * were decided by decree).
 */
const ruleOf = (changes: readonly Change[], years: number): string | null => {
  const [first] = changes;
  if (first === undefined || changes.length !== years) return null;
  const alike = (key: "month" | "weekday" | "time" | "before" | "after" | "nth") =>
    changes.every((change) => change[key] === first[key]);
  if (new Set(changes.map(({ year }) => year)).size !== years) return null;
  if (!alike("month") || !alike("weekday") || !alike("time") || !alike("before") || !alike("after")) return null;
  const day = changes.every(({ last }) => last) ? -1 : alike("nth") ? first.nth : null;
  return day === null ? null : `FREQ=YEARLY;BYMONTH=${first.month};BYDAY=${day}${first.weekday}`;
};

const observance = (kind: string, from: number, to: number, start: string, more: readonly string[] = []): string[] => [
  `BEGIN:${kind}`,
  `DTSTART:${start}`,
  `TZOFFSETFROM:${utcOffset(from)}`,
  `TZOFFSETTO:${utcOffset(to)}`,
  ...more,
  `END:${kind}`,
];

const kindOf = ({ before, after }: ClockChange) => (after > before ? "DAYLIGHT" : "STANDARD");

/**
 * What the clocks of a zone do around two instants, as a VTIMEZONE: by the rules of the runtime's own zone tables,
 * which is what the times were made with. A program that knows the zone by its name may go by its own.
 */
export const timeZone = (zone: string, start: Date, end: Date): string[] => {
  const [firstYear, lastYear] = [start.getUTCFullYear() - 1, end.getUTCFullYear() + 2];
  const from = Date.UTC(firstYear, 0, 1);
  const changes = clockChanges(zone, from - dayMs, Date.UTC(lastYear + 1, 0, 1) + dayMs).map(asShown);
  const within = changes.filter(({ year }) => year >= firstYear && year <= lastYear);
  const years = lastYear - firstYear + 1;
  const kinds = [...Map.groupBy(within, kindOf)].map(([kind, of]) => ({ kind, of, rule: ruleOf(of, years) }));
  const standing = offsetMinutes(new Date(from), zone);
  const regular = kinds.length === 2 && kinds.every(({ rule }) => rule !== null);
  const observances = regular
    ? kinds.flatMap(({ kind, of: [first], rule }) =>
        first === undefined || rule === null
          ? []
          : observance(kind, first.before, first.after, wallTime(first.at, first.before), [`RRULE:${rule}`]),
      )
    : [
        ...observance("STANDARD", standing, standing, wallTime(from, standing)),
        ...within.flatMap((change) =>
          observance(kindOf(change), change.before, change.after, wallTime(change.at, change.before)),
        ),
      ];
  return ["BEGIN:VTIMEZONE", `TZID:${zone}`, ...observances, "END:VTIMEZONE"];
};
