import { z } from "zod";
import { decimal, givenMoment, id, minor, moment, money, optionalText, text, version } from "#/domain/fields.ts";
import { weekHours } from "#/domain/hours.ts";
import { depositView } from "#/domain/payment.ts";
import { onOrderView } from "#/domain/purchase-order.ts";
import { roundingRules, taxModes } from "#/domain/totals.ts";
import { jobCardStatuses } from "#/domain/transitions.ts";

/** What the procedures of `jobCard` take and give; forms parse with the same schemas. */

export const jobLineKinds = ["LABOUR", "PART", "SUBLET", "FEE"] as const;
export type JobLineKind = (typeof jobLineKinds)[number];

export const authorisationMethods = ["IN_PERSON", "PHONE", "EMAIL", "LINK"] as const;
export type AuthorisationMethod = (typeof authorisationMethods)[number];

export const authorisationWords = {
  IN_PERSON: "in person",
  PHONE: "by phone",
  EMAIL: "by e-mail",
  LINK: "by link",
} as const satisfies Record<AuthorisationMethod, string>;

export const odometer = z
  .int("Whole miles or kilometres.")
  .min(0, "A reading is not negative.")
  .max(9_999_999, "Seven digits at most.");

// ── Lines ───────────────────────────────────────────────────────────────────────────────────────

/** One line as a person edits it. A part line names its part; kind decides what else matters. */
export const jobLineInput = z
  .object({
    kind: z.enum(jobLineKinds),
    description: text("Say what is done or fitted.", 200),
    packageTitle: optionalText(80),
    quantity: decimal.refine((value) => Number(value) > 0, "More than zero."),
    unit: z.string().trim().max(8),
    unitPriceMinor: money,
    discountBp: z.int().min(0, "0 to 100 %.").max(10_000, "0 to 100 %."),
    taxRateBp: z.int().min(0).max(10_000),
    partId: id.nullable(),
    technicianId: id.nullable(),
  })
  .refine((line) => (line.kind === "PART") === (line.partId !== null), {
    message: "Choose the part.",
    path: ["partId"],
  });
export type JobLineInput = z.infer<typeof jobLineInput>;

export const addLinesInput = z.object({ jobCardId: id, version, lines: z.array(jobLineInput).min(1).max(200) });
export const updateLineInput = z.object({ jobCardId: id, version, lineId: id, line: jobLineInput });
export const removeLinesInput = z.object({ jobCardId: id, version, lineIds: z.array(id).min(1).max(200) });
export const lineDoneInput = z.object({ jobCardId: id, lineIds: z.array(id).min(1).max(200), done: z.boolean() });

/** Amounts and stock figures are absent for roles without the right to see them. */
export const jobLineView = z.object({
  id,
  position: z.int(),
  kind: z.enum(jobLineKinds),
  packageTitle: z.string().nullable(),
  description: z.string(),
  quantity: decimal,
  unit: z.string(),
  partId: id.nullable(),
  partNumber: z.string().nullable(),
  bin: z.string().nullable(),
  technician: z.object({ memberId: id, name: z.string() }).nullable(),
  doneAt: moment.nullable(),
  /** Null until the line is covered by a consent. */
  authorisationId: id.nullable(),
  /** Of the branch, for part lines: held for anyone, and what nobody holds. */
  stock: z
    .object({ onHand: decimal, reserved: decimal, free: decimal, reservedHere: decimal, reorderPoint: decimal })
    .nullable(),
  /** How much of the line can neither be taken from what it holds nor from what is free; null when enough is there. */
  shortBy: decimal.nullable(),
  /** Of a short line: the order that brings its part next; null when there is none. */
  onOrder: onOrderView.nullable(),
  price: z
    .object({
      unitPriceMinor: minor,
      discountBp: z.int(),
      discountMinor: minor,
      taxRateBp: z.int(),
      netMinor: minor,
      taxMinor: minor,
      totalMinor: minor,
    })
    .optional(),
  /** Margin of the line before tax, in basis points of its net amount; null when it sells for nothing. */
  cost: z.object({ unitCostMinor: minor, marginBp: z.int().nullable() }).optional(),
});
export type JobLineView = z.infer<typeof jobLineView>;

// ── The card ────────────────────────────────────────────────────────────────────────────────────

export const createJobCardInput = z.object({
  branchId: id,
  /** An existing car (and its owner), or both new on the same screen. */
  vehicle: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("existing"), vehicleId: id }),
    z.object({
      kind: z.literal("new"),
      plate: text("Type the plate.", 16),
      make: text("Type the make.", 40),
      model: text("Type the model.", 60),
      year: z.int().min(1886, "Cars begin in 1886.").max(2100).nullable(),
      owner: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("existing"), customerId: id }),
        z.object({
          kind: z.literal("new"),
          name: text("Type the owner's name.", 120),
          email: z.email("An e-mail address has the form name@example.com.").max(200).nullable(),
          phone: z.string().trim().max(32).nullable(),
        }),
      ]),
    }),
  ]),
  complaint: text("Say what the customer asks for.", 2000),
  odometerIn: odometer.nullable(),
  promisedAt: givenMoment.nullable(),
  customerWaiting: z.boolean(),
  technicianId: id.nullable(),
});
export type CreateJobCardInput = z.infer<typeof createJobCardInput>;

export const updateJobCardInput = z.object({
  jobCardId: id,
  version,
  complaint: text("Say what the customer asks for.", 2000).optional(),
  odometerIn: odometer.nullable().optional(),
  odometerOut: odometer.nullable().optional(),
  promisedAt: givenMoment.nullable().optional(),
  customerWaiting: z.boolean().optional(),
});

export const moveJobCardInput = z.object({ jobCardId: id, from: z.enum(jobCardStatuses), to: z.enum(jobCardStatuses) });
export const assignJobCardInput = z.object({ jobCardId: id, technicianId: id.nullable() });
export const placeJobCardInput = z.object({
  jobCardId: id,
  bayId: id,
  startsAt: givenMoment,
  minutes: z
    .int()
    .min(15, "A quarter of an hour at least.")
    .max(14 * 24 * 60, "Fourteen days at most."),
});
export const unplaceJobCardInput = z.object({ jobCardId: id });
export const approveJobCardInput = z.object({
  jobCardId: id,
  version,
  /** The lines agreed to; the rest of the card stays unapproved. */
  lineIds: z.array(id).min(1, "Choose at least one line.").max(500),
  givenBy: text("Who agreed?", 120),
  method: z.enum(authorisationMethods),
  /** What the customer was told: the card's total, tax included, for all lines agreed to by now. */
  totalMinor: minor,
  note: z.string().trim().max(500),
});
/** `tellCustomer` is about the car being ready; the invoice comes in any case. */
export const completeJobCardInput = z.object({ jobCardId: id, tellCustomer: z.boolean().default(true) });

export const personView = z.object({ memberId: id, name: z.string() });

export const jobCardView = z.object({
  id,
  number: z.int(),
  version: z.int(),
  status: z.enum(jobCardStatuses),
  statusSince: moment,
  complaint: z.string(),
  customerWaiting: z.boolean(),
  odometerIn: z.int().nullable(),
  odometerOut: z.int().nullable(),
  odometerUnit: z.string(),
  promisedAt: moment.nullable(),
  openedAt: moment,
  completedAt: moment.nullable(),
  completionNumber: z.int(),
  technician: personView.nullable(),
  branch: z.object({
    id,
    name: z.string(),
    zone: z.string(),
    locale: z.string(),
    currency: z.string(),
    taxName: z.string(),
    taxMode: z.enum(taxModes),
    roundingRule: z.enum(roundingRules),
    taxRatesBp: z.array(z.int()),
    labourRateMinor: minor.optional(),
  }),
  customer: z.object({
    id,
    name: z.string(),
    email: z.string().nullable().optional(),
    /** E.164, for dialling. */
    phone: z.string().nullable().optional(),
    /** The same as people write it in the branch's country. */
    phoneShown: z.string().nullable().optional(),
  }),
  vehicle: z.object({ id, plate: z.string(), make: z.string(), model: z.string(), year: z.int().nullable() }),
  bay: z.object({ bayId: id, name: z.string(), startsAt: moment, endsAt: moment }).nullable(),
  lines: z.array(jobLineView),
  /** Newest first. */
  authorisations: z.array(
    z.object({
      id,
      givenBy: z.string(),
      method: z.enum(authorisationMethods),
      givenAt: moment,
      recordedBy: z.string(),
      totalMinor: minor.optional(),
      lineIds: z.array(id),
    }),
  ),
  totals: z
    .object({
      netMinor: minor,
      taxMinor: minor,
      totalMinor: minor,
      labourNetMinor: minor,
      partsAndFeesNetMinor: minor,
      taxes: z.array(z.object({ rateBp: z.int(), netMinor: minor, taxMinor: minor })),
      /** Total of the lines agreed to by now; null when nothing was. */
      authorisedMinor: minor.nullable(),
      marginBp: z.int().nullable().optional(),
    })
    .optional(),
  invoice: z
    .object({ id, number: z.string(), totalMinor: minor, paidMinor: minor, creditedMinor: minor })
    .nullable()
    .optional(),
  /** Money for it that pays nothing yet, the oldest first; absent without the right to see invoices. */
  deposits: z.array(depositView).optional(),
});
export type JobCardView = z.infer<typeof jobCardView>;

// ── The board ───────────────────────────────────────────────────────────────────────────────────

export const boardInput = z.object({ branchId: id, mine: z.boolean().default(false) });

export const boardCardView = z.object({
  id,
  number: z.int(),
  version: z.int(),
  status: z.enum(jobCardStatuses),
  statusSince: moment,
  plate: z.string(),
  vehicle: z.string(),
  customerName: z.string(),
  customerWaiting: z.boolean(),
  complaint: z.string(),
  promisedAt: moment.nullable(),
  technician: personView.nullable(),
  openedById: id.nullable(),
  bay: z.object({ bayId: id, name: z.string(), startsAt: moment, endsAt: moment }).nullable(),
  /** Part lines, and how many of them are covered by reserved or free stock. */
  parts: z.object({ needed: z.int(), here: z.int() }),
  labourMinutes: z.int(),
  unapprovedLines: z.int(),
  totalMinor: minor.optional(),
  dueMinor: minor.nullable().optional(),
});
export type BoardCardView = z.infer<typeof boardCardView>;

export const boardView = z.object({
  branch: z.object({ id, name: z.string(), zone: z.string(), locale: z.string(), currency: z.string() }),
  now: moment,
  /** Today's hours; of a day when the branch is closed, the earliest and latest of its week. */
  opensAt: moment,
  closesAt: moment,
  openToday: z.boolean(),
  weekHours,
  cards: z.array(boardCardView),
  bays: z.array(
    z.object({
      id,
      name: z.string(),
      kind: z.string(),
      allocations: z.array(z.object({ id, jobCardId: id.nullable(), startsAt: moment, endsAt: moment })),
    }),
  ),
  technicians: z.array(personView),
});
export type BoardView = z.infer<typeof boardView>;

// ── Before completing ───────────────────────────────────────────────────────────────────────────

/** Every condition of completing. Later gates add a name here and a line to `prerequisitesOf`. */
export const completionPrerequisites = [
  "RIGHT_STATE",
  "HAS_LINES",
  "ALL_LINES_DONE",
  "WORK_AUTHORISED",
  "ODOMETER_GIVEN",
  "PARTS_SUFFICIENT",
  "CUSTOMER_ACTIVE",
  "BRANCH_ACTIVE",
] as const;
export type CompletionPrerequisite = (typeof completionPrerequisites)[number];

export const preflightView = z.object({
  /** All that stands in the way, each with the place to mend it (`field` of the card's page, `lineId` where it is one line). */
  unmet: z.array(
    z.object({
      name: z.enum(completionPrerequisites),
      title: z.string(),
      detail: z.string(),
      fix: z.object({
        label: z.string(),
        field: z.enum(["status", "lines", "approval", "odometer", "customer", "branch"]),
        lineId: id.nullable(),
      }),
    }),
  ),
  met: z.array(z.enum(completionPrerequisites)),
  warnings: z.array(z.object({ title: z.string(), detail: z.string(), lineId: id.nullable() })),
  changes: z.object({
    status: z.object({ from: z.enum(jobCardStatuses), to: z.literal("COMPLETED") }),
    invoice: z.object({ series: z.string(), lastNumber: z.string().nullable() }),
    stock: z.array(
      z.object({
        partId: id,
        name: z.string(),
        unit: z.string(),
        before: decimal,
        after: decimal,
        shortBy: decimal.nullable(),
        reachesReorderPoint: z.boolean(),
      }),
    ),
    totals: z.object({ netMinor: minor, taxMinor: minor, totalMinor: minor }),
    /** `ready`: that the car is ready, which one may choose not to tell. */
    messages: z.array(
      z.object({ channel: z.enum(["EMAIL", "SMS"]), to: z.string(), what: z.string(), ready: z.boolean() }),
    ),
    bay: z.object({ name: z.string(), endsAt: moment }).nullable(),
  }),
});
export type PreflightView = z.infer<typeof preflightView>;

export const completionView = z.object({
  jobCardId: id,
  invoiceId: id,
  invoiceNumber: z.string(),
  totalMinor: minor,
  currency: z.string(),
  runId: id,
});
export type CompletionView = z.infer<typeof completionView>;

/** Answer of the small commands: what the card's version is now. */
export const jobCardChanged = z.object({ jobCardId: id, version: z.int(), status: z.enum(jobCardStatuses) });
