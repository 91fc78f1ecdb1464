import type { AppointmentBooked, BookAppointmentInput } from "#/domain/appointment.ts";
import type { Demand } from "#/domain/availability.ts";
import { notFound } from "#/domain/errors.ts";
import { appointmentBooked } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { isAnswered } from "#/server/db/idempotency.ts";
import { askedTogether, inTurn } from "#/server/db/rush.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { type Db, readDb, type Tx } from "#/server/db/transaction.ts";
import { executeInTransaction, validatePrerequisites } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { plannedWords, planReminders } from "#/server/outbox/reminders.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as members from "#/server/repositories/members.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";
import * as diaries from "#/server/services/booking/diaries.ts";
import { requireFewBookings } from "#/server/services/booking/limits.ts";
import * as visitLinks from "#/server/services/booking/links.ts";
import {
  dialled,
  type FoundCar,
  type FoundPerson,
  findOrAddCar,
  findOrAddCustomer,
  takeTurnOf,
} from "#/server/services/booking/people.ts";
import {
  baysFor,
  differingTask,
  endOf,
  newReference,
  piecesFor,
  takePieces,
  wholeOf,
} from "#/server/services/booking/taking.ts";
import { liveCustomer } from "#/server/services/held-people.ts";
import { readPlate } from "#/server/services/plates.ts";

type Online = {
  /** The hold of the browser that books, by the hash of its key. */
  readonly hold: { readonly holdId: string; readonly holderHash: string } | null;
};
type Book = BookAppointmentInput & {
  readonly idempotencyKey: string;
  /** By a customer, with the limits of the public page; absent: by staff. */
  readonly online?: Online;
};
export type Booked = AppointmentBooked & { readonly generation: number };

/**
 * Promises a customer a time: customer and car found or made, a bay taken, the appointment written, its link opened. All of
 * it happens, or none; the same key gives the same booking. What is on file about the customer is not changed.
 * @throws SLOT_TAKEN with `details.free`; PREREQUISITES_UNMET for a closed branch; TOO_MANY_REQUESTS for an online contact
 *         with too many to come; INVALID_INPUT for a plate or a phone number
 */
export const bookAppointment = (ctx: Ctx, { idempotencyKey, ...input }: Book): Promise<Booked> => {
  const online = input.online !== undefined;
  const wanted = { serviceIds: input.serviceIds, minutes: input.minutes, online };
  const except = { holderHash: input.online?.hold?.holderHash ?? null };
  const around = { branchId: input.branchId, wanted, startsAt: input.startsAt, except };
  /** Refuses before anything is opened, unless this very request is why the time is taken. */
  const lookFirst = async () => {
    const { diary, demand, refusal } = await lookAround({ tenantId: ctx.tenantId, ...around });
    if (refusal !== null && !(await isAnswered(readDb(ctx), idempotencyKey))) throw refusal;
    baysFor(diary, demand, input.bayId);
    return { diary, demand };
  };
  return inTurn(
    `${ctx.tenantId} ${input.branchId} ${input.startsAt.getTime()}`,
    () => runInTenant(ctx.tenantId, lookFirst),
    ({ diary, demand }) => book(ctx, input, idempotencyKey, { diary, demand, around, online }),
  );
};

type Around = {
  readonly branchId: string;
  readonly wanted: diaries.Wanted;
  readonly startsAt: Date;
  readonly except: diaries.Except;
};
const look = (db: Db, { branchId, wanted, startsAt, except }: Around, at: Date): Promise<diaries.BranchDiary> =>
  diaries.around(db, branchId, wanted, startsAt, at, except);
/** What stands around a time, and why a customer cannot have it: once for a crowd that has waited for the same. */
const lookAround = askedTogether(async ({ tenantId, ...around }: Around & { readonly tenantId: string }) => {
  const now = new Date();
  const diary = await runInTenant(tenantId, () => look(readDb({ tenantId }), around, now));
  const { wanted, startsAt } = around;
  const demand = diaries.demandOf(diary, wanted);
  const free = !wanted.online || diaries.isFree(diary, demand, startsAt, now);
  return { diary, demand, refusal: free ? null : diaries.slotTaken(diary, demand, startsAt, now) };
});

type Seen = {
  readonly diary: diaries.BranchDiary;
  readonly demand: Demand;
  readonly around: Around;
  readonly online: boolean;
};

const book = (
  ctx: Ctx,
  input: Omit<Book, "idempotencyKey">,
  idempotencyKey: string,
  { diary, demand, around, online }: Seen,
): Promise<Booked> => {
  const id = uuidv7();
  return executeInTransaction(
    ctx,
    "appointment.book",
    async (tx) => {
      tx.within(input.branchId);
      validatePrerequisites({ BRANCH_ACTIVE: await branches.holdOpen(tx, input.branchId) });
      if (input.technicianId !== null && (await members.active(tx, input.technicianId)).role !== "TECHNICIAN")
        throw notFound("This technician");
      const typed = await typedDetails(tx, input, diary.branch.country);
      await takeTurnOf(tx, typed);
      if (online) await requireFewBookings(tx, typed);

      const customer = await tx.step("customer found", () => personOf(tx, input.customer, typed), told);
      const vehicle = await tx.step("vehicle found", () => carOf(tx, input.vehicle, typed, customer.id), told);
      const reference = newReference();
      const { startsAt } = input;
      const planned = piecesFor(diary, demand, startsAt);
      const endsAt = endOf(planned, demand.bufferMinutes);
      const differing = [...new Set([...customer.differing, ...vehicle.differing])];
      await tx.step(
        "appointment written",
        () =>
          appointments.insert(tx, {
            id,
            branchId: input.branchId,
            reference,
            state: "BOOKED",
            source: online ? "ONLINE" : "STAFF",
            customerId: customer.id,
            vehicleId: vehicle.id,
            symptom: input.symptom,
            note: input.note,
            customerWaiting: input.customerWaiting,
            typed,
            differing,
            minutes: demand.minutes,
            bufferMinutes: demand.bufferMinutes,
            startsAt,
            endsAt,
            createdById: actorId(ctx.actor),
            services: diaries.serviceLines(diary),
          }),
        () => ({ text: reference }),
      );
      const pieces = await tx.step("bay taken", async () => {
        if (input.online?.hold != null) {
          const { branchId } = input;
          const held = { ...input.online.hold, ...wholeOf(demand, startsAt), appointmentId: id, branchId };
          if ((await allocations.bookHeld(tx, held)) !== null) return planned;
          await allocations.releaseOf(tx, input.online.hold.holderHash);
        }
        return takePieces(tx, diary, demand, startsAt, {
          bayId: input.bayId,
          technicianId: input.technicianId,
          appointmentId: id,
          state: "BOOKED",
        });
      });
      // By its own connection: losers who each wait for a second one would wait for one another.
      if (pieces === null) throw diaries.slotTaken(await look(tx, around, tx.now), demand, startsAt, tx.now);
      const generation = await tx.step("link opened", () => visitLinks.open(tx, "appointment", id, endsAt));

      const { zone, rules: quiet } = diary;
      const reminded = { appointmentId: id, startsAt, zone, quiet, sequence: 0, generation };
      await tx.step("reminders planned", async () => planReminders(tx, reminded), plannedWords);

      if (online && differing.length > 0) await raiseTask(tx, differingTask(id, reference, differing));
      tx.audit({
        action: "appointment.booked",
        subjectType: "appointment",
        subjectId: id,
        changes: { branchId: input.branchId, startsAt, customerId: customer.id, vehicleId: vehicle.id },
      });
      const { isNew: isNewCustomer } = customer;
      const { isNew: isNewVehicle } = vehicle;
      const subject = { type: "appointment", id };
      emit(tx, appointmentBooked, subject, { appointmentId: id, generation, sequence: 0, isNewCustomer, isNewVehicle });
      return {
        appointment: { id, reference, version: 1, startsAt, endsAt },
        customer: { id: customer.id, name: customer.name },
        vehicle: { id: vehicle.id, plate: vehicle.plate },
        isNewCustomer,
        isNewVehicle,
        generation,
      };
    },
    { idempotencyKey, input, subject: { type: "appointment", id } },
  );
};

const told = ({ isNew }: { isNew: boolean }) => ({ text: isNew ? "New" : "On file" });

type Parties = Pick<BookAppointmentInput, "customer" | "vehicle">;

/** What was typed, or what is on file of those who were chosen. @throws INVALID_INPUT; NOT_FOUND */
const typedDetails = async (
  tx: Tx,
  { customer, vehicle }: Parties,
  country: string,
): Promise<appointments.TypedDetails> => {
  const person =
    customer.kind === "given"
      ? { name: customer.name, email: customer.email, phone: dialled(customer.phone, country, "contact.phone") }
      : await onFile(tx, customer.customerId);
  if (vehicle.kind === "given") {
    const { make, model } = vehicle;
    return { ...person, plate: readPlate(vehicle.plate, "vehicle.plate"), make, model };
  }
  const { plate, make, model } = await vehicles.hold(tx, vehicle.vehicleId);
  return { ...person, plate, make, model };
};

const onFile = async (tx: Tx, customerId: string) => {
  const { name, emails, phones } = await customers.values(tx, customerId);
  return { name, email: emails[0]?.value ?? null, phone: phones[0]?.value ?? null };
};

const personOf = async (
  tx: Tx,
  wanted: Parties["customer"],
  typed: appointments.TypedDetails,
): Promise<FoundPerson> => {
  if (wanted.kind === "given") return findOrAddCustomer(tx, typed);
  const { id, name } = await liveCustomer(tx, wanted.customerId);
  return { id, name, isNew: false, differing: [] };
};

const carOf = async (
  tx: Tx,
  wanted: Parties["vehicle"],
  typed: appointments.TypedDetails,
  customerId: string,
): Promise<FoundCar> => {
  if (wanted.kind === "given") return findOrAddCar(tx, typed, customerId);
  const vehicle = await vehicles.hold(tx, wanted.vehicleId);
  if (vehicle.archivedAt !== null) throw notFound("This vehicle");
  return { id: vehicle.id, plate: vehicle.plate, isNew: false, differing: [] };
};
