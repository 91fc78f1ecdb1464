import { z } from "zod";
import { allocationStates, appointmentStates } from "#/domain/appointment-states.ts";
import { availabilityView, slotView } from "#/domain/booking.ts";
import { closureKinds, emailAddress, isoDay, workMinutes } from "#/domain/booking-rules.ts";
import { givenMoment, id, moment, text, version } from "#/domain/fields.ts";
import { odometer } from "#/domain/job-card.ts";
import { depositView } from "#/domain/payment.ts";

/** What `appointment` takes and gives: the workshop's side of a booking. */

/** What references are made of: none is mistaken for another when it is read out, and no word comes of them. */
export const referenceAlphabet = "2346789BCDFGHJKMPQRTVWXY";
export const referenceLength = 8;

export const appointmentSources = ["ONLINE", "STAFF"] as const;
export const differingFields = ["name", "email", "phone", "vehicle", "owner"] as const;
export type DifferingField = (typeof differingFields)[number];
export const differingWords = {
  name: "Another name",
  email: "Another e-mail address",
  phone: "Another phone number",
  vehicle: "Another make or model",
  owner: "The car belongs to another customer",
} as const satisfies Record<DifferingField, string>;

const serviceIds = z
  .array(id)
  .max(8, "Eight services at most.")
  .refine((ids) => new Set(ids).size === ids.length, "Each service once.");
const symptom = z.string().trim().max(2000, "2000 characters at most.");
const note = z.string().trim().max(2000, "2000 characters at most.");
const daysAsked = z.int().min(1).max(42);

// ── Calendar ────────────────────────────────────────────────────────────────────────────────────

export const calendarInput = z.object({ branchId: id, fromDay: isoDay, days: z.int().min(1).max(35).default(1) });

/** A block of the calendar: an allocation with whatever it is for. */
export const blockView = z.object({
  allocationId: id,
  bayId: id,
  technicianId: id.nullable(),
  startsAt: moment,
  endsAt: moment,
  state: z.enum(allocationStates),
  /** Of a hold: when it lets go. */
  heldUntil: moment.nullable(),
  /** Which of how many of its appointment or card: `1` of `2`. */
  part: z.int(),
  parts: z.int(),
  appointment: z
    .object({
      id,
      reference: z.string(),
      state: z.enum(appointmentStates),
      version: z.int(),
      customerWaiting: z.boolean(),
    })
    .nullable(),
  jobCard: z.object({ id, number: z.int(), status: z.string() }).nullable(),
  plate: z.string().nullable(),
  vehicle: z.string().nullable(),
  customerName: z.string().nullable(),
  /** Services, else the complaint. */
  title: z.string(),
});
export type BlockView = z.infer<typeof blockView>;

export const calendarDayView = z.object({
  day: isoDay,
  opensAt: moment.nullable(),
  closesAt: moment.nullable(),
  closures: z.array(z.object({ id, kind: z.enum(closureKinds), name: z.string() })),
  /** Bay minutes of the day: all that are open, and what nobody has taken; counted from now on today. */
  minutesOpen: z.int(),
  minutesLeft: z.int(),
});
export type CalendarDayView = z.infer<typeof calendarDayView>;

export const waitingView = z.object({
  id,
  reference: z.string(),
  version: z.int(),
  state: z.enum(["REQUESTED", "OFFERED"]),
  waitingSince: moment,
  wish: moment.nullable(),
  minutes: z.int(),
  customerName: z.string(),
  plate: z.string(),
  title: z.string(),
});

export const calendarView = z.object({
  branchId: id,
  zone: z.string(),
  now: moment,
  gridMinutes: z.int(),
  days: z.array(calendarDayView),
  bays: z.array(z.object({ id, name: z.string(), kind: z.string(), capabilities: z.array(z.string()) })),
  technicians: z.array(z.object({ memberId: id, name: z.string() })),
  blocks: z.array(blockView),
  /** Requests of the branch that wait for somebody, the oldest first. */
  waiting: z.array(waitingView),
});
export type CalendarView = z.infer<typeof calendarView>;

/** What the desk may choose from: every open service of the branch, in its order, whether customers book it or not. */
export const bookableInput = z.object({ branchId: id });
export const bookableView = z.object({
  id,
  name: z.string(),
  labourMinutes: z.int(),
  bufferMinutes: z.int(),
});
export type BookableView = z.infer<typeof bookableView>;

// ── One appointment ─────────────────────────────────────────────────────────────────────────────

export const warningsInput = z.object({
  vehicleId: id.nullable(),
  customerId: id.nullable(),
  appointmentId: id.nullable().default(null),
});
export const warningsView = z.object({
  /** Cards of the car that are not collected: it is in the shop, or work is open. */
  openCards: z.array(z.object({ id, number: z.int(), status: z.string(), branchName: z.string() })),
  /** Other appointments of the car or the customer to come. */
  upcoming: z.array(
    z.object({ id, reference: z.string(), startsAt: moment, branchName: z.string(), plate: z.string() }),
  ),
  /** How often the customer did not come, and when last. */
  noShows: z.int(),
  lastNoShow: moment.nullable(),
});
export type WarningsView = z.infer<typeof warningsView>;

export const appointmentView = z.object({
  id,
  reference: z.string(),
  version: z.int(),
  state: z.enum(appointmentStates),
  source: z.enum(appointmentSources),
  branch: z.object({ id, name: z.string(), zone: z.string() }),
  customer: z.object({ id, name: z.string() }),
  vehicle: z.object({ id, plate: z.string(), make: z.string(), model: z.string() }),
  /** As typed with the booking; absent without the right to see customers. */
  contact: z
    .object({
      name: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      phoneShown: z.string().nullable(),
      plate: z.string(),
      make: z.string(),
      model: z.string(),
    })
    .optional(),
  differing: z.array(z.enum(differingFields)),
  symptom: z.string(),
  note: z.string(),
  customerWaiting: z.boolean(),
  services: z.array(z.object({ serviceId: id.nullable(), name: z.string(), minutes: z.int() })),
  minutes: z.int(),
  bufferMinutes: z.int(),
  slot: slotView.nullable(),
  waitingSince: moment.nullable(),
  allocations: z.array(
    z.object({
      id,
      bayId: id,
      bayName: z.string(),
      technician: z.object({ memberId: id, name: z.string() }).nullable(),
      startsAt: moment,
      endsAt: moment,
      state: z.enum(allocationStates),
      heldUntil: moment.nullable(),
    }),
  ),
  jobCard: z.object({ id, number: z.int(), status: z.string() }).nullable(),
  photos: z.array(z.object({ id, width: z.int(), height: z.int() })),
  createdAt: moment,
  createdByName: z.string().nullable(),
  cancelled: z.object({ at: moment, by: z.enum(["CUSTOMER", "STAFF"]), reason: z.string() }).nullable(),
  warnings: warningsView,
  /** Money for it that pays nothing yet, the oldest first; absent without the right to see invoices. */
  deposits: z.array(depositView).optional(),
});
export type AppointmentView = z.infer<typeof appointmentView>;

/** What changes an appointment answers: enough to go on from. */
export const appointmentChanged = z.object({
  appointmentId: id,
  version: z.int(),
  state: z.enum(appointmentStates),
  startsAt: moment.nullable(),
  endsAt: moment.nullable(),
});
export type AppointmentChanged = z.infer<typeof appointmentChanged>;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

const contactFields = {
  name: text("Type the customer's name.", 120),
  email: emailAddress.nullable(),
  phone: z.string().trim().max(32, "32 characters at most.").nullable(),
};

export const bookAppointmentInput = z.object({
  branchId: id,
  serviceIds,
  /** The sum of the services unless told. */
  minutes: workMinutes.nullable(),
  startsAt: givenMoment,
  /** Any bay that fits unless told. */
  bayId: id.nullable(),
  technicianId: id.nullable(),
  /** A customer on file, or one who is found by e-mail, else by phone, else new. */
  customer: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("existing"), customerId: id }),
    z.object({ kind: z.literal("given"), ...contactFields }),
  ]),
  /** A car on file, or one that is found by its plate, else new. */
  vehicle: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("existing"), vehicleId: id }),
    z.object({
      kind: z.literal("given"),
      plate: text("Type the plate.", 16),
      make: z.string().trim().max(40, "40 characters at most."),
      model: z.string().trim().max(60, "60 characters at most."),
    }),
  ]),
  symptom,
  note,
  customerWaiting: z.boolean(),
});
export type BookAppointmentInput = z.infer<typeof bookAppointmentInput>;

export const appointmentBookedView = z.object({
  appointment: z.object({ id, reference: z.string(), version: z.int(), startsAt: moment, endsAt: moment }),
  customer: z.object({ id, name: z.string() }),
  vehicle: z.object({ id, plate: z.string() }),
  isNewCustomer: z.boolean(),
  isNewVehicle: z.boolean(),
});
export type AppointmentBooked = z.infer<typeof appointmentBookedView>;

const versioned = { appointmentId: id, version };
export const byAppointmentInput = z.object({ appointmentId: id });
export const updateAppointmentInput = z.object({ ...versioned, symptom, note, customerWaiting: z.boolean() });
/** False where the customer knows already, or need not. */
const tellCustomer = z.boolean().default(true);
export const rescheduleInput = z.object({
  ...versioned,
  startsAt: givenMoment,
  /** As long as before unless told. */
  minutes: workMinutes.nullable(),
  /** The same bay where it is free, else any that fits, unless told. */
  bayId: id.nullable(),
  tellCustomer,
});
export const cancelAppointmentInput = z.object({
  ...versioned,
  reason: z.string().trim().max(300, "300 characters at most."),
  tellCustomer,
});
export const checkInInput = z.object({
  ...versioned,
  odometerIn: odometer.nullable(),
  promisedAt: givenMoment.nullable(),
  technicianId: id.nullable(),
});
export const checkedInView = z.object({ appointmentId: id, jobCardId: id, number: z.int() });
export const noShowInput = z.object(versioned);
/** With `startsAt` it is booked; without, the customer is sent a link to choose. */
export const confirmRequestInput = z.object({
  ...versioned,
  minutes: workMinutes,
  bufferMinutes: z.int().min(0).max(1440),
  startsAt: givenMoment.nullable(),
  bayId: id.nullable(),
});

export const moveAllocationInput = z.object({
  allocationId: id,
  bayId: id,
  startsAt: givenMoment,
  endsAt: givenMoment,
  /** Null takes the technician off; absent leaves it. */
  technicianId: id.nullable().optional(),
  tellCustomer,
});
export const splitAllocationInput = z.object({ allocationId: id, at: givenMoment });
export const allocationInput = z.object({ allocationId: id });
export const allocationsChanged = z.object({
  allocations: z.array(z.object({ id, bayId: id, startsAt: moment, endsAt: moment })),
  appointment: appointmentChanged.nullable(),
});
export type AllocationsChanged = z.infer<typeof allocationsChanged>;

/** Free starts for staff: no lead time, whether online or not. */
export const timesInput = z.object({
  branchId: id,
  serviceIds,
  minutes: workMinutes.nullable(),
  /** Whose own time counts as free. */
  appointmentId: id.nullable().default(null),
  fromDay: isoDay.nullable().default(null),
  days: daysAsked.default(14),
});
export const timesView = availabilityView;

// ── Why not ─────────────────────────────────────────────────────────────────────────────────────

export const explainInput = z.object({
  branchId: id,
  serviceIds,
  minutes: workMinutes.nullable(),
  startsAt: givenMoment,
  appointmentId: id.nullable().default(null),
});
export const reasonKinds = [
  "BRANCH_CLOSED",
  "OFFLINE",
  "NOT_OPEN",
  "CLOSURE",
  "NOT_ON_GRID",
  "TOO_SOON",
  "TOO_FAR",
  "CANNOT",
  "TAKEN",
  "HELD",
  "NOT_AT_WORK",
  "NO_SKILL",
] as const;
export const reasonView = z.object({
  kind: z.enum(reasonKinds),
  /** `Taken by KX19 VBT until 11:15.` */
  sentence: z.string(),
  allocationId: id.nullable(),
  appointmentId: id.nullable(),
  jobCardId: id.nullable(),
  closureId: id.nullable(),
  until: moment.nullable(),
});
export type ReasonView = z.infer<typeof reasonView>;
export const explainView = z.object({
  /** Whether a customer could take it online, and whether staff could place it. */
  bookable: z.boolean(),
  placeable: z.boolean(),
  /** What stands against it at the branch as a whole. */
  branch: z.array(reasonView),
  bays: z.array(z.object({ bayId: id, name: z.string(), free: z.boolean(), reasons: z.array(reasonView) })),
  /** Null where technicians are not chosen. */
  technicians: z
    .array(z.object({ memberId: id, name: z.string(), free: z.boolean(), reasons: z.array(reasonView) }))
    .nullable(),
});
export type ExplainView = z.infer<typeof explainView>;
