import { appointmentCancelled } from "#/domain/events.ts";
import { consumer, skipped } from "#/inngest/consumer.ts";
import { keepFigures } from "#/inngest/keep-figures.ts";
import { readDb } from "#/server/db/transaction.ts";
import { dayOfAppointment } from "#/server/services/metrics.ts";

/** Brings the figures of the day up to date on which it was called off. */
export const updateCancellationFigures = consumer(appointmentCancelled, "update-analytics", async (context) => {
  const day = await dayOfAppointment(readDb(context.ctx), context.event.data.appointmentId, "cancelled");
  return day === null ? skipped("This cancellation is not in the books.") : keepFigures(context, day);
});
