import { z } from "zod";
import { type BookingLimits, type LimitsView, limitsView, updateLimitsInput } from "#/domain/booking-limits.ts";
import {
  closureFields,
  closureView,
  createServiceInput,
  endsAfterItBegins,
  healthView,
  orderServicesInput,
  removeClosureInput,
  rulesView,
  serviceVersionInput,
  serviceView,
  technicianHoursInput,
  technicianHoursView,
  updateRulesInput,
  updateServiceInput,
} from "#/domain/booking-rules.ts";
import { id } from "#/domain/fields.ts";
import { env } from "#/env.ts";
import { memberProcedure, mutationInput } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import {
  addClosure,
  changeLimits,
  changeRules,
  removeClosure,
  setTechnicianHours,
} from "#/server/orchestrators/keep-booking-settings.ts";
import {
  changeService,
  closeService,
  createService,
  orderServices,
  reopenService,
} from "#/server/orchestrators/keep-services.ts";
import * as bookingHealth from "#/server/services/booking/health.ts";
import { keptLimits } from "#/server/services/booking/limits.ts";
import * as kept from "#/server/services/booking/settings.ts";

const read = memberProcedure("settings.read");
const edit = memberProcedure("settings.edit");

const shown = (kept: BookingLimits & { version: number }): LimitsView => ({
  ...kept,
  ofAddress: { bookingsPerHour: env.BOOKINGS_PER_HOUR, holdsPerHour: env.HOLDS_PER_HOUR },
});

/** What `settings` has of booking: services, rules, limits, closures, and who works when. */
export const bookingSettings = {
  services: read.output(z.array(serviceView)).query(({ ctx }) => kept.services(readDb(ctx))),
  createService: edit
    .input(mutationInput(createServiceInput.shape))
    .output(serviceView)
    .mutation(({ ctx, input }) => createService(ctx, input)),
  updateService: edit
    .input(mutationInput(updateServiceInput.shape))
    .output(serviceView)
    .mutation(({ ctx, input }) => changeService(ctx, input)),
  orderServices: edit
    .input(mutationInput(orderServicesInput.shape))
    .output(z.object({ branchId: id }))
    .mutation(({ ctx, input }) => orderServices(ctx, input)),
  closeService: edit
    .input(mutationInput(serviceVersionInput.shape))
    .output(serviceView)
    .mutation(({ ctx, input }) => closeService(ctx, input)),
  reopenService: edit
    .input(mutationInput(serviceVersionInput.shape))
    .output(serviceView)
    .mutation(({ ctx, input }) => reopenService(ctx, input)),

  bookingRules: read.output(z.array(rulesView)).query(({ ctx }) => kept.rules(readDb(ctx))),
  updateBookingRules: edit
    .input(mutationInput(updateRulesInput.shape))
    .output(rulesView)
    .mutation(({ ctx, input }) => changeRules(ctx, input)),

  bookingLimits: read.output(limitsView).query(async ({ ctx }) => shown(await keptLimits(readDb(ctx)))),
  updateBookingLimits: edit
    .input(mutationInput(updateLimitsInput.shape))
    .output(limitsView)
    .mutation(async ({ ctx, input }) => shown(await changeLimits(ctx, input))),

  closures: read
    .input(z.object({ branchId: id }))
    .output(z.array(closureView))
    .query(({ ctx, input }) => kept.closures(readDb(ctx), input.branchId)),
  addClosure: edit
    .input(endsAfterItBegins(mutationInput(closureFields)))
    .output(closureView)
    .mutation(({ ctx, input }) => addClosure(ctx, input)),
  removeClosure: edit
    .input(mutationInput(removeClosureInput.shape))
    .output(z.object({ closureId: id }))
    .mutation(({ ctx, input }) => removeClosure(ctx, input)),

  technicianHours: read.output(z.array(technicianHoursView)).query(({ ctx }) => kept.technicianHours(readDb(ctx))),
  updateTechnicianHours: edit
    .input(mutationInput(technicianHoursInput.shape))
    .output(z.object({ branchId: id, memberId: id, version: z.int() }))
    .mutation(({ ctx, input }) => setTechnicianHours(ctx, input)),

  /** Tries every service at every branch as a customer would, and says what is in the way. */
  bookingHealth: read.output(healthView).query(({ ctx }) => bookingHealth.health(readDb(ctx))),
};
