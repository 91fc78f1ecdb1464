import { type AppointmentView, type DifferingField, differingFields, type WarningsView } from "#/domain/appointment.ts";
import type { Permission } from "#/domain/permissions.ts";
import { formatPhone } from "#/domain/phone.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as allocations from "#/server/repositories/allocations.ts";
import * as appointments from "#/server/repositories/appointments.ts";
import * as members from "#/server/repositories/members.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";
import { slotAt } from "#/server/services/booking/diaries.ts";

/** An appointment as the desk needs it. @throws NOT_FOUND */
export const byId = async (
  db: Db,
  appointmentId: string,
  rights: ReadonlySet<Permission>,
): Promise<AppointmentView> => {
  const row = await appointments.load(db, appointmentId);
  const { branch, customer, vehicle, startsAt, endsAt } = row;
  const [places, warnings] = await Promise.all([
    allocations.ofAppointment(db, appointmentId),
    warningsOf(db, { vehicleId: vehicle.id, customerId: customer.id, appointmentId }),
  ]);
  const people = await members.names(db, [
    ...places.flatMap(({ technicianId }) => technicianId ?? []),
    ...(row.createdById === null ? [] : [row.createdById]),
  ]);
  return {
    id: row.id,
    reference: row.reference,
    version: row.version,
    state: row.state,
    source: row.source,
    branch: { id: branch.id, name: branch.name, zone: branch.zone },
    customer,
    vehicle,
    ...(rights.has("customer.read") ? { contact: contactOf(row) } : {}),
    differing: row.differing.filter(isDiffering),
    symptom: row.symptom,
    note: row.note,
    customerWaiting: row.customerWaiting,
    services: row.services.map(({ serviceOfferId, name, minutes }) => ({ serviceId: serviceOfferId, name, minutes })),
    minutes: row.minutes,
    bufferMinutes: row.bufferMinutes,
    slot: startsAt === null || endsAt === null ? null : slotAt(startsAt, endsAt, branch.zone),
    waitingSince: row.waitingSince,
    allocations: places.map(({ bay, technicianId, ...place }) => ({
      id: place.id,
      bayId: place.bayId,
      bayName: bay.name,
      technician: technicianId === null ? null : { memberId: technicianId, name: people.get(technicianId) ?? "" },
      startsAt: place.startsAt,
      endsAt: place.endsAt,
      state: place.state,
      heldUntil: place.heldUntil,
    })),
    jobCard:
      row.jobCard === null ? null : { id: row.jobCard.id, number: row.jobCard.number, status: row.jobCard.status },
    photos: row.photos,
    createdAt: row.createdAt,
    createdByName: row.createdById === null ? null : (people.get(row.createdById) ?? null),
    cancelled:
      row.cancelledAt === null || row.cancelledBy === null
        ? null
        : { at: row.cancelledAt, by: row.cancelledBy, reason: row.cancelledReason },
    warnings,
    ...(rights.has("invoice.read")
      ? { deposits: await payments.freeOf(db, { type: "appointment", id: appointmentId }) }
      : {}),
  };
};

const isDiffering = (field: string): field is DifferingField => differingFields.some((known) => known === field);

const contactOf = (row: appointments.AppointmentRow) => ({
  name: row.contactName,
  email: row.contactEmail,
  phone: row.contactPhone,
  phoneShown: row.contactPhone === null ? null : formatPhone(row.contactPhone, row.branch.country),
  plate: row.contactPlate,
  make: row.contactMake,
  model: row.contactModel,
});

type Who = {
  readonly vehicleId: string | null;
  readonly customerId: string | null;
  readonly appointmentId: string | null;
};

/** What somebody who books should know of a car and its customer: work that is open, other appointments, times missed. */
export const warningsOf = async (db: Db, who: Who, now = new Date()): Promise<WarningsView> => {
  const [cards, around] = await Promise.all([
    who.vehicleId === null ? [] : vehicles.openCards(db, who.vehicleId),
    appointments.around(db, who, now),
  ]);
  return {
    openCards: cards.map(({ id, number, status, branchName }) => ({ id, number, status, branchName })),
    upcoming: around.upcoming.flatMap(({ id, reference, startsAt, branch, vehicle }) =>
      startsAt === null ? [] : [{ id, reference, startsAt, branchName: branch.name, plate: vehicle.plate }],
    ),
    noShows: around.noShows,
    lastNoShow: around.lastNoShow,
  };
};
