import type { VisitView } from "#/domain/booking.ts";
import { notFound } from "#/domain/errors.ts";
import { publicLogoOf } from "#/domain/logo.ts";
import { formatPhone } from "#/domain/phone.ts";
import type { JobCardStatus } from "#/domain/transitions.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as notes from "#/server/repositories/notes.ts";
import { slotAt } from "#/server/services/booking/diaries.ts";
import type { FoundLink } from "#/server/services/booking/links.ts";

/** A visit as whoever holds its link sees it: never more of the person than the first name, nor of the car than it says outside. */

const stateOfCard = {
  CHECKED_IN: "RECEIVED",
  AWAITING_APPROVAL: "WAITING_FOR_YOU",
  AWAITING_PARTS: "WAITING_FOR_PARTS",
  IN_PROGRESS: "IN_REPAIR",
  QUALITY_CHECK: "CHECKING",
  COMPLETED: "READY",
  COLLECTED: "COLLECTED",
  CANCELLED: "COLLECTED",
} as const satisfies Record<JobCardStatus, VisitView["state"]>;

/** A page is read on a phone: what is older was read. */
const notesShown = 10;

/** "Priya" of "Priya Raman"; a company keeps its whole name. */
const firstNameOf = (name: string): string => name.trim().split(/\s+/)[0] ?? "";

/** @throws NOT_FOUND */
export const ofLink = (db: Db, { purpose, subjectId }: FoundLink): Promise<VisitView> =>
  purpose === "appointment" ? ofAppointment(db, subjectId) : ofCard(db, subjectId);

const ofAppointment = async (db: Db, appointmentId: string): Promise<VisitView> => {
  const row = await appointments.load(db, appointmentId);
  const { branch, jobCard, startsAt, endsAt, state } = row;
  const booked = state === "BOOKED";
  const ahead = startsAt !== null && startsAt > new Date();
  return {
    state: jobCard === null ? stateOfAppointment(state) : stateOfCard[jobCard.status],
    reference: row.reference,
    ...placeOf(db.tenantId, branch),
    whatToBring: branch.bookingRules?.whatToBring ?? "",
    // As typed by whoever booked: a match with what is on file shows nothing of it.
    firstName: firstNameOf(row.contactName),
    vehicle: { make: row.contactMake, model: row.contactModel, plate: row.contactPlate },
    odometer: readingOf(jobCard, branch.odometerUnit),
    services: row.services.map(({ name }) => name),
    minutes: row.minutes,
    slot: startsAt === null || endsAt === null ? null : slotAt(startsAt, endsAt, branch.zone),
    promisedAt: jobCard?.promisedAt ?? null,
    photos: row.photos.length,
    notes: jobCard === null ? [] : await notes.forCustomer(db, jobCard.id, notesShown),
    version: row.version,
    canChange: state === "OFFERED" || (booked && ahead),
    canCancel: state === "REQUESTED" || state === "OFFERED" || (booked && ahead),
  };
};

const stateOfAppointment = (state: appointments.AppointmentRow["state"]): VisitView["state"] => {
  if (state === "REQUESTED" || state === "OFFERED" || state === "BOOKED") return state;
  if (state === "NO_SHOW") return "MISSED";
  throw notFound("This visit");
};

const ofCard = async (db: Db, jobCardId: string): Promise<VisitView> => {
  const card = await jobCards.visit(db, jobCardId);
  if (card === null) throw notFound("This visit");
  const { branch, vehicle } = card;
  return {
    state: stateOfCard[card.status],
    reference: null,
    ...placeOf(db.tenantId, branch),
    whatToBring: "",
    firstName: firstNameOf(card.customer.name),
    vehicle: { make: vehicle.make, model: vehicle.model, plate: vehicle.plate },
    odometer: readingOf(card, branch.odometerUnit),
    services: [...new Set(card.lines.flatMap(({ packageTitle }) => packageTitle ?? []))],
    minutes: null,
    slot: null,
    promisedAt: card.promisedAt,
    photos: 0,
    notes: await notes.forCustomer(db, jobCardId, notesShown),
    version: card.version,
    canChange: false,
    canCancel: false,
  };
};

const readingOf = (card: { odometerIn: number | null; odometerOut: number | null } | null, unit: string) => {
  const value = card?.odometerOut ?? card?.odometerIn ?? null;
  return value === null ? null : { value, unit };
};

const placeOf = (
  tenantId: string,
  branch: {
    name: string;
    zone: string;
    country: string;
    addressLines: string[];
    phone: string | null;
    tenant: { name: string; slug: string; brandColour: string; logo: unknown };
  },
) => ({
  tenantName: branch.tenant.name,
  tenantSlug: branch.tenant.slug,
  brandColour: branch.tenant.brandColour,
  logo: publicLogoOf(tenantId, branch.tenant.logo),
  branch: {
    name: branch.name,
    addressLines: branch.addressLines,
    phone: branch.phone,
    phoneShown: branch.phone === null ? null : formatPhone(branch.phone, branch.country),
    zone: branch.zone,
  },
});
