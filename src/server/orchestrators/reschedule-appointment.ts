import type { AppointmentChanged } from "#/domain/appointment.ts";
import { ValidationException } from "#/domain/errors.ts";
import { appointmentAttendanceNoted, appointmentBooked, appointmentRescheduled } from "#/domain/events.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { plannedWords, planRemindersAnew } from "#/server/outbox/reminders.ts";
import { closeTasks } from "#/server/outbox/tasks.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as diaries from "#/server/services/booking/diaries.ts";
import * as visitLinks from "#/server/services/booking/links.ts";
import {
  changedView,
  endOf,
  putElsewhere,
  requestKey,
  requireMove,
  requireVersion,
} from "#/server/services/booking/taking.ts";

type Reschedule = {
  readonly idempotencyKey: string;
  readonly appointmentId: string;
  readonly startsAt: Date;
  /** As long as it was unless told. */
  readonly minutes: number | null;
  /** As it was unless told. */
  readonly bufferMinutes?: number;
  readonly bayId: string | null;
  /** What staff has looked at; a customer has no version to go by. */
  readonly version: number | null;
  /** By the customer, who may choose what is offered; absent: by staff. */
  readonly byCustomer?: boolean;
  /** Yes unless told otherwise; a first time is told in any case. */
  readonly tellCustomer?: boolean;
};

/**
 * Gives an appointment another time, or its first one: of an offer it is the customer's choice, of a request the advisor's
 * answer. It stays on its bay where that is free then, else goes to another that fits; what it had is let go in the same commit.
 * @throws SLOT_TAKEN with `details.free`; STALE_VERSION; TRANSITION_REFUSED
 */
export const rescheduleAppointment = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Reschedule,
): Promise<AppointmentChanged> =>
  executeInTransaction(ctx, "appointment.reschedule", (tx) => reschedule(tx, input), {
    idempotencyKey,
    input,
    subject: { type: "appointment", id: input.appointmentId },
  });

const reschedule = async (tx: Tx, input: Omit<Reschedule, "idempotencyKey">): Promise<AppointmentChanged> => {
  const appointment = await appointments.lock(tx, input.appointmentId);
  const { id, branch, state } = appointment;
  tx.within(branch.id);
  if (input.version !== null) requireVersion(appointment, input.version);
  requireMove(appointment, "BOOKED");
  const online = input.byCustomer === true;
  if (online && state === "REQUESTED") throw notYet();

  const serviceIds = appointment.services.flatMap(({ serviceOfferId }) => serviceOfferId ?? []);
  const wanted = {
    serviceIds,
    minutes: input.minutes ?? appointment.minutes,
    bufferMinutes: input.bufferMinutes ?? appointment.bufferMinutes,
    online,
  };
  const look = () => diaries.around(tx, branch.id, wanted, input.startsAt, tx.now, { appointmentId: id });
  const diary = await look();
  const demand = diaries.demandOfKept(diary, wanted);
  if (online && !diaries.isFree(diary, demand, input.startsAt, tx.now))
    throw diaries.slotTaken(diary, demand, input.startsAt, tx.now);

  const before = await allocations.activeOf(tx, id);
  const pieces = await tx.step("bay taken", () =>
    putElsewhere(tx, diary, demand, { startsAt: input.startsAt, bayId: input.bayId, appointmentId: id, before }),
  );
  if (pieces === null) throw diaries.slotTaken(await look(), demand, input.startsAt, tx.now);
  const endsAt = endOf(pieces, demand.bufferMinutes);
  const data = {
    state: "BOOKED" as const,
    startsAt: input.startsAt,
    endsAt,
    minutes: demand.minutes,
    bufferMinutes: demand.bufferMinutes,
    waitingSince: null,
    bookedAt: appointment.bookedAt ?? tx.now,
  };
  await appointments.change(tx, id, state, data, true);
  const generation = await visitLinks.open(tx, "appointment", id, endsAt);
  await closeTasks(tx, [requestKey(id)], "A time was found.");

  tx.audit({
    action: "appointment.rescheduled",
    subjectType: "appointment",
    subjectId: id,
    changes: {
      startsAt: [appointment.startsAt, input.startsAt],
      ...(state === "BOOKED" ? {} : { state: [state, "BOOKED"] }),
    },
  });
  const sequence = appointment.icsSequence + 1;
  const { zone, rules: quiet } = diary;
  const reminded = { appointmentId: id, startsAt: input.startsAt, zone, quiet, sequence, generation };
  await tx.step("reminders planned", () => planRemindersAnew(tx, reminded), plannedWords);
  const subject = { type: "appointment", id };
  if (state === "BOOKED" && appointment.startsAt !== null) {
    const [from, to] = [appointment.startsAt.toISOString(), input.startsAt.toISOString()];
    const { tellCustomer = true } = input;
    emit(tx, appointmentRescheduled, subject, { appointmentId: id, generation, sequence, from, to, tellCustomer });
  } else {
    // Nobody came then; now somebody will.
    if (state === "NO_SHOW" && appointment.startsAt !== null)
      emit(tx, appointmentAttendanceNoted, subject, {
        appointmentId: id,
        startsAt: appointment.startsAt.toISOString(),
      });
    const first = { isNewCustomer: false, isNewVehicle: false };
    emit(tx, appointmentBooked, subject, { appointmentId: id, generation, sequence, ...first });
  }
  return changedView(appointment, data);
};

const notYet = () =>
  new ValidationException(
    "TRANSITION_REFUSED",
    "The workshop has not answered this request yet. You get a link to choose a time by.",
  );
