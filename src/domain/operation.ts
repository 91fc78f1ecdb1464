import { z } from "zod";
import { id, moment, text } from "#/domain/fields.ts";
import { scheduleNames, schedules } from "#/domain/schedules.ts";

/** The operation timeline: what was done in one commit, and what follows it. */

export const runStates = ["RUNNING", "COMPLETED", "FAILED", "COMPENSATED", "SUSPENDED"] as const;
export const stepStates = ["RUNNING", "DONE", "FAILED", "UNKNOWN", "UNDONE", "UNDO_FAILED"] as const;
export const deliveryStates = ["PENDING", "RUNNING", "DONE", "DEAD", "SKIPPED"] as const;

export const subjectTypes = ["jobCard", "invoice", "part", "appointment"] as const;
export const timelineInput = z.object({ subjectType: z.enum(subjectTypes), subjectId: id });

export const deliveryView = z.object({
  id,
  eventType: z.string(),
  consumer: z.string(),
  title: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.int(),
  /** When it is to be done, while it waits for that time. */
  plannedFor: moment.nullable(),
  /** When the next try is due, while it waits. */
  nextTryAt: moment.nullable(),
  finishedAt: moment.nullable(),
  /** A plain reason for the last failure, or for skipping. */
  reason: z.string().nullable(),
  /** Each try that failed, the oldest first. */
  failures: z.array(z.object({ at: moment, reason: z.string() })),
  /** What it came to: `Accepted for s.hallett@example.com`. */
  result: z.string().nullable(),
  task: z.object({ id, takenBy: z.string().nullable(), state: z.enum(["OPEN", "TAKEN", "RESOLVED"]) }).nullable(),
});
export type DeliveryView = z.infer<typeof deliveryView>;

export const runView = z.object({
  id,
  name: z.string(),
  title: z.string(),
  state: z.enum(runStates),
  actorName: z.string(),
  startedAt: moment,
  durationMs: z.int().nullable(),
  errorMessage: z.string().nullable(),
  steps: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      state: z.enum(stepStates),
      attempt: z.int(),
      durationMs: z.int().nullable(),
      detail: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
  effects: z.array(deliveryView),
  /** How many more arrived so long ago that their details are gone. */
  removed: z.int(),
});
export type RunView = z.infer<typeof runView>;

/** How many days the details of an effect are kept once it has arrived. */
export const effectsKeptDays = 90;

/** Newest run first. */
export const timelineView = z.object({ runs: z.array(runView) });

/** What a run or a task is about, as a person would name it; absent where there is no such record. */
export const subjectView = z.object({ type: z.string(), id, label: z.string() });
export type SubjectView = z.infer<typeof subjectView>;

export const retryDeliveryInput = z.object({ deliveryId: id });
export const skipDeliveryInput = z.object({ deliveryId: id, reason: text("Say why it is not needed.", 300) });
export const assignDeliveryInput = z.object({ deliveryId: id, memberId: id });
export const deliveryChanged = z.object({ deliveryId: id, state: z.enum(deliveryStates) });

/** What the timeline calls each operation. */
export const runTitles: Readonly<Record<string, string>> = {
  "job-card.create": "Job card opened",
  "job-card.update": "Details changed",
  "job-card.move": "Moved",
  "job-card.assign": "Technician assigned",
  "job-card.place": "Placed on a bay",
  "job-card.unplace": "Taken off the bay",
  "job-card.add-lines": "Lines added",
  "job-card.update-line": "Line changed",
  "job-card.remove-lines": "Lines removed",
  "job-card.lines-done": "Work ticked off",
  "job-card.approve": "Work approved",
  "job-card.complete": "Complete job card",
  "operation.verify": "Data verified",
  "operation.verify-given-up": "Verifying the data given up",
  "appointment.book": "Appointment booked",
  "appointment.request": "Appointment requested",
  "appointment.update": "Appointment changed",
  "appointment.reschedule": "Appointment moved to another time",
  "appointment.cancel": "Appointment cancelled",
  "appointment.check-in": "Checked in",
  "appointment.no-show": "Noted as not having come",
  "appointment.confirm-request": "Request answered",
  "appointment.move-allocation": "Moved in the calendar",
  "appointment.split": "Work split",
  "appointment.attach-photo": "Photo sent by the customer",
  "appointment.carry-over": "Work carried to the next day",
  "booking.hold": "Time held",
  "booking.release": "Held time let go",
  "settings.update-booking-rules": "Booking rules changed",
  "settings.create-service": "Service added",
  "settings.update-service": "Service changed",
  "settings.order-services": "Services put in order",
  "settings.close-service": "Service no longer offered",
  "settings.reopen-service": "Service offered again",
  "settings.add-closure": "Closure added",
  "settings.remove-closure": "Closure removed",
  "settings.day-full": "Day said to be full, or no more",
  "settings.technician-hours": "Technician's hours changed",
  "payment.take": "Payment taken",
  "view.remove": "View of a list removed",
  "view.save": "View of a list kept",
  "invoice.store-pdf": "Invoice PDF made",
  "part.create": "Part added",
  "part.update": "Part changed",
  "part.receive": "Stock received",
  "part.adjust": "Stock corrected",
  "settings.update-business": "Business settings changed",
  "settings.set-logo": "Logo changed",
  "settings.remove-logo": "Logo removed",
  "settings.create-labour-rate": "Labour rate added",
  "settings.update-labour-rate": "Labour rate changed",
  "settings.remove-labour-rate": "Labour rate removed",
  "settings.create-template": "Template added",
  "settings.update-template": "Template changed",
  "settings.remove-template": "Template removed",
  "job-card.apply-template": "Template added",
  "settings.create-branch": "Branch opened",
  "settings.update-branch": "Branch settings changed",
  "settings.close-branch": "Branch closed",
  "settings.reopen-branch": "Branch opened again",
  "settings.create-bay": "Bay added",
  "settings.update-bay": "Bay renamed",
  "settings.order-bays": "Bays put in order",
  "settings.close-bay": "Bay closed",
  "settings.reopen-bay": "Bay opened again",
  "morning-mail.refused": "Address refused",
  "schedule.give-up": "Scheduled work given up",
  ...Object.fromEntries(scheduleNames.map((name) => [`schedule.${name}`, schedules[name].title])),
  "operation.retry": "Effect tried again",
  "operation.skip": "Effect skipped",
  "operation.assign": "Effect assigned",
  "operation.alert": "Alert raised",
  "message.resend": "Message asked for again",
  "member.invite": "Somebody invited",
  "member.resend-invitation": "Invitation sent again",
  "member.revoke-invitation": "Invitation revoked",
  "member.join": "Invitation accepted",
  "member.update": "Role or branches changed",
  "member.view-as": "Looked with another role",
  "account.update": "Own profile changed",
  "account.change-password": "Own password changed",
  "account.end-sessions": "Own sessions ended",
  "subscription.changed": "Subscription changed",
  "account.two-factor-on": "Second step turned on",
  "account.two-factor-off": "Second step turned off",
  "account.two-factor-new-codes": "New backup codes made",
  "account.switch": "Another workshop entered",
  "account.ask-password-link": "New password asked for",
  "account.reset-password": "New password chosen",
  "account.ask-email": "Another address asked for",
  "account.confirm-email": "Another address confirmed",
  "member.disable": "Member disabled",
  "member.enable": "Member enabled",
  "customer.create": "Customer added",
  "customer.update": "Customer changed",
  "customer.archive": "Customer archived",
  "customer.restore": "Customer restored",
  "customer.consent": "Consent noted",
  "customer.merge": "Customers merged",
  "customer.undo-merge": "Merge undone",
  "customer.not-the-same": "Found to be two people",
  "vehicle.create": "Vehicle added",
  "vehicle.update": "Vehicle changed",
  "vehicle.change-plate": "Plate changed",
  "vehicle.transfer": "Owner changed",
  "vehicle.archive": "Vehicle archived",
  "vehicle.restore": "Vehicle restored",
  "vehicle.merge": "Vehicles merged",
  "vehicle.undo-merge": "Merge of vehicles undone",
  "vehicle.not-the-same": "Found to be two cars",
  "task.take": "Task taken",
  "task.release": "Task given back",
  "task.assign": "Task handed over",
  "task.resolve": "Task resolved",
  "tenant.register": "Workshop signed up",
};

export const stepTitles: Readonly<Record<string, string>> = {
  prerequisites: "Prerequisites",
  "parts issued": "Parts left stock",
  "bay freed": "Bay freed",
  "status set": "Status: Completed",
  "invoice issued": "Invoice issued",
  "history written": "Service history",
  "consent recorded": "Approval recorded",
  "parts reserved": "Parts reserved",
  "payment recorded": "Payment recorded",
  "template added": "Template added",
  "stock changed": "Stock changed",
  "car and owner found": "Car and owner",
  "customer found": "Customer",
  "vehicle found": "Vehicle",
  "bay taken": "Bay",
  "appointment written": "Appointment",
  "link opened": "Link for the customer",
  "reminders planned": "Reminders planned",
  "reminders ended": "Reminders called off",
  "card opened": "Card opened",
  "facts weighed": "Facts and contacts",
  "records moved": "Cars, cards and messages moved",
  "records given back": "Cars, cards and messages given back",
  "facts as before": "Facts and contacts as before",
  "check begun": "Check begun",
  "invariants asked": "Twelve invariants asked",
  "answer kept": "Answer kept",
  "workshop opened": "Workshop opened, on trial",
  "person written": "Account of the owner",
  "owner joined": "Owner joined",
  "branch opened": "First branch opened",
  "bays set up": "Bays set up",
};
