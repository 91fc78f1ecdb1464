import { appointmentEntry } from "#/documents/calendar/appointment-entry.ts";
import { calendarFile, calendarType } from "#/documents/calendar/calendar-file.ts";
import type { TimedAppointment } from "#/documents/told-appointment.ts";
import { mailFrom } from "#/inngest/invoice-document.ts";
import { linkTo } from "#/inngest/links.ts";
import type { MailAttachment } from "#/server/gateways/mail.ts";
import type { AppointmentToTell } from "#/server/services/appointment-messages.ts";

/** An appointment that has a time. @throws for one that has none: whoever asks knows that it is booked */
export const timed = ({ told, startsAt, endsAt, id }: AppointmentToTell): TimedAppointment => {
  if (startsAt === null || endsAt === null) throw new Error(`Appointment ${id} has no time.`);
  return { ...told, startsAt, endsAt };
};

const entryAt = (appointment: AppointmentToTell, visit: string, stamp: Date) => {
  const { tenant, branch } = appointment;
  return appointmentEntry({
    appointment: timed(appointment),
    sequence: appointment.icsSequence,
    stamp,
    visit: visit === "" ? null : visit,
    organiser: { name: tenant.name, email: mailFrom(tenant.name, branch.email).address },
    phone: branch.phoneShown,
  });
};

/** The calendar entry as a mail carries it, to whom it is for; `visit` is empty once its link has ended. */
export const entryOf = (
  appointment: AppointmentToTell,
  method: "REQUEST" | "CANCEL",
  address: string,
  visit: string,
  stamp: Date,
): MailAttachment => ({
  filename: "appointment.ics",
  contentType: calendarType(method),
  content: calendarFile(entryAt(appointment, visit, stamp), {
    method,
    invited: { name: appointment.contact.name, email: address },
  }),
});

/** The same as a file that somebody fetches from the page of the visit. */
export const visitEntry = (appointment: AppointmentToTell, origin: string | null, token: string): Uint8Array =>
  calendarFile(entryAt(appointment, linkTo({ origin }, `/a/${token}`), new Date()), { method: "PUBLISH" });
