import { z } from "zod";
import { emailAddress, isoDay, serviceModes } from "#/domain/booking-rules.ts";
import { givenMoment, id, moment } from "#/domain/fields.ts";
import { publicLogo } from "#/domain/logo.ts";

/** What the public page asks and is told: `booking` and `visit`. Nothing here tells anything of who is on file. */

export const tenantSlug = z.string().min(1).max(60);
/** Made once by the browser and kept there: it owns the hold. */
const browserKey = z.string().regex(/^[\w-]{16,64}$/, "Reload the page and try again.");
const serviceIds = z
  .array(id)
  .max(8, "Eight services at most.")
  .refine((ids) => new Set(ids).size === ids.length, "Each service once.");
const someServices = serviceIds.min(1, "Choose a service.");
const daysAsked = z.int().min(1).max(42);

/** A start as the branch's clock shows it. `offset` is there only in the hour that the clocks repeat. */
export const slotView = z.object({
  startsAt: moment,
  endsAt: moment,
  day: isoDay,
  /** `09:30` */
  time: z.string(),
  /** `+01:00` */
  offset: z.string().nullable(),
});
export type SlotView = z.infer<typeof slotView>;

export const dayStates = ["FREE", "FULL", "CLOSED", "TOO_SOON", "TOO_FAR"] as const;
export const dayView = z.object({
  day: isoDay,
  state: z.enum(dayStates),
  closure: z.string().nullable(),
  slots: z.array(slotView),
});
export type DayView = z.infer<typeof dayView>;

export const availabilityView = z.object({
  branchId: id,
  zone: z.string(),
  /** The work, as the customer is told. */
  minutes: z.int(),
  /** The next three free times of the days asked. */
  next: z.array(slotView).max(3),
  days: z.array(dayView),
  /** When this branch has none of them: the next free time at another. */
  elsewhere: z.object({ branchId: id, branchName: z.string(), zone: z.string(), slot: slotView }).nullable(),
  /** The last day that can be booked. */
  lastDay: isoDay,
});
export type AvailabilityView = z.infer<typeof availabilityView>;

// ── The page ────────────────────────────────────────────────────────────────────────────────────

export const bookingPageInput = z.object({ tenantSlug });
export const bookingPageView = z.object({
  tenantName: z.string(),
  brandColour: z.string(),
  logo: publicLogo.nullable(),
  /** Sent back with the form: when it was opened, signed. */
  formStamp: z.string(),
  /** Those that can be booked online, the oldest first; empty when the workshop takes none. */
  branches: z.array(
    z.object({
      id,
      name: z.string(),
      addressLines: z.array(z.string()),
      phone: z.string().nullable(),
      phoneShown: z.string().nullable(),
      country: z.string(),
      zone: z.string(),
      locale: z.string(),
      today: isoDay,
      lastDay: isoDay,
      whatToBring: z.string(),
      services: z.array(
        z.object({
          id,
          name: z.string(),
          description: z.string(),
          minutes: z.int(),
          mode: z.enum(serviceModes),
          priceFrom: z.object({ minor: z.int(), currency: z.string() }).nullable(),
        }),
      ),
    }),
  ),
});
export type BookingPageView = z.infer<typeof bookingPageView>;

export const availabilityInput = z.object({
  tenantSlug,
  branchId: id,
  serviceIds: someServices,
  /** The first day asked; null: today. */
  fromDay: isoDay.nullable().default(null),
  days: daysAsked.default(14),
});

// ── Holding and booking ─────────────────────────────────────────────────────────────────────────

export const holdInput = z.object({
  tenantSlug,
  branchId: id,
  serviceIds: someServices,
  startsAt: givenMoment,
  browserKey,
});
export type HoldInput = z.infer<typeof holdInput>;
export const holdView = z.object({ holdId: id, heldUntil: moment, slot: slotView });
export const releaseInput = z.object({ tenantSlug, holdId: id, browserKey });
export const releasedView = z.object({ holdId: id });

const contact = z
  .object({
    name: z.string().trim().min(1, "Type your name.").max(120, "120 characters at most."),
    email: emailAddress.nullable(),
    /** As dialled in the branch's country, or in the international form. */
    phone: z.string().trim().max(32, "32 characters at most.").nullable(),
  })
  .refine(({ email, phone }) => email !== null || (phone !== null && phone !== ""), {
    message: "Give an e-mail address or a phone number.",
    path: ["email"],
  });
const car = z.object({
  plate: z.string().trim().min(1, "Type the plate.").max(16, "16 characters at most."),
  make: z.string().trim().max(40, "40 characters at most."),
  model: z.string().trim().max(60, "60 characters at most."),
});
const symptom = z.string().trim().max(2000, "2000 characters at most.");
const asPerson = {
  contact,
  vehicle: car,
  symptom,
  customerWaiting: z.boolean(),
  /** Hidden from people; whoever fills it in is none. */
  website: z.string().max(200).default(""),
  formStamp: z.string().max(200),
};

export const bookInput = z.object({
  tenantSlug,
  branchId: id,
  serviceIds: someServices,
  startsAt: givenMoment,
  /** The hold of this browser, if it has one: an expired one still wins while nobody else has the time. */
  hold: z.object({ holdId: id, browserKey }).nullable(),
  ...asPerson,
});
export type BookInput = z.infer<typeof bookInput>;

/** A service in request mode, or "not sure": no service and a symptom. `startsAt` is a wish. */
export const requestFields = { tenantSlug, branchId: id, serviceIds, startsAt: givenMoment.nullable(), ...asPerson };
type Asked = { readonly serviceIds: readonly string[]; readonly symptom: string };
export const saysWhatIsWrong = <Schema extends z.ZodType<Asked>>(schema: Schema) =>
  schema.refine(({ serviceIds: services, symptom: said }) => services.length > 0 || said !== "", {
    message: "Say what is wrong, or choose a service.",
    path: ["symptom"],
  });
export const requestInput = saysWhatIsWrong(z.object(requestFields));
export type RequestInput = z.infer<typeof requestInput>;

/** All that the public learns. The token opens `/a/[token]`. */
export const bookedView = z.object({ reference: z.string(), token: z.string() });
export type BookedView = z.infer<typeof bookedView>;

/** A plate typed on a device that has opened visit links: their tokens prove that it is a customer's. */
export const recogniseInput = z.object({
  tenantSlug,
  plate: z.string().trim().min(1).max(16),
  tokens: z.array(z.string().min(20).max(100)).min(1).max(10),
});
export const recognisedView = z.object({ make: z.string(), model: z.string(), lastHere: moment.nullable() }).nullable();

// ── The visit ───────────────────────────────────────────────────────────────────────────────────

export const visitToken = z.string().min(20).max(100);
export const visitStates = [
  "REQUESTED",
  "OFFERED",
  "BOOKED",
  "MISSED",
  "RECEIVED",
  "WAITING_FOR_YOU",
  "WAITING_FOR_PARTS",
  "IN_REPAIR",
  "CHECKING",
  "READY",
  "COLLECTED",
] as const;
export const visitStateWords = {
  REQUESTED: "We have your request",
  OFFERED: "Choose a time",
  BOOKED: "Booked",
  MISSED: "We missed you",
  RECEIVED: "Your car is with us",
  WAITING_FOR_YOU: "Waiting for your approval",
  WAITING_FOR_PARTS: "Waiting for parts",
  IN_REPAIR: "In repair",
  CHECKING: "Being checked",
  READY: "Ready to collect",
  COLLECTED: "Collected",
} as const satisfies Record<(typeof visitStates)[number], string>;

/** Of the person only the first name, of the car only make, model, plate and this visit's reading. */
export const visitView = z.object({
  state: z.enum(visitStates),
  /** Absent for a visit that was not booked. */
  reference: z.string().nullable(),
  tenantName: z.string(),
  tenantSlug: z.string(),
  brandColour: z.string(),
  logo: publicLogo.nullable(),
  branch: z.object({
    name: z.string(),
    addressLines: z.array(z.string()),
    phone: z.string().nullable(),
    phoneShown: z.string().nullable(),
    zone: z.string(),
  }),
  firstName: z.string(),
  vehicle: z.object({ make: z.string(), model: z.string(), plate: z.string() }),
  odometer: z.object({ value: z.int(), unit: z.string() }).nullable(),
  services: z.array(z.string()),
  minutes: z.int().nullable(),
  slot: slotView.nullable(),
  promisedAt: moment.nullable(),
  whatToBring: z.string(),
  photos: z.int(),
  /** What the workshop wrote to the customer while the car is there, the newest first. */
  notes: z.array(z.object({ body: z.string(), createdAt: moment })),
  /** The version that a change is made on. */
  version: z.int(),
  canChange: z.boolean(),
  canCancel: z.boolean(),
});
export type VisitView = z.infer<typeof visitView>;
export const foundVisit = z.discriminatedUnion("found", [
  z.object({ found: z.literal("open"), visit: visitView }),
  /** It was there once: cancelled, or long over. */
  z.object({ found: z.literal("gone") }),
]);

export const visitTimesInput = z.object({
  token: visitToken,
  fromDay: isoDay.nullable().default(null),
  days: daysAsked.default(14),
});
/** Another time; of an offer, the one that the customer chooses. */
export const visitRescheduleInput = z.object({ token: visitToken, startsAt: givenMoment });
export const visitCancelInput = z.object({
  token: visitToken,
  reason: z.string().trim().max(300, "300 characters at most.").default(""),
});
export const visitChanged = z.object({ state: z.enum(["BOOKED", "CANCELLED"]) });
