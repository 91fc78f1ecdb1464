import { z } from "zod";
import {
  availabilityView,
  foundVisit,
  visitCancelInput,
  visitChanged,
  visitRescheduleInput,
  visitTimesInput,
  visitToken,
} from "#/domain/booking.ts";
import { notFound, ValidationException } from "#/domain/errors.ts";
import { strangerOf } from "#/server/api/booking-door.ts";
import { mutationInput, publicProcedure, router } from "#/server/api/trpc.ts";
import { linkOfToken } from "#/server/db/link-token.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { cancelAppointment } from "#/server/orchestrators/cancel-appointment.ts";
import { rescheduleAppointment } from "#/server/orchestrators/reschedule-appointment.ts";
import * as visitLinks from "#/server/services/booking/links.ts";
import * as visitTimes from "#/server/services/booking/visit-times.ts";
import * as visits from "#/server/services/booking/visits.ts";

/** The visit that a token leads to. @throws NOT_FOUND for a token that never was one */
const linkOf = async (token: string) => {
  const found = await linkOfToken(token);
  if (found === null) throw notFound("This visit");
  const { tenantId, linkId } = found;
  const link = await runInTenant(tenantId, () => visitLinks.find(readDb({ tenantId }), linkId, new Date()));
  if (link === null) throw notFound("This visit");
  return { tenantId, link };
};

/** The same where something is to be changed. @throws TRANSITION_REFUSED for a link that has ended, or a visit that was not booked */
const appointmentOf = async (token: string) => {
  const { tenantId, link } = await linkOf(token);
  if (!link.open)
    throw new ValidationException(
      "TRANSITION_REFUSED",
      "This link has ended: the visit was called off, or is long over. Book anew, or call the workshop.",
    );
  if (link.purpose !== "appointment")
    throw new ValidationException("TRANSITION_REFUSED", "The car is with us: call the workshop to change anything.");
  return { tenantId, appointmentId: link.subjectId };
};

/** For whoever holds the link of a visit: reading shows it, and only a mutation changes anything. */
export const visitRouter = router({
  byToken: publicProcedure
    .input(z.object({ token: visitToken }))
    .output(foundVisit)
    .query(async ({ input }) => {
      const { tenantId, link } = await linkOf(input.token);
      if (!link.open) return { found: "gone" as const };
      const visit = await runInTenant(tenantId, () => visits.ofLink(readDb({ tenantId }), link));
      return { found: "open" as const, visit };
    }),

  times: publicProcedure
    .input(visitTimesInput)
    .output(availabilityView)
    .query(async ({ input }) => {
      const { tenantId, appointmentId } = await appointmentOf(input.token);
      const { fromDay, days } = input;
      return runInTenant(tenantId, () =>
        visitTimes.times(readDb({ tenantId }), appointmentId, { fromDay, days, now: new Date() }),
      );
    }),

  reschedule: publicProcedure
    .input(mutationInput(visitRescheduleInput.shape))
    .output(visitChanged)
    .mutation(async ({ ctx, input }) => {
      const { tenantId, appointmentId } = await appointmentOf(input.token);
      const { idempotencyKey, startsAt } = input;
      const wanted = { startsAt, minutes: null, bayId: null, version: null, byCustomer: true };
      await rescheduleAppointment(strangerOf(ctx, tenantId), { idempotencyKey, appointmentId, ...wanted });
      return { state: "BOOKED" as const };
    }),

  cancel: publicProcedure
    .input(mutationInput(visitCancelInput.shape))
    .output(visitChanged)
    .mutation(async ({ ctx, input }) => {
      const { tenantId, appointmentId } = await appointmentOf(input.token);
      const { idempotencyKey, reason } = input;
      await cancelAppointment(strangerOf(ctx, tenantId), {
        idempotencyKey,
        appointmentId,
        version: null,
        reason,
        by: "CUSTOMER",
      });
      return { state: "CANCELLED" as const };
    }),
});
