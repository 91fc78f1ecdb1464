import { shownStart } from "#/domain/opening.ts";
import { formatDay, formatLongDay, formatMinutes, formatTime, isoDateIn, yearIn } from "#/domain/time.ts";

/**
 * An appointment as its messages tell it: what was typed with it and what the branch says of itself. Nothing that is on
 * file about a customer stands here, so no message can give it away.
 */
export type ToldAppointment = {
  readonly id: string;
  readonly reference: string;
  readonly source: "ONLINE" | "STAFF";
  readonly symptom: string;
  readonly minutes: number;
  readonly services: readonly { readonly name: string; readonly priceFromMinor: number | null }[];
  readonly contact: {
    readonly name: string;
    readonly plate: string;
    /** `Volkswagen Golf`; empty where nobody has said. */
    readonly vehicle: string;
  };
  readonly branch: {
    readonly name: string;
    readonly tenantName: string;
    readonly zone: string;
    readonly locale: string;
    readonly currency: string;
    readonly taxName: string;
    readonly taxMode: "INCLUSIVE" | "EXCLUSIVE";
    readonly addressLines: readonly string[];
    readonly whatToBring: string;
  };
};
export type TimedAppointment = ToldAppointment & { readonly startsAt: Date; readonly endsAt: Date };

/** `Priya` of `Priya Shah`. */
export const firstNameOf = ({ contact }: ToldAppointment): string =>
  contact.name.trim().split(/\s+/)[0] ?? contact.name;

/** `your Volkswagen Golf` */
export const yourCar = ({ contact }: ToldAppointment): string => `your ${contact.vehicle || "car"}`;

/** `Full service, brake check`; empty where only a complaint is known. */
export const workOf = ({ services }: ToldAppointment): string =>
  services.map(({ name }, index) => (index === 0 ? name : lowerFirst(name))).join(", ");

/** `full service for KX19 VBT` */
export const aboutOf = (appointment: ToldAppointment): string => {
  const work = workOf(appointment);
  return work === "" ? appointment.contact.plate : `${lowerFirst(work)} for ${appointment.contact.plate}`;
};

/** `MOT test` stays as it is. */
const lowerFirst = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? `${text[0]?.toLowerCase()}${text.slice(1)}` : text;

/** `08:30`; in an hour that the clock shows twice `01:30 (+01:00)`. */
export const timeWords = (at: Date, zone: string): string => {
  const { time, offset } = shownStart(at.getTime(), isoDateIn(at, zone), zone);
  return offset === null ? time : `${time} (${offset})`;
};

/** `Fri 15 May, 08:30` */
export const momentWords = (at: Date, zone: string): string => `${formatDay(at, zone)}, ${timeWords(at, zone)}`;

/** `Friday 15 May 2026, 08:30` */
export const fullMomentWords = (at: Date, zone: string): string =>
  `${formatLongDay(at, zone)} ${yearIn(at, zone)}, ${timeWords(at, zone)}`;

/** `New York time` */
export const zoneWords = (zone: string): string => `${zone.split("/").at(-1)?.replaceAll("_", " ")} time`;

/** `It takes about 2 h.` */
export const takesWords = ({ minutes }: ToldAppointment): string => `It takes about ${formatMinutes(minutes)}.`;

/** `Ready about 10:45`, or on which day. */
export const readyWords = ({ startsAt, endsAt, branch: { zone } }: TimedAppointment): string =>
  `Ready about ${isoDateIn(startsAt, zone) === isoDateIn(endsAt, zone) ? formatTime(endsAt, zone) : momentWords(endsAt, zone)}`;

/** Where a map shows the branch, by its name and address: a plain page that any browser opens. */
export const mapOf = ({ branch }: ToldAppointment): string =>
  `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent([branch.tenantName, ...branch.addressLines].join(", "))}`;

export const addressOfBranch = ({ branch }: ToldAppointment): string => branch.addressLines.join(", ") || branch.name;
