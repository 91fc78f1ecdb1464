import { notFound } from "#/domain/errors.ts";
import { appointmentAttendanceNoted } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { quantityText } from "#/domain/quantity.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { endReminders } from "#/server/outbox/reminders.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as jobLines from "#/server/repositories/job-lines.ts";
import * as members from "#/server/repositories/members.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";
import { requireMove, requireVersion } from "#/server/services/booking/taking.ts";
import { liveCustomer } from "#/server/services/held-people.ts";

type CheckIn = {
  readonly idempotencyKey: string;
  readonly appointmentId: string;
  readonly version: number;
  readonly odometerIn: number | null;
  readonly promisedAt: Date | null;
  readonly technicianId: string | null;
};

/**
 * The car is here: opens its job card with customer, car, services and complaint filled in, on the bay that was booked.
 * @throws TRANSITION_REFUSED for one that was called off or is here already; STALE_VERSION
 */
export const checkInAppointment = (ctx: Ctx, { idempotencyKey, ...input }: CheckIn) => {
  const jobCardId = uuidv7();
  return executeInTransaction(
    ctx,
    "appointment.check-in",
    async (tx) => {
      const appointment = await appointments.lock(tx, input.appointmentId);
      const { id, branch, state } = appointment;
      tx.within(branch.id);
      requireVersion(appointment, input.version);
      requireMove(appointment, "CHECKED_IN");
      if (input.technicianId !== null) {
        const { role } = await members.active(tx, input.technicianId);
        if (role !== "TECHNICIAN") throw notFound("This technician");
      }
      const { id: vehicleId } = await vehicles.hold(tx, appointment.vehicleId);
      const customer = await liveCustomer(tx, appointment.customerId);
      const number = await tx.step(
        "card opened",
        () =>
          jobCards.insert(tx, {
            id: jobCardId,
            branchId: branch.id,
            customerId: customer.id,
            vehicleId,
            technicianId: input.technicianId,
            complaint: complaintOf(appointment),
            odometerIn: input.odometerIn,
            promisedAt: input.promisedAt,
            customerWaiting: appointment.customerWaiting,
            openedById: actorId(ctx.actor),
          }),
        (given) => ({ text: `Number ${given}` }),
      );
      await addServices(tx, jobCardId, appointment, input.technicianId);
      if (input.odometerIn !== null) {
        const reading = { id: uuidv7(), vehicleId, jobCardId, value: input.odometerIn, unit: branch.odometerUnit };
        await vehicles.addReading(tx, reading);
      }
      await tx.step("bay taken", () => allocations.checkIn(tx, id, jobCardId));
      await appointments.change(tx, id, state, { state: "CHECKED_IN", jobCardId });
      await tx.step("reminders ended", () => endReminders(tx, id, "The car is here."));
      // Somebody came on the day they were expected, also who was noted as not coming.
      if (appointment.startsAt !== null)
        emit(
          tx,
          appointmentAttendanceNoted,
          { type: "appointment", id },
          { appointmentId: id, startsAt: appointment.startsAt.toISOString() },
        );
      tx.audit({
        action: "appointment.checked-in",
        subjectType: "appointment",
        subjectId: id,
        changes: { state: [state, "CHECKED_IN"], jobCardId },
      });
      tx.audit({
        action: "job-card.created",
        subjectType: "jobCard",
        subjectId: jobCardId,
        changes: { number, branchId: branch.id, vehicleId, customerId: customer.id },
      });
      return { appointmentId: id, jobCardId, number };
    },
    { idempotencyKey, input, subject: { type: "appointment", id: input.appointmentId } },
  );
};

const complaintOf = ({ services, symptom }: appointments.AppointmentRow): string => {
  const booked = services.map(({ name }) => name).join(", ");
  return (
    [booked, symptom]
      .filter((text) => text !== "")
      .join(": ")
      .slice(0, 2000) || "As agreed"
  );
};

/** Each service as a line of labour, at the branch's rate of now; nothing is approved by it. */
const addServices = async (
  tx: Tx,
  jobCardId: string,
  { services, branch }: appointments.AppointmentRow,
  technicianId: string | null,
): Promise<void> => {
  if (services.length === 0) return;
  const [taxRateBp = 0] = branch.taxRatesBp;
  const lines = services.map(({ name, minutes }) => ({
    kind: "LABOUR" as const,
    description: name,
    packageTitle: name,
    quantity: quantityText(Math.round((minutes * 1000) / 60)),
    unit: "h",
    unitPriceMinor: Number(branch.labourRateMinor),
    unitCostMinor: 0,
    discountBp: 0,
    taxRateBp,
    partId: null,
    technicianId,
  }));
  await jobLines.append(tx, jobCardId, lines);
};
