import { type AppointmentState, appointmentStateWords } from "#/domain/appointment-states.ts";
import { defaultRules } from "#/domain/booking-rules.ts";
import { notFound } from "#/domain/errors.ts";
import { tenantLogo } from "#/domain/logo.ts";
import { formatPhone } from "#/domain/phone.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as appointmentMessages from "#/server/repositories/appointment-messages.ts";

export type AppointmentToTell = ReturnType<typeof shaped>;

/** An appointment with all that its messages say. @throws NOT_FOUND */
export const toTell = async (db: Db, appointmentId: string): Promise<AppointmentToTell> => {
  const row = await appointmentMessages.load(db, appointmentId);
  if (row === null) throw notFound("This appointment");
  return shaped(row);
};

const shaped = ({ branch, services, ...row }: appointmentMessages.ToldRow) => {
  const { tenant, bookingRules, ...place } = branch;
  const { whatToBring, quietFrom, quietUntil } = bookingRules ?? defaultRules;
  return {
    id: row.id,
    state: row.state,
    icsSequence: row.icsSequence,
    customerId: row.customerId,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    quiet: { quietFrom, quietUntil },
    tenant: { ...tenant, logo: tenantLogo.nullable().parse(tenant.logo) },
    branch: { ...place, phoneShown: place.phone === null ? null : formatPhone(place.phone, place.country) },
    /** Where it may go: as typed with the booking, whatever is on file. */
    contact: { name: row.contactName, email: row.contactEmail, phone: row.contactPhone },
    told: {
      id: row.id,
      reference: row.reference,
      source: row.source,
      symptom: row.symptom,
      minutes: row.minutes,
      services: services.map(({ name, priceFromMinor }) => ({
        name,
        priceFromMinor: priceFromMinor === null ? null : Number(priceFromMinor),
      })),
      contact: {
        name: row.contactName,
        plate: row.contactPlate,
        vehicle: [row.contactMake, row.contactModel].filter((part) => part !== "").join(" "),
      },
      branch: {
        name: place.name,
        tenantName: tenant.name,
        zone: place.zone,
        locale: place.locale,
        currency: place.currency,
        taxName: place.taxName,
        taxMode: place.taxMode,
        addressLines: place.addressLines,
        whatToBring,
      },
    },
  };
};

/** Why a message that speaks of `state` and `sequence` is no longer true; null while it is. */
export const overtakenBy = (
  appointment: Pick<AppointmentToTell, "state" | "icsSequence">,
  state: AppointmentState,
  sequence: number | null,
): string | null => {
  if (appointment.state !== state)
    return `The appointment is "${appointmentStateWords[appointment.state].toLowerCase()}" by now, so this is no longer true.`;
  return sequence === null || sequence === appointment.icsSequence
    ? null
    : "The appointment has been moved since; that has a message of its own.";
};

/** In which state an appointment is what a message of this kind says. */
const statesTold: Readonly<Record<string, AppointmentState>> = {
  "appointment-booked": "BOOKED",
  "appointment-moved": "BOOKED",
  "appointment-reminder": "BOOKED",
  "appointment-cancelled": "CANCELLED",
  "appointment-requested": "REQUESTED",
  "appointment-offered": "OFFERED",
};

/** Whether what a message of this kind said is still so. */
export const isTold = async (db: Db, appointmentId: string, kind: string): Promise<boolean> =>
  (await toTell(db, appointmentId)).state === statesTold[kind];

/** Whether it still is as it was read; nobody changes that until `tx` ends. */
export const standsAs = (tx: Tx, appointment: AppointmentToTell): Promise<boolean> =>
  appointmentMessages.standsAs(tx, appointment);
