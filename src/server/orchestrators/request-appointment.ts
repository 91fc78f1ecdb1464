import type { RequestInput } from "#/domain/booking.ts";
import { appointmentRequested } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { executeInTransaction, validatePrerequisites } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as diaries from "#/server/services/booking/diaries.ts";
import { requireFewRequests } from "#/server/services/booking/limits.ts";
import * as visitLinks from "#/server/services/booking/links.ts";
import { dialled, findOrAddCar, findOrAddCustomer, takeTurnOf } from "#/server/services/booking/people.ts";
import { differingTask, newReference, requestTask, takePieces } from "#/server/services/booking/taking.ts";
import { readPlate } from "#/server/services/plates.ts";

type Request = Pick<
  RequestInput,
  "branchId" | "serviceIds" | "startsAt" | "contact" | "vehicle" | "symptom" | "customerWaiting"
> & {
  readonly idempotencyKey: string;
};

/**
 * Asks for work that somebody must look at first. A time that is wished for is kept for a while if it is free, and lets go
 * by itself; without one the request stands all the same.
 * @throws TOO_MANY_REQUESTS for a contact with too many that wait; INVALID_INPUT for a plate or a phone number
 */
export const requestAppointment = async (ctx: Ctx, { idempotencyKey, ...input }: Request) => {
  const now = new Date();
  const wanted = { serviceIds: input.serviceIds, minutes: null, online: true };
  const diary = await runInTenant(ctx.tenantId, () =>
    diaries.around(readDb(ctx), input.branchId, wanted, input.startsAt ?? now, now),
  );
  const demand = diaries.demandOf(diary, wanted);
  const { requestHoldMinutes } = diary.rules;
  // What nobody offers is no wish: it is left out, and the advisor asks.
  const wish = input.startsAt !== null && diaries.isOffered(diary, demand, input.startsAt, now) ? input.startsAt : null;

  const id = uuidv7();
  return await executeInTransaction(
    ctx,
    "appointment.request",
    async (tx) => {
      tx.within(input.branchId);
      validatePrerequisites({ BRANCH_ACTIVE: await branches.holdOpen(tx, input.branchId) });
      const typed = {
        name: input.contact.name,
        email: input.contact.email,
        phone: dialled(input.contact.phone, diary.branch.country, "contact.phone"),
        plate: readPlate(input.vehicle.plate, "vehicle.plate"),
        make: input.vehicle.make,
        model: input.vehicle.model,
      };
      await takeTurnOf(tx, typed);
      await requireFewRequests(tx, typed);
      const customer = await tx.step("customer found", () => findOrAddCustomer(tx, typed));
      const vehicle = await tx.step("vehicle found", () => findOrAddCar(tx, typed, customer.id));
      const reference = newReference();
      const differing = [...new Set([...customer.differing, ...vehicle.differing])];
      await tx.step("appointment written", () =>
        appointments.insert(tx, {
          id,
          branchId: input.branchId,
          reference,
          state: "REQUESTED",
          source: "ONLINE",
          customerId: customer.id,
          vehicleId: vehicle.id,
          symptom: input.symptom,
          note: "",
          customerWaiting: input.customerWaiting,
          typed,
          differing,
          minutes: demand.minutes,
          bufferMinutes: demand.bufferMinutes,
          startsAt: wish,
          endsAt: wish === null ? null : new Date(wish.getTime() + demand.minutes * 60_000),
          createdById: null,
          services: diaries.serviceLines(diary),
        }),
      );
      if (wish !== null && requestHoldMinutes > 0) {
        const heldUntil = new Date(tx.now.getTime() + requestHoldMinutes * 60_000);
        await tx.step("bay taken", () =>
          takePieces(tx, diary, demand, wish, {
            bayId: null,
            technicianId: null,
            appointmentId: id,
            state: "HELD",
            heldUntil,
          }),
        );
      }
      const generation = await tx.step("link opened", () => visitLinks.openNew(tx, id, wish));
      await raiseTask(tx, requestTask(id, reference, vehicle.plate));
      if (differing.length > 0) await raiseTask(tx, differingTask(id, reference, differing));
      tx.audit({
        action: "appointment.requested",
        subjectType: "appointment",
        subjectId: id,
        changes: { branchId: input.branchId, startsAt: wish, customerId: customer.id, vehicleId: vehicle.id },
      });
      emit(tx, appointmentRequested, { type: "appointment", id }, { appointmentId: id, generation });
      return { appointmentId: id, reference, generation };
    },
    { idempotencyKey, input, subject: { type: "appointment", id } },
  );
};
