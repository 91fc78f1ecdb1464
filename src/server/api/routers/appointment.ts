import { z } from "zod";
import {
  allocationInput,
  allocationsChanged,
  appointmentBookedView,
  appointmentChanged,
  appointmentView,
  bookAppointmentInput,
  bookableInput,
  bookableView,
  byAppointmentInput,
  calendarInput,
  calendarView,
  cancelAppointmentInput,
  checkedInView,
  checkInInput,
  confirmRequestInput,
  explainInput,
  explainView,
  moveAllocationInput,
  noShowInput,
  rescheduleInput,
  splitAllocationInput,
  timesInput,
  timesView,
  updateAppointmentInput,
  warningsInput,
  warningsView,
} from "#/domain/appointment.ts";
import { dayFullInput, isoDay } from "#/domain/booking-rules.ts";
import { id } from "#/domain/fields.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { bookAppointment } from "#/server/orchestrators/book-appointment.ts";
import { cancelAppointment } from "#/server/orchestrators/cancel-appointment.ts";
import { changeAppointment, noteNoShow, offerTimes } from "#/server/orchestrators/change-appointment.ts";
import { checkInAppointment } from "#/server/orchestrators/check-in-appointment.ts";
import { setDayFull } from "#/server/orchestrators/keep-booking-settings.ts";
import { carryToTomorrow, moveAllocation, splitAllocation } from "#/server/orchestrators/move-allocation.ts";
import { rescheduleAppointment } from "#/server/orchestrators/reschedule-appointment.ts";
import * as calendar from "#/server/services/booking/calendar.ts";
import * as diaries from "#/server/services/booking/diaries.ts";
import * as explaining from "#/server/services/booking/explaining.ts";
import * as kept from "#/server/services/booking/settings.ts";
import * as views from "#/server/services/booking/views.ts";

const read = memberProcedure("appointment.read");
const edit = memberProcedure("appointment.edit");

export const appointmentRouter = router({
  list: read
    .input(calendarInput)
    .output(calendarView)
    .query(({ ctx, input }) => calendar.calendar(readDb(ctx), input)),
  byId: read
    .input(byAppointmentInput)
    .output(appointmentView)
    .query(({ ctx, input }) => views.byId(readDb(ctx), input.appointmentId, ctx.permissions)),
  services: read
    .input(bookableInput)
    .output(z.array(bookableView))
    .query(({ ctx, input }) => kept.bookable(readDb(ctx), input.branchId)),
  warnings: edit
    .input(warningsInput)
    .output(warningsView)
    .query(({ ctx, input }) => views.warningsOf(readDb(ctx), input)),
  times: edit
    .input(timesInput)
    .output(timesView)
    .query(({ ctx, input }) => {
      const { branchId, serviceIds, minutes, fromDay, days, appointmentId } = input;
      const wanted = { serviceIds, minutes, online: false };
      return diaries.availability(readDb(ctx), branchId, wanted, {
        fromDay,
        days,
        now: new Date(),
        except: { appointmentId },
      });
    }),
  explain: read
    .input(explainInput)
    .output(explainView)
    .query(({ ctx, input }) => explaining.explain(readDb(ctx), { ...input, online: false })),

  book: edit
    .input(mutationInput(bookAppointmentInput.shape))
    .output(appointmentBookedView)
    .mutation(({ ctx, input }) => bookAppointment(ctx, input)),
  update: edit
    .input(mutationInput(updateAppointmentInput.shape))
    .output(appointmentChanged)
    .mutation(({ ctx, input }) => changeAppointment(ctx, input)),
  reschedule: edit
    .input(mutationInput(rescheduleInput.shape))
    .output(appointmentChanged)
    .mutation(({ ctx, input }) => rescheduleAppointment(ctx, input)),
  cancel: edit
    .input(mutationInput(cancelAppointmentInput.shape))
    .output(appointmentChanged)
    .mutation(({ ctx, input }) => cancelAppointment(ctx, { ...input, by: "STAFF" })),
  checkIn: edit
    .input(mutationInput(checkInInput.shape))
    .output(checkedInView)
    .mutation(({ ctx, input }) => checkInAppointment(ctx, input)),
  noShow: edit
    .input(mutationInput(noShowInput.shape))
    .output(appointmentChanged)
    .mutation(({ ctx, input }) => noteNoShow(ctx, input)),
  /** With a time it is booked; without one the customer is sent a link to choose. */
  confirmRequest: edit
    .input(mutationInput(confirmRequestInput.shape))
    .output(appointmentChanged)
    .mutation(({ ctx, input: { startsAt, bayId, ...input } }) =>
      startsAt === null ? offerTimes(ctx, input) : rescheduleAppointment(ctx, { ...input, startsAt, bayId }),
    ),
  moveAllocation: edit
    .input(mutationInput(moveAllocationInput.shape))
    .output(allocationsChanged)
    .mutation(({ ctx, input }) => moveAllocation(ctx, input)),
  split: edit
    .input(mutationInput(splitAllocationInput.shape))
    .output(allocationsChanged)
    .mutation(({ ctx, input }) => splitAllocation(ctx, input)),
  carryToTomorrow: edit
    .input(mutationInput(allocationInput.shape))
    .output(allocationsChanged)
    .mutation(({ ctx, input }) => carryToTomorrow(ctx, input)),
  setDayFull: edit
    .input(mutationInput(dayFullInput.shape))
    .output(z.object({ branchId: id, day: isoDay, full: z.boolean() }))
    .mutation(({ ctx, input }) => setDayFull(ctx, input)),
});
