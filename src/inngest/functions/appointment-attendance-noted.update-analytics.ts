import type { z } from "zod";
import { appointmentAttendanceNoted } from "#/domain/events.ts";
import { consumer, type Effect, skipped } from "#/inngest/consumer.ts";
import { keepFigures } from "#/inngest/keep-figures.ts";
import { readDb } from "#/server/db/transaction.ts";
import { dayAtBranchOf } from "#/server/services/metrics.ts";

export const keepAttendanceFigures: Effect<z.output<typeof appointmentAttendanceNoted.data>> = async (context) => {
  const { appointmentId, startsAt } = context.event.data;
  const day = await dayAtBranchOf(readDb(context.ctx), appointmentId, startsAt);
  return day === null ? skipped("This appointment is not in the books.") : keepFigures(context, day);
};

/** Brings the figures of the day up to date for which it was booked: whether somebody came. */
export const updateAttendanceFigures = consumer(appointmentAttendanceNoted, "update-analytics", keepAttendanceFigures);
