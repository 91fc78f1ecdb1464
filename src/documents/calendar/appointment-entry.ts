import { aboutOf, addressOfBranch, mapOf, type TimedAppointment, workOf } from "#/documents/told-appointment.ts";
import type { CalendarEntry } from "./calendar-file.ts";

export type EntryProps = {
  readonly appointment: TimedAppointment;
  readonly sequence: number;
  readonly stamp: Date;
  /** Where it is changed or called off; null once it has ended. */
  readonly visit: string | null;
  readonly organiser: { readonly name: string; readonly email: string };
  /** As people dial it. */
  readonly phone: string | null;
};

/** One id for as long as the appointment lives: a calendar moves the entry instead of adding another. */
export const calendarUid = (appointmentId: string): string => `appointment-${appointmentId}@pitlane`;

/** The calendar's view of an appointment: what, where, what to bring, and how to change it. */
export const appointmentEntry = ({
  appointment,
  sequence,
  stamp,
  visit,
  organiser,
  phone,
}: EntryProps): CalendarEntry => {
  const { branch, startsAt, endsAt, reference } = appointment;
  const work = workOf(appointment);
  return {
    uid: calendarUid(appointment.id),
    sequence,
    stamp,
    startsAt,
    endsAt,
    zone: branch.zone,
    summary: `${branch.tenantName}: ${aboutOf(appointment)}`,
    description: [
      ...(work === "" ? [] : [work]),
      ...(branch.whatToBring === "" ? [] : [`Bring: ${branch.whatToBring}`]),
      ...(visit === null ? [] : [`Change or cancel: ${visit}`]),
      ...(branch.addressLines.length === 0 ? [] : [`Map: ${mapOf(appointment)}`]),
      ...(phone === null ? [] : [`Telephone: ${phone}`]),
      `Reference: ${reference}`,
    ].join("\n"),
    location: [branch.tenantName, addressOfBranch(appointment)].join(", "),
    url: visit,
    organiser,
  };
};
