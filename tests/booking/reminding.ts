import type pg from "pg";
import type { ReminderNotice } from "#/domain/reminders.ts";
import { formatTime } from "#/domain/time.ts";

/** A zone in which it is broad daylight, whenever the tests run. */
export const zoneOfDay = (): string => {
  const zone = ["Europe/London", "America/New_York", "Asia/Tokyo"].find((each) => {
    const wall = formatTime(new Date(), each);
    return wall >= "09:00" && wall < "18:00";
  });
  return zone ?? "Pacific/Auckland";
};

/** Lets the start of an appointment come: it was five minutes ago. Its blocks stay where they are. */
export const letStartCome = async (admin: pg.Pool, appointmentId: string): Promise<void> => {
  await admin.query(
    "update appointment set starts_at = now() - interval '5 minutes', ends_at = now() + interval '55 minutes' where id = $1",
    [appointmentId],
  );
};

/** A zone in which it is six in the evening by now, and some minutes. */
export const zoneOfEvening = (): string => {
  const ahead = 18 - new Date().getUTCHours();
  const hours = ahead > 14 ? ahead - 24 : ahead;
  // Named the other way about: Etc/GMT-3 is three hours ahead.
  return hours === 0 ? "Etc/GMT" : `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}`;
};

/**
 * Lets the time of an appointment's reminder come, as waiting would: the appointment is that near, it is day where its
 * branch stands unless told, and the reminder is due.
 */
export const letReminderCome = async (
  admin: pg.Pool,
  appointmentId: string,
  notice: ReminderNotice,
  zone = zoneOfDay(),
): Promise<void> => {
  const hours = notice === "DAY" ? 24 : 2;
  await admin.query("update branch set zone = $2 where id = (select branch_id from appointment where id = $1)", [
    appointmentId,
    zone,
  ]);
  await admin.query(
    `update appointment set starts_at = now() + $2 * interval '1 hour', ends_at = now() + ($2 + 1) * interval '1 hour' where id = $1`,
    [appointmentId, hours],
  );
  await admin.query(
    `with told as (
       update outbox_event set available_at = now(), due_at = now()
        where subject_id = $1 and type = 'appointment/reminder-due' and data ->> 'notice' = $2 and state = 'PENDING' returning tenant_id, id
     )
     update event_delivery d set available_at = now(), due_at = now() from told where d.tenant_id = told.tenant_id and d.event_id = told.id`,
    [appointmentId, notice],
  );
};
