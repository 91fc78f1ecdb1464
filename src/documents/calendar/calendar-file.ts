import { clockChanges, offsetMinutes } from "#/domain/time.ts";
import { folded, quoted, text, utcTime, wallTime } from "./content-lines.ts";
import { timeZone } from "./time-zone.ts";

/** An entry of a calendar, as RFC 5545 and RFC 5546 want it. */
export type CalendarEntry = {
  /** The same for as long as the appointment lives, wherever it is moved. */
  readonly uid: string;
  /** Counted up by every change: a calendar keeps the highest it has seen. */
  readonly sequence: number;
  /** When this was said. */
  readonly stamp: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** IANA zone, in which the times are written. */
  readonly zone: string;
  readonly summary: string;
  readonly description: string;
  readonly location: string;
  /** Where it can be changed; null where there is no such page any more. */
  readonly url: string | null;
  readonly organiser: { readonly name: string; readonly email: string };
};

/**
 * REQUEST puts it into the calendar of whom the mail is to, or moves it there; CANCEL takes it out. PUBLISH is for a
 * file that somebody fetches: it names nobody as invited.
 */
export type CalendarMethod = "REQUEST" | "CANCEL" | "PUBLISH";
export type Invited = { readonly name: string; readonly email: string };

/** What tells a mail program what to do with the file, beside the file itself. */
export const calendarType = (method: CalendarMethod): string => `text/calendar; charset=utf-8; method=${method}`;

/** The file of one appointment: times in its zone with that zone's rules, lines ended and folded as the RFC has them. */
export const calendarFile = (
  entry: CalendarEntry,
  to: { readonly method: "REQUEST" | "CANCEL"; readonly invited: Invited } | { readonly method: "PUBLISH" },
): Uint8Array => {
  const { startsAt, endsAt, zone, organiser } = entry;
  // An hour that the clock shows twice has one name for two times: RFC 5545 §3.3.5 means the first, programs differ.
  const plain = isShownTwice(startsAt, zone) || isShownTwice(endsAt, zone);
  const time = (at: Date) =>
    plain ? `:${utcTime(at)}` : `;TZID=${zone}:${wallTime(at.getTime(), offsetMinutes(at, zone))}`;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Pitlane//Appointments//EN",
    "CALSCALE:GREGORIAN",
    `METHOD:${to.method}`,
    ...(plain ? [] : timeZone(zone, startsAt, endsAt)),
    "BEGIN:VEVENT",
    `UID:${text(entry.uid)}`,
    `SEQUENCE:${entry.sequence}`,
    `DTSTAMP:${utcTime(entry.stamp)}`,
    `DTSTART${time(startsAt)}`,
    `DTEND${time(endsAt)}`,
    `SUMMARY:${text(entry.summary)}`,
    `DESCRIPTION:${text(entry.description)}`,
    `LOCATION:${text(entry.location)}`,
    ...(entry.url === null ? [] : [`URL:${entry.url}`]),
    `ORGANIZER;CN=${quoted(organiser.name)}:mailto:${organiser.email}`,
    // They have said yes by booking; an answer would only reach the garage's mailbox.
    ...(to.method === "PUBLISH"
      ? []
      : [`ATTENDEE;CN=${quoted(to.invited.name)};PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:${to.invited.email}`]),
    `STATUS:${to.method === "CANCEL" ? "CANCELLED" : "CONFIRMED"}`,
    `TRANSP:${to.method === "CANCEL" ? "TRANSPARENT" : "OPAQUE"}`,
    ...(to.method === "CANCEL" ? [] : alarm(entry.summary)),
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return new TextEncoder().encode(`${lines.map(folded).join("\r\n")}\r\n`);
};

/** An hour before: when to set out. Our own reminders come earlier. */
const alarm = (summary: string): string[] => [
  "BEGIN:VALARM",
  "ACTION:DISPLAY",
  `DESCRIPTION:${text(summary)}`,
  "TRIGGER:-PT1H",
  "END:VALARM",
];

const longestRepeatMs = 3 * 3_600_000;

const isShownTwice = (at: Date, zone: string): boolean => {
  const ms = at.getTime();
  return clockChanges(zone, ms - longestRepeatMs, ms + longestRepeatMs).some((change) => {
    const repeated = (change.before - change.after) * 60_000;
    return ms >= change.at - repeated && ms < change.at + repeated;
  });
};
