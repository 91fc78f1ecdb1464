import type { AppointmentChanged } from "#/domain/appointment.ts";
import { appointmentCancelled } from "#/domain/events.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { endReminders } from "#/server/outbox/reminders.ts";
import { closeTasks } from "#/server/outbox/tasks.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as visitLinks from "#/server/services/booking/links.ts";
import { changedView, requestKey, requireMove, requireVersion } from "#/server/services/booking/taking.ts";

type Cancel = {
  readonly idempotencyKey: string;
  readonly appointmentId: string;
  readonly version: number | null;
  readonly reason: string;
  readonly by: "CUSTOMER" | "STAFF";
  /** Yes unless told otherwise. */
  readonly tellCustomer?: boolean;
};

/** Calls an appointment off: its bay is free, its links have ended. @throws TRANSITION_REFUSED once the car is here; STALE_VERSION */
export const cancelAppointment = (ctx: Ctx, { idempotencyKey, ...input }: Cancel): Promise<AppointmentChanged> =>
  executeInTransaction(
    ctx,
    "appointment.cancel",
    async (tx) => {
      const appointment = await appointments.lock(tx, input.appointmentId);
      const { id, branch, state } = appointment;
      tx.within(branch.id);
      if (input.version !== null) requireVersion(appointment, input.version);
      requireMove(appointment, "CANCELLED");
      await allocations.releaseAppointment(tx, id);
      const data = { cancelledAt: tx.now, cancelledBy: input.by, cancelledReason: input.reason, waitingSince: null };
      await appointments.change(tx, id, state, { ...data, state: "CANCELLED" }, true);
      await visitLinks.end(tx, "appointment", id);
      await tx.step("reminders ended", () => endReminders(tx, id, "The appointment was cancelled."));
      await closeTasks(tx, [requestKey(id)], "It was called off.");
      tx.audit({
        action: "appointment.cancelled",
        subjectType: "appointment",
        subjectId: id,
        changes: { state: [state, "CANCELLED"], by: input.by },
      });
      emit(
        tx,
        appointmentCancelled,
        { type: "appointment", id },
        {
          appointmentId: id,
          sequence: appointment.icsSequence + 1,
          by: input.by,
          wasBooked: state === "BOOKED",
          tellCustomer: input.tellCustomer ?? true,
        },
      );
      return changedView(appointment, { state: "CANCELLED" });
    },
    { idempotencyKey, input, subject: { type: "appointment", id: input.appointmentId } },
  );
