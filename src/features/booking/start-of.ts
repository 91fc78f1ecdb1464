import type { AvailabilityView, BookingPageView } from "#/domain/booking.ts";
import type { BookingPlace } from "#/domain/booking-address.ts";
import { formatTime, isoDateIn } from "#/domain/time.ts";
import type { Plain } from "#/trpc/lean.ts";
import type { BookingStart, Step, Typed } from "./booking-start.ts";
import { freeIn, plain } from "./slots.ts";
import { type Branch, dayWord, type Slot } from "./words.ts";

/** What a form that was sent without a script left behind. */
type Kept = {
  readonly form: string;
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly sentence: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly failure: string | null;
  readonly details?: unknown;
};

type Given = Pick<BookingStart, "tenantSlug" | "tenantName" | "formStamp" | "key" | "now"> & {
  readonly branches: readonly (BookingPageView["branches"][number] & { readonly zoneWord: string })[];
  readonly place: BookingPlace & { readonly branchId: string };
  readonly times: AvailabilityView | null;
  readonly kept: Kept | null;
  /** The time that this browser says it holds: to everybody else it is taken. */
  readonly held: string | null;
};

/** How the page begins: from its address, and from a form that was refused or done without a script. */
export const startOf = (asked: Given): BookingStart => {
  const { branches, place, times: given, kept, formStamp, held: _, ...rest } = asked;
  const times = given === null ? null : plain(given);
  const typed = typedIn(kept);
  const branch = branches.find(({ id }) => id === place.branchId);
  const step = branch === undefined ? nothing : stepOf(asked, branch, times);
  const startsAt = kept?.values.startsAt?.[0] ?? "";
  const cancelled = kept?.values.done?.[0] === "cancelled";
  return {
    ...rest,
    branches: branches.map((each): Branch => ({ ...plain(each), zoneWord: each.zoneWord })),
    place,
    times,
    step,
    // The first look at the form counts: one that was refused is not too quick the second time.
    formStamp: kept?.values.formStamp?.[0] ?? formStamp,
    typed,
    errors: kept?.fields ?? {},
    refusal: kept?.sentence === null || Object.keys(kept?.fields ?? {}).length > 0 ? null : (kept?.sentence ?? null),
    notice:
      cancelled && branch !== undefined
        ? `Your booking${startsAt === "" ? "" : ` on ${dayWord(startsAt.slice(0, 10))}`} is cancelled. Nothing is left to do.`
        : null,
  };
};

const typedIn = (kept: Kept | null): Typed =>
  Object.fromEntries(
    Object.entries(kept?.values ?? {}).flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])),
  );

const nothing: Step = { at: "times" };

type BranchGiven = Given["branches"][number];

const stepOf = (asked: Given, branch: BranchGiven, times: Plain<AvailabilityView> | null): Step => {
  const { place, kept, held } = asked;
  const value = (name: string): string => kept?.values[name]?.[0] ?? "";
  const services = branch.services.filter(({ id }) => place.serviceIds.includes(id));
  const minutes = services.reduce((sum, service) => sum + service.minutes, 0);
  const done = value("done");
  if (done === "book" || done === "request")
    return {
      at: "done",
      done: {
        kind: done,
        reference: value("reference"),
        token: value("token"),
        slot: slotAt(value("startsAt"), minutes, branch.zone),
        plate: value("plate"),
        email: value("email"),
        phone: value("phone"),
      },
    };
  if (kept?.failure === "SLOT_TAKEN" && place.startsAt !== null)
    return { at: "lost", taken: place.startsAt, free: freeIn(plain(kept.details)) };
  if (place.startsAt === null) {
    const isRequest = place.unsure || services.some(({ mode }) => mode === "REQUEST");
    return place.details && isRequest ? { at: "details", slot: null } : nothing;
  }
  const at = Date.parse(place.startsAt);
  const free = times?.days.flatMap(({ slots }) => slots).find((slot) => Date.parse(slot.startsAt) === at);
  const slot = free ?? (held === place.startsAt || kept !== null ? slotAt(place.startsAt, minutes, branch.zone) : null);
  // It went between the list and the press: the list says so.
  return slot === null ? nothing : { at: "details", slot };
};

/** A time that is in no list any more, as the branch's clock shows it. */
const slotAt = (startsAt: string, minutes: number, zone: string): Slot | null => {
  const from = Date.parse(startsAt);
  if (Number.isNaN(from)) return null;
  const at = new Date(from);
  return {
    startsAt: at.toISOString(),
    endsAt: new Date(from + minutes * 60_000).toISOString(),
    day: isoDateIn(at, zone),
    time: formatTime(at, zone),
    offset: null,
  };
};
