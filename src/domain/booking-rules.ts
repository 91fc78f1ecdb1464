import { z } from "zod";
import { id, moment, money, optionalText, text, version } from "#/domain/fields.ts";
import { wallTime, weekHours } from "#/domain/hours.ts";

/** How a branch takes bookings, what can be booked there, when it does not, and who works when: what `settings` takes and gives. */

export const isoDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "A day looks like 2026-05-14.")
  .refine((day) => day >= "2000-01-01" && day <= "2199-12-31" && isDay(day), "This day is not in the calendar.");

const isDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
};

const whole = (least: number, most: number, unit: string) =>
  z.int(`Whole ${unit}.`).min(least, `${least} ${unit} at least.`).max(most, `${most} ${unit} at most.`);

/** Trimmed before it is looked at: phones put a space behind what they fill in. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("An e-mail address has the form name@example.com."));

// ── Rules ───────────────────────────────────────────────────────────────────────────────────────

export const gridChoices = [5, 10, 15, 20, 30, 60] as const;
/** How long a browser keeps a time while its form is filled in. */
export const holdMinutes = 10;

const ruleFields = {
  /** Whether the branch is on the public page. */
  online: z.boolean(),
  /** How long before a start it can still be booked online. */
  leadMinutes: whole(0, 43_200, "minutes"),
  /** How many days ahead, today not counted. */
  horizonDays: whole(1, 366, "days"),
  /** Starts are offered so many minutes apart, from the opening on. */
  gridMinutes: z.union(gridChoices.map((minutes) => z.literal(minutes))),
  /** How long a request keeps the time that it asks for; 0 keeps none. */
  requestHoldMinutes: whole(0, 20_160, "minutes"),
  /** How long a request is taken to last until an advisor has said. */
  requestMinutes: whole(5, 1440, "minutes"),
  /** Whether a free technician is needed beside a free bay. */
  technicians: z.boolean(),
  whatToBring: z.string().trim().max(500, "500 characters at most."),
  /** Between these, by the branch's clock, nobody is reminded of anything: a night at least, and not all of the day. */
  quietFrom: wallTime.refine(
    (time) => time >= "17:00" && time <= "23:00",
    "The quiet hours begin in the evening, between 17:00 and 23:00.",
  ),
  quietUntil: wallTime.refine(
    (time) => time >= "05:00" && time <= "11:00",
    "The quiet hours end in the morning, between 05:00 and 11:00.",
  ),
};
export const bookingRules = z.object(ruleFields);
export type BookingRules = z.infer<typeof bookingRules>;
export type QuietHours = Pick<BookingRules, "quietFrom" | "quietUntil">;

/** What a branch that has decided nothing goes by. */
export const defaultRules: BookingRules = {
  online: true,
  leadMinutes: 120,
  horizonDays: 60,
  gridMinutes: 30,
  requestHoldMinutes: 24 * 60,
  requestMinutes: 60,
  technicians: false,
  whatToBring: "",
  quietFrom: "20:00",
  quietUntil: "08:00",
};

/** `version` is 0 for a branch that has decided nothing yet. */
export const updateRulesInput = z.object({ branchId: id, version: z.int().min(0), ...ruleFields });
export const rulesView = z.object({ branchId: id, version: z.int(), ...ruleFields });
export type RulesView = z.infer<typeof rulesView>;

// ── Services ────────────────────────────────────────────────────────────────────────────────────

export const serviceModes = ["INSTANT", "REQUEST"] as const;
export type ServiceMode = (typeof serviceModes)[number];
export const serviceModeWords = {
  INSTANT: "Confirmed at once",
  REQUEST: "Asked for first",
} as const satisfies Record<ServiceMode, string>;

/** A word such as `lift` or `hybrid`, compared in lower case. */
export const capability = z.string().trim().toLowerCase().min(1, "An empty word.").max(24, "24 characters at most.");

export const workMinutes = whole(5, 20_160, "minutes");
const bufferMinutes = whole(0, 1440, "minutes");

const serviceFields = {
  name: text("Type the name of the service.", 60),
  description: z.string().trim().max(300, "300 characters at most."),
  labourMinutes: workMinutes,
  bufferMinutes,
  /** In the branch's currency; null says nothing of a price. */
  priceFromMinor: money.nullable(),
  /** All of which a bay must have. */
  capabilities: z.array(capability).max(8, "Eight at most."),
  skill: optionalText(24).transform((word) => word?.toLowerCase() ?? null),
  mode: z.enum(serviceModes),
  bookableOnline: z.boolean(),
};
export const createServiceInput = z.object({ branchId: id, ...serviceFields });
export const updateServiceInput = z.object({ serviceId: id, version, ...serviceFields });
export const serviceVersionInput = z.object({ serviceId: id, version });
/** All open services of the branch, in their new order. */
export const orderServicesInput = z.object({ branchId: id, serviceIds: z.array(id).min(1).max(200) });
export type ServiceFields = Omit<z.infer<typeof createServiceInput>, "branchId">;

export const serviceView = z.object({
  id,
  branchId: id,
  version: z.int(),
  name: z.string(),
  description: z.string(),
  labourMinutes: z.int(),
  bufferMinutes: z.int(),
  priceFromMinor: z.int().nullable(),
  capabilities: z.array(z.string()),
  skill: z.string().nullable(),
  mode: z.enum(serviceModes),
  bookableOnline: z.boolean(),
  position: z.int(),
  closedAt: moment.nullable(),
});
export type ServiceView = z.infer<typeof serviceView>;

// ── Closures ────────────────────────────────────────────────────────────────────────────────────

export const closureKinds = ["CLOSED", "HOLIDAY", "DAY_FULL"] as const;
export type ClosureKind = (typeof closureKinds)[number];
export const closureKindWords = {
  CLOSED: "Closed",
  HOLIDAY: "Public holiday",
  DAY_FULL: "Day full",
} as const satisfies Record<ClosureKind, string>;

export const closureFields = {
  branchId: id,
  kind: z.enum(["CLOSED", "HOLIDAY"]),
  name: text("Say why, as Christmas.", 60),
  firstDay: isoDay,
  lastDay: isoDay,
};
type Days = { readonly firstDay: string; readonly lastDay: string };
const yearMs = 366 * 86_400_000;
/** Both ends in order, and a year apart at most. */
export const endsAfterItBegins = <Schema extends z.ZodType<Days>>(schema: Schema) =>
  schema
    .refine(({ firstDay, lastDay }) => firstDay <= lastDay, { message: "It ends before it begins.", path: ["lastDay"] })
    .refine(({ firstDay, lastDay }) => Date.parse(lastDay) - Date.parse(firstDay) <= yearMs, {
      message: "A year at most.",
      path: ["lastDay"],
    });
export const addClosureInput = endsAfterItBegins(z.object(closureFields));
export const removeClosureInput = z.object({ closureId: id });
/** One click in the calendar: no more bookings online on that day, or again some. */
export const dayFullInput = z.object({ branchId: id, day: isoDay, full: z.boolean() });

export const closureView = z.object({
  id,
  branchId: id,
  kind: z.enum(closureKinds),
  name: z.string(),
  firstDay: isoDay,
  lastDay: isoDay,
});
export type ClosureView = z.infer<typeof closureView>;

// ── Technicians ─────────────────────────────────────────────────────────────────────────────────

/** `version` is 0 for hours that nobody has set; `weekHours` null takes them away. */
export const technicianHoursInput = z.object({
  branchId: id,
  memberId: id,
  version: z.int().min(0),
  weekHours: weekHours.nullable(),
  skills: z.array(capability).max(20, "Twenty at most."),
});
export const technicianHoursView = z.object({
  branchId: id,
  memberId: id,
  name: z.string(),
  version: z.int(),
  weekHours: weekHours.nullable(),
  skills: z.array(z.string()),
});
export type TechnicianHoursView = z.infer<typeof technicianHoursView>;

// ── Booking health ──────────────────────────────────────────────────────────────────────────────

export const healthProblems = [
  "BRANCH_OFFLINE",
  "NO_HOURS",
  "NO_BAY",
  "NO_BAY_FITS",
  "LONGER_THAN_A_DAY",
  "NO_TECHNICIAN",
  "NO_FREE_TIME",
] as const;
/** One try of a service at a branch over the coming weeks: what blocks it, each with the page that mends it. */
export const healthView = z.object({
  weeks: z.int(),
  branches: z.array(
    z.object({
      branchId: id,
      branchName: z.string(),
      services: z.array(
        z.object({
          serviceId: id,
          name: z.string(),
          /** The first start a customer could take. */
          nextFree: moment.nullable(),
          freeStarts: z.int(),
          problems: z.array(
            z.object({
              code: z.enum(healthProblems),
              sentence: z.string(),
              fix: z.enum(["rules", "hours", "bays", "services", "technicians", "calendar"]),
            }),
          ),
        }),
      ),
      /** What keeps the whole branch from being booked. */
      problems: z.array(
        z.object({
          code: z.enum(healthProblems),
          sentence: z.string(),
          fix: z.enum(["rules", "hours", "bays", "services", "technicians", "calendar"]),
        }),
      ),
    }),
  ),
});
export type HealthView = z.infer<typeof healthView>;
