import type { AppointmentState } from "#/domain/appointment-states.ts";
import { notFound } from "#/domain/errors.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type ServiceLine = {
  readonly serviceOfferId: string | null;
  readonly name: string;
  readonly minutes: number;
  readonly priceFromMinor: number | null;
};

/** What somebody typed with a booking, contacts in the one spelling that is compared. */
export type TypedDetails = {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly plate: string;
  readonly make: string;
  readonly model: string;
};

export type NewAppointment = {
  readonly id: string;
  readonly branchId: string;
  readonly reference: string;
  readonly state: "BOOKED" | "REQUESTED";
  readonly source: "ONLINE" | "STAFF";
  readonly customerId: string;
  readonly vehicleId: string;
  readonly symptom: string;
  readonly note: string;
  readonly customerWaiting: boolean;
  readonly typed: TypedDetails;
  readonly differing: readonly string[];
  readonly minutes: number;
  readonly bufferMinutes: number;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly createdById: string | null;
  readonly services: readonly ServiceLine[];
};

/** Writes an appointment with its services, in one statement. */
export const insert = async (tx: Tx, { typed, services, ...fields }: NewAppointment): Promise<void> => {
  await tx.client.$executeRaw`
    with written as (
      insert into appointment (tenant_id, id, branch_id, reference, state, source, customer_id, vehicle_id, symptom, note, customer_waiting,
                               contact_name, contact_email, contact_phone, contact_plate, contact_make, contact_model, differing,
                               minutes, buffer_minutes, starts_at, ends_at, waiting_since, booked_at, created_at, created_by_id)
      values (${tx.tenantId}::uuid, ${fields.id}::uuid, ${fields.branchId}::uuid, ${fields.reference}, ${fields.state}::appointment_state,
              ${fields.source}::appointment_source, ${fields.customerId}::uuid, ${fields.vehicleId}::uuid, ${fields.symptom}, ${fields.note},
              ${fields.customerWaiting}, ${typed.name}, ${typed.email}, ${typed.phone}, ${typed.plate}, ${typed.make}, ${typed.model},
              ${[...fields.differing]}::text[], ${fields.minutes}::int, ${fields.bufferMinutes}::int, ${fields.startsAt}::timestamptz, ${fields.endsAt}::timestamptz,
              ${fields.state === "REQUESTED" ? tx.now : null}::timestamptz, ${fields.state === "BOOKED" ? tx.now : null}::timestamptz, ${tx.now}, ${fields.createdById}::uuid)
      returning tenant_id, id
    )
    insert into appointment_service (tenant_id, appointment_id, position, service_offer_id, name, minutes, price_from_minor)
    select w.tenant_id, w.id, s.position, s."serviceOfferId", s.name, s.minutes, s."priceFromMinor"
      from written w, jsonb_to_recordset(${JSON.stringify(services.map((service, index) => ({ ...service, position: index + 1 })))}::jsonb)
           as s(position int, "serviceOfferId" uuid, name text, minutes int, "priceFromMinor" bigint)`;
};

const shown = {
  branch: {
    select: {
      id: true,
      name: true,
      zone: true,
      country: true,
      labourRateMinor: true,
      taxRatesBp: true,
      odometerUnit: true,
      addressLines: true,
      phone: true,
      closedAt: true,
      tenant: { select: { name: true, slug: true, brandColour: true, logo: true } },
      bookingRules: { select: { whatToBring: true, quietFrom: true, quietUntil: true } },
    },
  },
  customer: { select: { id: true, name: true } },
  vehicle: { select: { id: true, plate: true, make: true, model: true } },
  services: { orderBy: { position: "asc" } },
  photos: { orderBy: { createdAt: "asc" }, select: { id: true, width: true, height: true } },
  jobCard: {
    select: {
      id: true,
      number: true,
      status: true,
      promisedAt: true,
      odometerIn: true,
      odometerOut: true,
      completedAt: true,
    },
  },
} as const;

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const row = await db.client.appointment.findFirst({ where: { tenantId: db.tenantId, id }, include: shown });
  if (row === null) throw notFound("This appointment");
  return row;
};
export type AppointmentRow = Awaited<ReturnType<typeof load>>;

/** An appointment, held until the transaction ends. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<AppointmentRow> => {
  await tx.client
    .$queryRaw`select from appointment where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for no key update`;
  return load(tx, id);
};

type Change = Partial<{
  state: AppointmentState;
  startsAt: Date | null;
  endsAt: Date | null;
  minutes: number;
  bufferMinutes: number;
  waitingSince: Date | null;
  bookedAt: Date;
  jobCardId: string;
  symptom: string;
  note: string;
  customerWaiting: boolean;
  cancelledAt: Date;
  cancelledBy: "CUSTOMER" | "STAFF";
  cancelledReason: string;
}>;

/** Changes an appointment from the state expected; `told` counts its calendar entry up. False when it stands elsewhere by now. */
export const change = async (
  tx: Tx,
  id: string,
  from: AppointmentState,
  data: Change,
  told = false,
): Promise<boolean> => {
  const { count } = await tx.client.appointment.updateMany({
    where: { tenantId: tx.tenantId, id, state: from },
    data: { ...data, version: { increment: 1 }, ...(told ? { icsSequence: { increment: 1 } } : {}) },
  });
  return count === 1;
};

/** Makes these the services of an appointment. */
export const setServices = async (tx: Tx, appointmentId: string, services: readonly ServiceLine[]): Promise<void> => {
  await tx.client.appointmentService.deleteMany({ where: { tenantId: tx.tenantId, appointmentId } });
  await tx.client.appointmentService.createMany({
    data: services.map((service, index) => ({ ...service, tenantId: tx.tenantId, appointmentId, position: index + 1 })),
  });
};

/** What one contact has made online and that is still to come: bookings with a time, and requests that wait. */
export const madeOnlineBy = async (
  db: Db,
  { email, phone }: { email: string | null; phone: string | null },
  now: Date,
): Promise<{ bookings: number; requests: number }> => {
  const [row] = await db.client.$queryRaw<{ bookings: number; requests: number }[]>`
    select (count(*) filter (where state = 'BOOKED' and starts_at > ${now}))::int as bookings,
           (count(*) filter (where waiting_since is not null))::int as requests
      from appointment
     where tenant_id = ${db.tenantId}::uuid and (contact_email = ${email} or contact_phone = ${phone}) and source = 'ONLINE'`;
  return row ?? { bookings: 0, requests: 0 };
};

/** Requests of a branch that wait for somebody, the oldest first. */
export const waiting = (db: Db, branchId: string) =>
  db.client.appointment.findMany({
    where: { tenantId: db.tenantId, branchId, waitingSince: { not: null } },
    orderBy: { waitingSince: "asc" },
    take: 200,
    select: {
      id: true,
      reference: true,
      version: true,
      state: true,
      waitingSince: true,
      startsAt: true,
      minutes: true,
      symptom: true,
      customer: { select: { name: true } },
      vehicle: { select: { plate: true } },
      services: { orderBy: { position: "asc" }, select: { name: true } },
    },
  });

/** What the calendar says of appointments, by id. */
export const inCalendar = (db: Db, ids: readonly string[]) =>
  db.client.appointment.findMany({
    where: { tenantId: db.tenantId, id: { in: [...ids] } },
    select: {
      id: true,
      reference: true,
      state: true,
      version: true,
      customerWaiting: true,
      symptom: true,
      customer: { select: { name: true } },
      vehicle: { select: { plate: true, make: true, model: true } },
      services: { orderBy: { position: "asc" }, select: { name: true } },
    },
  });

/** Other appointments of a car or a customer to come, and how often the customer did not. */
export const around = async (
  db: Db,
  who: { readonly vehicleId: string | null; readonly customerId: string | null; readonly appointmentId: string | null },
  now: Date,
) => {
  const [upcoming, missed] = await Promise.all([
    db.client.appointment.findMany({
      where: {
        tenantId: db.tenantId,
        state: "BOOKED",
        startsAt: { gt: now },
        id: { not: who.appointmentId ?? undefined },
        OR: [
          ...(who.vehicleId === null ? [] : [{ vehicleId: who.vehicleId }]),
          ...(who.customerId === null ? [] : [{ customerId: who.customerId }]),
        ],
      },
      orderBy: { startsAt: "asc" },
      take: 10,
      select: {
        id: true,
        reference: true,
        startsAt: true,
        branch: { select: { name: true } },
        vehicle: { select: { plate: true } },
      },
    }),
    who.customerId === null
      ? { _count: 0, _max: { startsAt: null } }
      : db.client.appointment.aggregate({
          where: { tenantId: db.tenantId, customerId: who.customerId, state: "NO_SHOW" },
          _count: true,
          _max: { startsAt: true },
        }),
  ]);
  return { upcoming, noShows: missed._count, lastNoShow: missed._max.startsAt };
};

/** The cars of visits, given by the ids of appointments or of job cards. */
export const carsOf = (db: Db, subjectIds: readonly string[]) =>
  db.client.$queryRaw<{ id: string; plate: string; make: string; model: string }[]>`
    select distinct v.id, v.plate, v.make, v.model from vehicle v
     where v.tenant_id = ${db.tenantId}::uuid and v.archived_at is null and v.id in (
       select a.vehicle_id from appointment a where a.tenant_id = v.tenant_id and a.id = any(${[...subjectIds]}::uuid[]) and a.differing = '{}'
       union all select j.vehicle_id from job_card j where j.tenant_id = v.tenant_id and j.id = any(${[...subjectIds]}::uuid[]))`;

/** The appointment of a job card; null for one that was not booked. */
export const ofCard = async (db: Db, jobCardId: string): Promise<{ id: string } | null> =>
  db.client.appointment.findFirst({ where: { tenantId: db.tenantId, jobCardId }, select: { id: true } });

export type NewPhoto = {
  readonly id: string;
  readonly appointmentId: string;
  readonly storageKey: string;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly sha256: string;
};
export const addPhoto = async (tx: Tx, photo: NewPhoto): Promise<void> => {
  await tx.client.appointmentPhoto.create({ data: { ...photo, tenantId: tx.tenantId, createdAt: tx.now } });
};
/** Where a photo is kept; null for one that is not the tenant's. */
export const photo = (db: Db, id: string) =>
  db.client.appointmentPhoto.findFirst({ where: { tenantId: db.tenantId, id } });
/** What is kept of an appointment already. */
export const photos = (db: Db, appointmentId: string): Promise<{ id: string; sha256: string }[]> =>
  db.client.appointmentPhoto.findMany({
    where: { tenantId: db.tenantId, appointmentId },
    select: { id: true, sha256: true },
  });
