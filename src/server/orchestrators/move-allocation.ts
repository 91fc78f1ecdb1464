import type { AllocationsChanged, AppointmentChanged } from "#/domain/appointment.ts";
import { defaultRules } from "#/domain/booking-rules.ts";
import { notFound, ValidationException } from "#/domain/errors.ts";
import { appointmentRescheduled } from "#/domain/events.ts";
import { addDays, formatMoment, isoDateIn } from "#/domain/time.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { plannedWords, planRemindersAnew } from "#/server/outbox/reminders.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as bays from "#/server/repositories/bays.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as members from "#/server/repositories/members.ts";
import * as diaries from "#/server/services/booking/diaries.ts";
import * as visitLinks from "#/server/services/booking/links.ts";
import { changedView, endOf } from "#/server/services/booking/taking.ts";

type Keyed = { readonly idempotencyKey: string; readonly allocationId: string };
type Move = Keyed & {
  readonly bayId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly technicianId?: string | null;
  /** Yes unless told otherwise. */
  readonly tellCustomer?: boolean;
};

const minute = 60_000;
const [shortest, longest] = [5 * minute, 14 * 24 * 60 * minute];

/**
 * Moves or resizes a block of the calendar: another bay, another time, longer or shorter. A customer whose start it moves
 * is told, unless whoever moves it chose not to.
 * @throws SLOT_TAKEN with `details.free` when bay or technician have something else then
 */
export const moveAllocation = (ctx: Ctx, { idempotencyKey, ...input }: Move): Promise<AllocationsChanged> =>
  executeInTransaction(
    ctx,
    "appointment.move-allocation",
    async (tx) => {
      const held = await hold(tx, input.allocationId);
      const { allocation, branchId } = held;
      const length = input.endsAt.getTime() - input.startsAt.getTime();
      if (length < shortest || length > longest)
        throw new ValidationException("INVALID_INPUT", "Between five minutes and fourteen days.", { field: "endsAt" });
      const bay = await bays.find(tx, input.bayId);
      if (bay === null || bay.branchId !== branchId) throw notFound("This bay");
      const technicianId = input.technicianId === undefined ? allocation.technicianId : input.technicianId;
      if (technicianId !== null && technicianId !== allocation.technicianId) {
        const { role } = await members.active(tx, technicianId);
        if (role !== "TECHNICIAN") throw notFound("This technician");
      }
      const to = { bayId: bay.id, technicianId, startsAt: input.startsAt, endsAt: input.endsAt };
      if (!(await allocations.move(tx, allocation.id, to))) throw await taken(tx, held, to, bay.name);
      tx.audit(
        audited("appointment.moved", held, {
          bayId: [allocation.bayId, bay.id],
          startsAt: [allocation.startsAt, to.startsAt],
          endsAt: [allocation.endsAt, to.endsAt],
        }),
      );
      const appointment = await settle(tx, held, input.tellCustomer);
      return { allocations: [{ id: allocation.id, ...pick(to) }], appointment };
    },
    { idempotencyKey, input, subject: { type: "allocation", id: input.allocationId } },
  );

/** Cuts a block in two, so that its parts can be moved apart. @throws INVALID_INPUT for a cut outside of it */
export const splitAllocation = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Keyed & { readonly at: Date },
): Promise<AllocationsChanged> =>
  executeInTransaction(
    ctx,
    "appointment.split",
    async (tx) => {
      const held = await hold(tx, input.allocationId);
      const { allocation } = held;
      const at = input.at.getTime();
      if (at - allocation.startsAt.getTime() < shortest || allocation.endsAt.getTime() - at < shortest)
        throw new ValidationException(
          "INVALID_INPUT",
          "Cut it at a time within the block: each part lasts five minutes at least.",
          {
            field: "at",
          },
        );
      const later = await allocations.split(tx, allocation, input.at);
      tx.audit(audited("appointment.split", held, { at: input.at }));
      const { bayId, startsAt, endsAt } = allocation;
      return {
        allocations: [
          { id: allocation.id, bayId, startsAt, endsAt: input.at },
          { id: later, bayId, startsAt: input.at, endsAt },
        ],
        appointment: await settle(tx, held),
      };
    },
    { idempotencyKey, input, subject: { type: "allocation", id: input.allocationId } },
  );

/**
 * What is not done today goes on at the next opening, on the same bay where it is free then, else on another: a block that
 * has begun ends now, one that has not is moved whole.
 * @throws SLOT_TAKEN when nothing is free within two weeks
 */
export const carryToTomorrow = (ctx: Ctx, { idempotencyKey, ...input }: Keyed): Promise<AllocationsChanged> =>
  executeInTransaction(
    ctx,
    "appointment.carry-over",
    async (tx) => {
      const held = await hold(tx, input.allocationId);
      const { allocation, branchId } = held;
      const now = Math.ceil(tx.now.getTime() / minute) * minute;
      const [from, to] = [allocation.startsAt.getTime(), allocation.endsAt.getTime()];
      const begun = from < now;
      const left = Math.max(to - Math.max(from, now), Math.min(to - from, 30 * minute));
      const next = await nextDayFor(tx, branchId, allocation, left / minute);
      if (begun) await allocations.endAt(tx, allocation.id, new Date(Math.min(now, to)));
      else await allocations.giveBack(tx, [allocation.id]);
      const moved = next === null ? null : await takeNext(tx, allocation, next, left);
      if (moved === null)
        throw new ValidationException(
          "SLOT_TAKEN",
          "No bay is free for the rest of it within two weeks. Move something else first.",
          { free: [] },
        );
      tx.audit(
        audited("appointment.carried-over", held, {
          startsAt: [allocation.startsAt, moved.startsAt],
          bayId: [allocation.bayId, moved.bayId],
        }),
      );
      return { allocations: [moved], appointment: await settle(tx, held) };
    },
    { idempotencyKey, input, subject: { type: "allocation", id: input.allocationId } },
  );

// ── What stands behind a block ──────────────────────────────────────────────────────────────────

type Held = {
  readonly allocation: allocations.AllocationRow;
  readonly branchId: string;
  readonly appointment: appointments.AppointmentRow | null;
};

/** The block with its appointment and card, locked in that order. @throws NOT_FOUND for one that takes no bay */
const hold = async (tx: Tx, allocationId: string): Promise<Held> => {
  const found = await allocations.find(tx, allocationId);
  if (found === null) throw notFound("This block");
  tx.within(found.bay.branchId);
  const appointment = found.appointmentId === null ? null : await appointments.lock(tx, found.appointmentId);
  if (found.jobCardId !== null) await jobCards.lock(tx, found.jobCardId);
  const allocation = await allocations.lock(tx, allocationId);
  if (allocation === null) throw notFound("This block");
  return { allocation, branchId: found.bay.branchId, appointment };
};

/** Brings the appointment and the card in line with their blocks; tells the customer when the start has moved. */
const settle = async (
  tx: Tx,
  { allocation, appointment }: Held,
  tellCustomer = true,
): Promise<AppointmentChanged | null> => {
  if (allocation.jobCardId !== null) await jobCards.touch(tx, allocation.jobCardId);
  if (appointment === null) return null;
  if (appointment.state !== "BOOKED" || appointment.startsAt === null) {
    await appointments.change(tx, appointment.id, appointment.state, {});
    return changedView(appointment);
  }
  const pieces = await allocations.activeOf(tx, appointment.id);
  const startsAt = pieces[0]?.startsAt ?? appointment.startsAt;
  const buffer = appointment.bufferMinutes * minute;
  const lasts = pieces.reduce((sum, piece) => sum + piece.endsAt.getTime() - piece.startsAt.getTime(), 0);
  const minutes = Math.max(5, Math.round((lasts - buffer) / minute));
  const endsAt = new Date(
    Math.max(endOf(pieces, appointment.bufferMinutes).getTime(), startsAt.getTime() + 5 * minute),
  );
  const moved = startsAt.getTime() !== appointment.startsAt.getTime();
  await appointments.change(tx, appointment.id, "BOOKED", { startsAt, endsAt, minutes }, moved);
  if (moved) {
    const generation = await visitLinks.open(tx, "appointment", appointment.id, endsAt);
    const sequence = appointment.icsSequence + 1;
    const { zone, bookingRules } = appointment.branch;
    const quiet = bookingRules ?? defaultRules;
    const reminded = { appointmentId: appointment.id, startsAt, zone, quiet, sequence, generation };
    await tx.step("reminders planned", () => planRemindersAnew(tx, reminded), plannedWords);
    emit(
      tx,
      appointmentRescheduled,
      { type: "appointment", id: appointment.id },
      {
        appointmentId: appointment.id,
        generation,
        sequence,
        from: appointment.startsAt.toISOString(),
        to: startsAt.toISOString(),
        tellCustomer,
      },
    );
  }
  return changedView(appointment, { startsAt, endsAt });
};

const pick = ({ bayId, startsAt, endsAt }: allocations.Place) => ({ bayId, startsAt, endsAt });

const audited = (action: string, { allocation }: Held, changes: Readonly<Record<string, unknown>>) =>
  allocation.appointmentId === null && allocation.jobCardId !== null
    ? { action: "job-card.placed", subjectType: "jobCard", subjectId: allocation.jobCardId, changes }
    : { action, subjectType: "appointment", subjectId: allocation.appointmentId ?? allocation.id, changes };

const wantedOf = (appointment: appointments.AppointmentRow | null, minutes: number) => ({
  serviceIds: appointment?.services.flatMap(({ serviceOfferId }) => serviceOfferId ?? []) ?? [],
  minutes: Math.max(1, Math.round(minutes)),
  bufferMinutes: 0,
  online: false,
});

const taken = async (tx: Tx, { branchId, allocation, appointment }: Held, to: allocations.Place, bayName: string) => {
  const wanted = wantedOf(appointment, (to.endsAt.getTime() - to.startsAt.getTime()) / minute);
  const except = allocation.appointmentId === null ? {} : { appointmentId: allocation.appointmentId };
  const diary = await diaries.around(tx, branchId, wanted, to.startsAt, tx.now, except);
  const { details } = diaries.slotTaken(diary, diaries.demandOfKept(diary, wanted), to.startsAt, tx.now);
  const when = formatMoment(to.startsAt, diary.zone, tx.now);
  return new ValidationException(
    "SLOT_TAKEN",
    `${bayName} or the technician has something else at ${when}. The nearest free times are offered.`,
    details,
  );
};

/** The first start of the days after the block's, on its bay if that is free then, else on any bay. */
const nextDayFor = async (tx: Tx, branchId: string, allocation: allocations.AllocationRow, minutes: number) => {
  const wanted = wantedOf(null, minutes);
  const diary = await diaries.around(
    tx,
    branchId,
    wanted,
    new Date(Math.max(allocation.startsAt.getTime(), tx.now.getTime()) + 7 * 24 * 60 * minute),
    tx.now,
  );
  const from = addDays(isoDateIn(new Date(Math.max(allocation.startsAt.getTime(), tx.now.getTime())), diary.zone), 1);
  return diaries.firstStartFrom(diary, diaries.demandOfKept(diary, wanted), from, tx.now, allocation.bayId);
};

const takeNext = async (
  tx: Tx,
  { state, appointmentId, jobCardId, technicianId }: allocations.AllocationRow,
  next: { readonly startsAt: Date; readonly bayIds: readonly string[] },
  length: number,
) => {
  if (state !== "BOOKED" && state !== "CHECKED_IN" && state !== "IN_PROGRESS") return null;
  const span = { startsAt: next.startsAt, endsAt: new Date(next.startsAt.getTime() + length) };
  const as = { state, appointmentId, jobCardId };
  // With the same person where they are free, else with nobody yet.
  const own =
    technicianId === null
      ? null
      : await allocations.take(tx, { ...span, bayIds: next.bayIds, technicianIds: [technicianId], as });
  const got = own ?? (await allocations.take(tx, { ...span, bayIds: next.bayIds, technicianIds: null, as }));
  return got === null ? null : { id: got.id, bayId: got.bayId, ...span };
};
