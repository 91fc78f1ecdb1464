import {
  availabilityInput,
  availabilityView,
  bookedView,
  bookInput,
  bookingPageInput,
  bookingPageView,
  holdInput,
  holdView,
  recognisedView,
  recogniseInput,
  releasedView,
  releaseInput,
  requestFields,
  saysWhatIsWrong,
} from "#/domain/booking.ts";
import {
  addressOf,
  fakeSuccess,
  isNoPerson,
  limitBookings,
  limitHolds,
  onTheBeat,
  publicCtx,
} from "#/server/api/booking-door.ts";
import { mutationInput, publicProcedure, router } from "#/server/api/trpc.ts";
import { formStamp, linkOfToken, linkToken } from "#/server/db/link-token.ts";
import { tenantOfSlug } from "#/server/db/public-tenant.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { bookAppointment } from "#/server/orchestrators/book-appointment.ts";
import { holdSlot, releaseSlot } from "#/server/orchestrators/hold-slot.ts";
import { requestAppointment } from "#/server/orchestrators/request-appointment.ts";
import * as diaries from "#/server/services/booking/diaries.ts";
import { hashOf } from "#/server/services/booking/limits.ts";
import * as pages from "#/server/services/booking/page.ts";

/** For customers, who have no account: what is free, and booking it. Says nothing of who is on file. */
export const bookingRouter = router({
  page: publicProcedure
    .input(bookingPageInput)
    .output(bookingPageView)
    .query(async ({ input }) => {
      const tenantId = await tenantOfSlug(input.tenantSlug);
      const now = new Date();
      const page = await runInTenant(tenantId, () => pages.page(readDb({ tenantId }), now));
      return { ...page, formStamp: formStamp(now) };
    }),

  availability: publicProcedure
    .input(availabilityInput)
    .output(availabilityView)
    .query(async ({ input }) => {
      const tenantId = await tenantOfSlug(input.tenantSlug);
      const { branchId, serviceIds, fromDay, days } = input;
      const wanted = { serviceIds, minutes: null, online: true };
      return runInTenant(tenantId, () =>
        diaries.availability(readDb({ tenantId }), branchId, wanted, { fromDay, days, now: new Date() }),
      );
    }),

  hold: publicProcedure
    .input(mutationInput(holdInput.shape))
    .output(holdView)
    .mutation(async ({ ctx, input: { tenantSlug, ...input } }) => {
      const caller = await publicCtx(ctx, tenantSlug);
      await limitHolds(ctx);
      return holdSlot(caller, { ...input, address: addressOf(ctx) });
    }),

  release: publicProcedure
    .input(mutationInput(releaseInput.shape))
    .output(releasedView)
    .mutation(async ({ ctx, input: { tenantSlug, ...input } }) => releaseSlot(await publicCtx(ctx, tenantSlug), input)),

  book: publicProcedure
    .input(mutationInput(bookInput.shape))
    .output(bookedView)
    .mutation(({ ctx, input }) =>
      onTheBeat(async () => {
        const caller = await publicCtx(ctx, input.tenantSlug);
        if (isNoPerson(input, new Date())) return fakeSuccess();
        await limitBookings(ctx, caller.tenantId, input.contact);
        const { contact, vehicle, hold } = input;
        const { appointment, generation } = await bookAppointment(caller, {
          idempotencyKey: input.idempotencyKey,
          branchId: input.branchId,
          serviceIds: input.serviceIds,
          minutes: null,
          startsAt: input.startsAt,
          bayId: null,
          technicianId: null,
          customer: { kind: "given", ...contact },
          vehicle: { kind: "given", ...vehicle },
          symptom: input.symptom,
          note: "",
          customerWaiting: input.customerWaiting,
          online: { hold: hold === null ? null : { holdId: hold.holdId, holderHash: hashOf(hold.browserKey) } },
        });
        return { reference: appointment.reference, token: linkToken("appointment", appointment.id, generation) };
      }),
    ),

  request: publicProcedure
    .input(saysWhatIsWrong(mutationInput(requestFields)))
    .output(bookedView)
    .mutation(({ ctx, input }) =>
      onTheBeat(async () => {
        const caller = await publicCtx(ctx, input.tenantSlug);
        if (isNoPerson(input, new Date())) return fakeSuccess();
        await limitBookings(ctx, caller.tenantId, input.contact);
        const {
          branchId,
          serviceIds,
          startsAt,
          contact,
          vehicle,
          symptom,
          customerWaiting,
          idempotencyKey: key,
        } = input;
        const asked = { branchId, serviceIds, startsAt, contact, vehicle, symptom, customerWaiting };
        const made = await requestAppointment(caller, { ...asked, idempotencyKey: key });
        return { reference: made.reference, token: linkToken("appointment", made.appointmentId, made.generation) };
      }),
    ),

  recognise: publicProcedure
    .input(recogniseInput)
    .output(recognisedView)
    .query(async ({ input }) => {
      const tenantId = await tenantOfSlug(input.tenantSlug);
      const links = await Promise.all(input.tokens.map(linkOfToken));
      const own = links.flatMap((link) => (link?.tenantId === tenantId ? [link.linkId] : []));
      return runInTenant(tenantId, () => pages.recognise(readDb({ tenantId }), input.plate, own, new Date()));
    }),
});
