import type { QuietHours } from "#/domain/booking-rules.ts";
import { appointmentReminderDue } from "#/domain/events.ts";
import { remindersOf } from "#/domain/reminders.ts";
import type { Tx } from "#/server/db/transaction.ts";
import { emit } from "#/server/outbox/emit.ts";

export type Reminded = {
  readonly appointmentId: string;
  readonly startsAt: Date;
  readonly zone: string;
  /** Of its branch, as they are now; when it comes to be sent they are looked at again. */
  readonly quiet: QuietHours;
  /** Of the appointment as it is from now on: a reminder of an earlier one says nothing any more. */
  readonly sequence: number;
  /** Of its link. */
  readonly generation: number;
};

/**
 * Plans the reminders of an appointment that is booked in `tx`: a delivery each, due at its time. Gives how many there
 * are; none of those whose time has passed.
 */
export const planReminders = (
  tx: Tx,
  { appointmentId, startsAt, zone, quiet, sequence, generation }: Reminded,
): number => {
  const reminders = remindersOf(startsAt, zone, quiet, tx.now);
  for (const { kind, dueAt } of reminders)
    emit(
      tx,
      appointmentReminderDue,
      { type: "appointment", id: appointmentId },
      { appointmentId, generation, sequence, notice: kind },
      dueAt,
    );
  return reminders.length;
};

/** The same for one that is moved: what was planned before is called off. */
export const planRemindersAnew = async (tx: Tx, reminded: Reminded): Promise<number> => {
  await endReminders(tx, reminded.appointmentId, "The appointment was moved.");
  return planReminders(tx, reminded);
};

/** What the timeline says of planning them. */
export const plannedWords = (count: number): { text: string } => ({
  text: count === 0 ? "Too soon for any" : count === 1 ? "1 reminder" : `${count} reminders`,
});

/**
 * Calls off the reminders of an appointment that wait for their time, or for another try, and closes those that failed.
 * One that is being sent at this moment looks at the appointment again before it goes.
 */
export const endReminders = async (tx: Tx, appointmentId: string, reason: string): Promise<void> => {
  await tx.client.$executeRaw`
    with told as (
      select tenant_id, id from outbox_event
       where tenant_id = ${tx.tenantId}::uuid and subject_type = 'appointment' and subject_id = ${appointmentId}::uuid
         and type = ${appointmentReminderDue.name}
    ), closed as (
      update event_delivery d
         set state = 'SKIPPED', closed_reason = ${reason}, finished_at = clock_timestamp(), lease_until = null, fence = d.fence + 1
        from told where d.tenant_id = told.tenant_id and d.event_id = told.id and d.state in ('PENDING', 'DEAD')
      returning d.tenant_id, d.id, d.event_id
    ), tasks as (
      update manual_task t set state = 'RESOLVED', resolved_at = clock_timestamp(), resolution = ${reason}
        from closed where t.tenant_id = closed.tenant_id and t.source_key = 'delivery:' || closed.id and t.state <> 'RESOLVED'
    )
    update outbox_event e set state = 'SENT', sent_at = clock_timestamp()
      from closed where e.tenant_id = closed.tenant_id and e.id = closed.event_id and e.state = 'PENDING'`;
};
