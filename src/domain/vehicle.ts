import { z } from "zod";
import { id, moment, text, version } from "#/domain/fields.ts";
import { formatDate } from "#/domain/time.ts";
import { jobCardStatuses } from "#/domain/transitions.ts";
import { vehicleMergeView } from "#/domain/vehicle-duplicate.ts";

export const lookUpPlateInput = z.object({ plate: z.string().trim().min(1).max(16) });

/** The card of this visit was opened again: when, and by which credit note its invoice was taken back; null of one that stands. */
const reversed = z.object({ at: moment.nullable(), creditNote: z.string().nullable() }).nullable();
type Reversed = NonNullable<z.infer<typeof reversed>>;
export const reversedWords = ({ at, creditNote }: Reversed, zone: string): string =>
  [`Taken back, opened again${at === null ? "" : ` ${formatDate(at, zone)}`}`, creditNote]
    .filter((each) => each !== null)
    .join(", ");

/** What a plate and Tab fill in: the car, its owner, what was done, what is open. Null for an unknown plate. */
export const plateView = z
  .object({
    vehicle: z.object({ id, plate: z.string(), make: z.string(), model: z.string(), year: z.int().nullable() }),
    owner: z.object({
      id,
      name: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      phoneShown: z.string().nullable(),
    }),
    lastOdometer: z.object({ value: z.int(), unit: z.string(), readAt: moment }).nullable(),
    history: z.array(
      z.object({
        id,
        jobCardId: id,
        performedAt: moment,
        odometer: z.int(),
        odometerUnit: z.string(),
        summary: z.string(),
        branchName: z.string(),
        reversed,
      }),
    ),
    openCards: z.array(
      z.object({ id, number: z.int(), status: z.enum(jobCardStatuses), branchName: z.string(), openedAt: moment }),
    ),
  })
  .nullable();
export type PlateView = z.infer<typeof plateView>;

export const searchCustomersInput = z.object({ search: z.string().trim().max(120) });
export const customerChoices = z.array(
  z.object({
    id,
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    plates: z.array(z.string()),
  }),
);

export const vehicleFields = {
  make: text("Type the make.", 40),
  model: text("Type the model.", 60),
  year: z.int().min(1886, "The first car was built in 1886.").max(2100, "Check the year.").nullable(),
  vin: z
    .string()
    .trim()
    .toUpperCase()
    // ISO 3779: seventeen characters, of which I, O and Q are none; older cars have shorter numbers.
    .regex(/^[A-HJ-NPR-Z0-9]{5,17}$/, "A VIN has up to 17 letters and digits, never I, O or Q.")
    .nullable(),
};
export type VehicleFields = z.infer<z.ZodObject<typeof vehicleFields>>;
const plate = text("Type the plate.", 20);
const isoDate = z.iso.date("Give a date.");

export const createVehicleInput = z.object({ customerId: id, plate, ...vehicleFields });
export const updateVehicleInput = z.object({ vehicleId: id, version, ...vehicleFields });
/** `on` is the day, in the workshop's zone, from which it holds. */
export const changePlateInput = z.object({ vehicleId: id, version, plate, on: isoDate });
export const transferVehicleInput = z.object({ vehicleId: id, version, customerId: id, on: isoDate });
export const archiveVehicleInput = z.object({ vehicleId: id, version, reason: text("Say why.", 300) });
export const vehicleChanged = z.object({ vehicleId: id, version: z.int() });

const owner = z.object({ id, name: z.string() });

/** How many visits a vehicle's page shows, the newest. */
export const visitsOfVehicle = 50;

/**
 * A vehicle with what was done on it. Rows of a former owner's time say so; whose they were is `null` for those who may
 * not know, and of invoices only the present owner's are named.
 */
export const vehicleView = z.object({
  id,
  version: z.int(),
  plate: z.string(),
  make: z.string(),
  model: z.string(),
  year: z.int().nullable(),
  vin: z.string().nullable(),
  plateSince: moment.nullable(),
  ownedSince: moment.nullable(),
  since: moment,
  archivedAt: moment.nullable(),
  archivedReason: z.string().nullable(),
  mergedInto: z.object({ id, plate: z.string() }).nullable(),
  /** Merges into this vehicle that stand, the newest first. */
  merges: z.array(vehicleMergeView),
  zone: z.string(),
  locale: z.string(),
  /** Null for who may not read customers. */
  owner: owner.extend({ phoneShown: z.string().nullable(), archivedAt: moment.nullable() }).nullable(),
  lastOdometer: z.object({ value: z.int(), unit: z.string(), readAt: moment }).nullable(),
  history: z.array(
    z.object({
      id,
      jobCardId: id,
      jobCardNumber: z.int(),
      performedAt: moment,
      odometer: z.int(),
      odometerUnit: z.string(),
      summary: z.string(),
      branchName: z.string(),
      former: z.boolean(),
      reversed,
    }),
  ),
  moreHistory: z.boolean(),
  openCards: z.array(
    z.object({ id, number: z.int(), status: z.enum(jobCardStatuses), branchName: z.string(), openedAt: moment }),
  ),
  formerPlates: z.array(
    z.object({ id, plate: z.string(), since: moment.nullable(), until: moment, changedByName: z.string() }),
  ),
  formerOwners: z.array(
    z.object({ id, owner: owner.nullable(), since: moment.nullable(), until: moment, changedByName: z.string() }),
  ),
});
export type VehicleView = z.infer<typeof vehicleView>;
