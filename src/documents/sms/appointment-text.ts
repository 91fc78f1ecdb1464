import { momentWords, type TimedAppointment, type ToldAppointment, timeWords } from "#/documents/told-appointment.ts";
import { segments, shortEnough } from "./gsm.ts";
import { optOut } from "./opt-out.ts";

/** The texts around an appointment, for those who gave a number alone: who, which car, when, one link, how to stop. */

/** From the fullest wording to the shortest that still says the fact and carries the link. */
const wordings = ({ branch, contact }: ToldAppointment, fact: string, link: string | null): string => {
  const { tenantName, name } = branch;
  const tail = link === null ? "" : ` ${link}`;
  return shortEnough([
    `${tenantName}, ${name}: ${contact.plate} ${fact}.${tail} ${optOut}`,
    `${tenantName}: ${contact.plate} ${fact}.${tail} ${optOut}`,
    `${tenantName}: ${contact.plate} ${fact}.${tail}`,
    `${contact.plate} ${fact}.${tail}`,
  ]);
};

/** Day before month, no comma: each sign is room for the link. */
const at = (moment: Date, zone: string): string => momentWords(moment, zone).replace(",", "");

export const bookedText = (appointment: TimedAppointment, visit: string): string =>
  wordings(appointment, `booked ${at(appointment.startsAt, appointment.branch.zone)}`, visit);

export const movedText = (appointment: TimedAppointment, visit: string): string =>
  wordings(appointment, `moved to ${at(appointment.startsAt, appointment.branch.zone)}`, visit);

/** @param answers whether the number that it comes from can be written to */
export const reminderText = (
  appointment: TimedAppointment,
  tomorrow: boolean,
  visit: string,
  answers: boolean,
): string => {
  const fact = `${tomorrow ? "tomorrow" : "today"} ${timeWords(appointment.startsAt, appointment.branch.zone)}`;
  const how = answers ? `${fact}. Answer C to cancel, R to move` : fact;
  const full = wordings(appointment, how, visit);
  // The link says the same and more: where there is no room for both, the words go.
  return segments(full) === 1 ? full : wordings(appointment, fact, visit);
};

export const linkText = (appointment: ToldAppointment, visit: string): string =>
  wordings(appointment, "choose another time", visit);

export const requestedText = (appointment: ToldAppointment, visit: string): string =>
  wordings(appointment, "request received, nothing booked yet", visit);

export const offeredText = (appointment: ToldAppointment, visit: string): string =>
  wordings(appointment, "choose a time", visit);

export const cancelledText = (appointment: ToldAppointment, wasAt: Date | null): string =>
  wordings(appointment, wasAt === null ? "request closed" : `cancelled, ${at(wasAt, appointment.branch.zone)}`, null);
