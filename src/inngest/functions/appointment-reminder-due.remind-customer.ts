import { appointmentReminderDue } from "#/domain/events.ts";
import { reminderAt } from "#/domain/reminders.ts";
import { isoDateIn } from "#/domain/time.ts";
import { timed } from "#/inngest/calendar-entry.ts";
import { consumer, later, skipped } from "#/inngest/consumer.ts";
import { texter } from "#/inngest/gateways.ts";
import { reminderLetter } from "#/inngest/letters.ts";
import { tellCustomer } from "#/inngest/tell-customer.ts";
import { readDb } from "#/server/db/transaction.ts";
import { overtakenBy, toTell } from "#/server/services/appointment-messages.ts";

/** Reminds of an appointment that stands as it was planned; not at night, not when it is too late to be of use. */
export const remindCustomer = consumer(appointmentReminderDue, "remind-customer", async (context) => {
  const { appointmentId, sequence, generation, notice } = context.event.data;
  const speaksOf = { state: "BOOKED", sequence } as const;
  const appointment = await toTell(readDb(context.ctx), appointmentId);
  const overtaken = overtakenBy(appointment, speaksOf.state, sequence);
  if (overtaken !== null) return skipped(overtaken);
  const { startsAt, branch } = timed(appointment);
  const now = new Date();
  // A retry or a server that was away brings it at any hour.
  const due = reminderAt(notice, startsAt, branch.zone, appointment.quiet, now);
  if (due !== "send") return "wait" in due ? later(due.wait) : skipped(due.leftOut);

  const tomorrow = isoDateIn(startsAt, branch.zone) !== isoDateIn(now, branch.zone);
  return tellCustomer(context, {
    kind: "appointment-reminder",
    speaksOf,
    generation,
    purpose: "REMINDER",
    ...reminderLetter(notice, tomorrow, texter().canBeAnswered),
  });
});
