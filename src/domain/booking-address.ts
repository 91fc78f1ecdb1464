/** Where the public booking page stands: all of it in its address, so that it can be followed as a link and without a script. */
export type BookingPlace = {
  readonly branchId: string | null;
  readonly serviceIds: readonly string[];
  /** "Not sure": no service, and a symptom instead. */
  readonly unsure: boolean;
  /** The first day shown, and the one whose times are open; null: today, and none. */
  readonly fromDay: string | null;
  readonly day: string | null;
  /** The time chosen, as ISO text. */
  readonly startsAt: string | null;
  /** The form is open; without a time it is a request. */
  readonly details: boolean;
};

export const emptyPlace: BookingPlace = {
  branchId: null,
  serviceIds: [],
  unsure: false,
  fromDay: null,
  day: null,
  startsAt: null,
  details: false,
};

export const bookingPath = (tenantSlug: string): string => `/book/${encodeURIComponent(tenantSlug)}`;

/** `/book/northside?branch=…&service=…&at=…` */
export const bookingAddress = (tenantSlug: string, place: BookingPlace): string => {
  const query = new URLSearchParams();
  if (place.branchId !== null) query.set("branch", place.branchId);
  for (const id of place.unsure ? ["unsure"] : place.serviceIds) query.append("service", id);
  if (place.fromDay !== null) query.set("from", place.fromDay);
  if (place.day !== null) query.set("day", place.day);
  if (place.startsAt !== null) query.set("at", place.startsAt);
  if (place.details) query.set("step", "details");
  const text = query.toString();
  return `${bookingPath(tenantSlug)}${text === "" ? "" : `?${text}`}`;
};

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What stands in an address; what makes no sense there is left out. */
export const placeOf = (query: Query): BookingPlace => {
  const all = (name: string): readonly string[] => [query[name] ?? []].flat();
  const one = (name: string, form: RegExp): string | null => all(name).find((value) => form.test(value)) ?? null;
  const services = all("service");
  return {
    branchId: one("branch", uuid),
    serviceIds: [...new Set(services.filter((value) => uuid.test(value)))].slice(0, 8),
    unsure: services.includes("unsure"),
    fromDay: one("from", isoDay),
    day: one("day", isoDay),
    startsAt: one("at", isoMoment),
    details: all("step").includes("details"),
  };
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isoDay = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const isoMoment = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;
