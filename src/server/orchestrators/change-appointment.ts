import type { AppointmentChanged } from "#/domain/appointment.ts";
import { ValidationException } from "#/domain/errors.ts";
import { appointmentAttendanceNoted, appointmentOffered } from "#/domain/events.ts";
import { formatMoment } from "#/domain/time.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { endReminders } from "#/server/outbox/reminders.ts";
import { closeTasks } from "#/server/outbox/tasks.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as visitLinks from "#/server/services/booking/links.ts";
import { changedView, requestKey, requireMove, requireVersion } from "#/server/services/booking/taking.ts";
import { differences } from "#/server/services/settings.ts";

type Versioned = { readonly idempotencyKey: string; readonly appointmentId: string; readonly version: number };
type Details = { readonly symptom: string; readonly note: string; readonly customerWaiting: boolean };

/** Changes what is noted about an appointment. @throws STALE_VERSION */
export const changeAppointment = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Versioned & Details,
): Promise<AppointmentChanged> =>
  executeInTransaction(
    ctx,
    "appointment.update",
    async (tx) => {
      const { appointmentId, version, ...fields } = input;
      const appointment = await appointments.lock(tx, appointmentId);
      tx.within(appointment.branch.id);
      requireVersion(appointment, version);
      await appointments.change(tx, appointmentId, appointment.state, fields);
      tx.audit({
        action: "appointment.changed",
        subjectType: "appointment",
        subjectId: appointmentId,
        // Names of fields, not what stood in them: people write about people.
        changes: { fields: Object.keys(differences(appointment, fields)) },
      });
      return changedView(appointment);
    },
    { idempotencyKey, input, subject: { type: "appointment", id: input.appointmentId } },
  );

/** Nobody came: the bay is free for what is left of its time. @throws TRANSITION_REFUSED, before its time too; STALE_VERSION */
export const noteNoShow = (ctx: Ctx, { idempotencyKey, ...input }: Versioned): Promise<AppointmentChanged> =>
  executeInTransaction(
    ctx,
    "appointment.no-show",
    async (tx) => {
      const appointment = await appointments.lock(tx, input.appointmentId);
      const { id, state, branch } = appointment;
      tx.within(branch.id);
      requireVersion(appointment, input.version);
      requireMove(appointment, "NO_SHOW");
      requireBegun(appointment, tx.now);
      await allocations.releaseAppointment(tx, id);
      await appointments.change(tx, id, state, { state: "NO_SHOW" });
      await tx.step("reminders ended", () => endReminders(tx, id, "Nobody came."));
      tx.audit({
        action: "appointment.no-show",
        subjectType: "appointment",
        subjectId: id,
        changes: { state: [state, "NO_SHOW"] },
      });
      const startsAt = appointment.startsAt ?? tx.now;
      emit(
        tx,
        appointmentAttendanceNoted,
        { type: "appointment", id },
        { appointmentId: id, startsAt: startsAt.toISOString() },
      );
      return changedView(appointment, { state: "NO_SHOW" });
    },
    { idempotencyKey, input, subject: { type: "appointment", id: input.appointmentId } },
  );

/** Who is not due yet has missed nothing, and their time is not somebody else's. @throws TRANSITION_REFUSED */
const requireBegun = ({ startsAt, branch }: appointments.AppointmentRow, now: Date): void => {
  if (startsAt !== null && startsAt > now)
    throw new ValidationException(
      "TRANSITION_REFUSED",
      `They are expected at ${formatMoment(startsAt, branch.zone, now)}: only from then on have they not come. Cancel it, or give it another time.`,
    );
};

type Offer = Versioned & { readonly minutes: number; readonly bufferMinutes: number };

/** Says how long a request takes: its customer is sent a link to choose a time by. What it kept is let go. @throws TRANSITION_REFUSED; STALE_VERSION */
export const offerTimes = (ctx: Ctx, { idempotencyKey, ...input }: Offer): Promise<AppointmentChanged> =>
  executeInTransaction(
    ctx,
    "appointment.confirm-request",
    async (tx) => {
      const appointment = await appointments.lock(tx, input.appointmentId);
      const { id, state, branch } = appointment;
      tx.within(branch.id);
      requireVersion(appointment, input.version);
      requireMove(appointment, "OFFERED");
      await allocations.releaseAppointment(tx, id);
      const data = { state: "OFFERED" as const, startsAt: null, endsAt: null, waitingSince: tx.now };
      await appointments.change(tx, id, state, { ...data, minutes: input.minutes, bufferMinutes: input.bufferMinutes });
      const generation = await visitLinks.open(tx, "appointment", id, null);
      await closeTasks(tx, [requestKey(id)], "The customer was sent a link to choose a time by.");
      tx.audit({
        action: "appointment.offered",
        subjectType: "appointment",
        subjectId: id,
        changes: { state: [state, "OFFERED"], minutes: [appointment.minutes, input.minutes] },
      });
      emit(tx, appointmentOffered, { type: "appointment", id }, { appointmentId: id, generation });
      return changedView(appointment, data);
    },
    { idempotencyKey, input, subject: { type: "appointment", id: input.appointmentId } },
  );
