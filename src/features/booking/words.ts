import type { AvailabilityView, BookingPageView, DayView, SlotView } from "#/domain/booking.ts";
import { formatMoney } from "#/domain/money.ts";
import { addDays, formatDay, formatLongDay, formatMinutes } from "#/domain/time.ts";
import type { Plain } from "#/trpc/lean.ts";

export type Slot = Plain<SlotView>;
export type Day = Plain<DayView>;
export type Availability = Plain<AvailabilityView>;
export type Branch = Plain<BookingPageView>["branches"][number] & {
  /** `London time` */
  readonly zoneWord: string;
};
export type Service = Branch["services"][number];

const asUtc = (isoDay: string): Date => new Date(`${isoDay}T00:00:00Z`);

/** `Fri 15 May` */
export const dayWord = (isoDay: string): string => formatDay(asUtc(isoDay), "UTC");
/** `Friday 15 May` */
export const longDayWord = (isoDay: string): string => formatLongDay(asUtc(isoDay), "UTC");
/** `["Fri", "15", "May"]` */
export const dayParts = (isoDay: string): readonly [string, string, string] => {
  const [weekday = "", number = "", month = ""] = dayWord(isoDay).split(" ");
  return [weekday, number, month];
};

/** `09:30`, and in the hour that the clocks repeat `01:30 (UTC+01:00)`. */
export const timeWord = ({ time, offset }: Slot): string => (offset === null ? time : `${time} (UTC${offset})`);

/** `Fri 15 May, 08:30` */
export const slotWord = (slot: Slot): string => `${dayWord(slot.day)}, ${timeWord(slot)}`;

/** `Today`, `Fri 15 May` */
export const nearDayWord = (slot: Slot, today: string): string => (slot.day === today ? "Today" : dayWord(slot.day));

/** `in 1 h 55`, `tomorrow`; nothing further away. */
export const soonWord = (slot: Slot, today: string, now: number): string => {
  if (slot.day === addDays(today, 1)) return "tomorrow";
  if (slot.day !== today) return "";
  const minutes = Math.round((Date.parse(slot.startsAt) - now) / 60_000);
  return minutes < 1 ? "now" : `in ${formatMinutes(minutes)}`;
};

/** How a time lies to the one that was lost: `45 min later`, `sooner`, `next day`. */
export const besideWord = (slot: Slot, lost: string): string => {
  const minutes = Math.round((Date.parse(slot.startsAt) - Date.parse(lost)) / 60_000);
  if (minutes < 0) return minutes > -12 * 60 ? `${formatMinutes(-minutes)} sooner` : "sooner";
  return minutes < 12 * 60 ? `${formatMinutes(minutes)} later` : "later";
};

/** What stands in a day that cannot be chosen. */
export const closedWord = ({ state, closure }: Day): string => {
  switch (state) {
    case "FULL":
      return "full";
    case "CLOSED":
      return closure === null ? "shut" : "closed";
    case "TOO_SOON":
      return "past";
    case "TOO_FAR":
      return "later";
    default:
      return "";
  }
};

/** The same said in full. */
export const closedSentence = (day: Day): string => {
  switch (day.state) {
    case "FULL":
      return "full";
    case "CLOSED":
      return day.closure === null ? "closed" : `closed: ${day.closure}`;
    case "TOO_SOON":
      return "too soon to book";
    case "TOO_FAR":
      return "not open for booking yet";
    default:
      return "free";
  }
};

/** `£189`: an amount without its empty cents. */
const roundMoney = (minor: number, currency: string, locale: string): string =>
  formatMoney(minor, currency, locale).replace(/[.,]00(?!\d)/, "");

/** `From £189, about 2 h`; null when nothing is known of either. */
export const workWord = (services: readonly Service[], locale: string): string | null => {
  if (services.length === 0) return null;
  const minutes = services.reduce((sum, service) => sum + service.minutes, 0);
  const prices = services.flatMap(({ priceFrom }) => priceFrom ?? []);
  const [first] = prices;
  const price =
    first === undefined || prices.length < services.length
      ? null
      : `From ${roundMoney(
          prices.reduce((sum, { minor }) => sum + minor, 0),
          first.currency,
          locale,
        )}`;
  const length = services.some(({ mode }) => mode === "REQUEST") ? null : `about ${formatMinutes(minutes)}`;
  if (price === null) return length === null ? null : length.replace(/^a/, "A");
  return length === null ? price : `${price}, ${length}`;
};

/** "Full service and MOT test" */
export const namesOf = (services: readonly { readonly name: string }[]): string => {
  const names = services.map(({ name }) => name);
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
};

/** Another branch, with the services there that have the names of those chosen here. */
export const sameAt = (
  branches: readonly Branch[],
  branchId: string,
  chosen: readonly Service[],
): { readonly branchId: string; readonly serviceIds: string[] } => {
  const there = branches.find(({ id }) => id === branchId)?.services ?? [];
  const same = there.filter(({ name }) => chosen.some((service) => service.name === name));
  return { branchId, serviceIds: (same.length > 0 ? same : there.slice(0, 1)).map(({ id }) => id) };
};
