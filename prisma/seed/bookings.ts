import { referenceAlphabet, referenceLength } from "#/domain/appointment.ts";
import { defaultRules } from "#/domain/booking-rules.ts";
import { openingOn } from "#/domain/hours.ts";
import { addDays, isoDateIn, yearIn } from "#/domain/time.ts";
import type { Placed } from "./bay-day.ts";
import { type SeedService, services, symptoms } from "./data/services.ts";
import { addBooking } from "./figures.ts";
import { before, type Garage, minuteMs, type SeedVehicle } from "./garage.ts";
import { type Random, seededRandom } from "./random.ts";
import { bayCapabilities } from "./terms.ts";
import type { WrittenVisit } from "./visits.ts";
import type { Row } from "./write.ts";

type Offer = SeedService & { id: string; position: number };
type Span = { from: number; to: number };

/** What a branch offers, when it is closed, who works when, and what is booked around today. A stream of chance of its own: the rest of the demo stays as it was. */
export function writeBookings(
  garage: Garage,
  {
    placed,
    visits,
    vehicles,
  }: { placed: readonly Placed[]; visits: readonly WrittenVisit[]; vehicles: readonly SeedVehicle[] },
): void {
  const chance = seededRandom(20_261_126 + vehicles.length);
  const offers = writeOffers(garage, chance);
  writeRules(garage, chance);
  const diary: Diary = { garage, chance, offers, taken: new Map(), people: [...vehicles] };
  for (const { bayId, startsAt, endsAt } of placed) take(diary, bayId, startsAt.getTime(), endsAt.getTime());
  for (const place of placed) checkedInFrom(diary, place);
  const present = new Set(placed.map(({ card }) => card.jobCardId));
  writeLastWeek(
    diary,
    visits.filter(({ jobCardId }) => !present.has(jobCardId)),
  );
  writeComing(diary);
  writeRequests(diary);
}

type Diary = {
  garage: Garage;
  chance: Random;
  offers: readonly Offer[];
  /** By bay: what stands there. */
  taken: Map<string, Span[]>;
  /** Who has nothing booked yet. */
  people: SeedVehicle[];
};

const spansOf = (diary: Diary, bayId: string): Span[] => {
  const spans = diary.taken.get(bayId) ?? [];
  diary.taken.set(bayId, spans);
  return spans;
};
const take = (diary: Diary, bayId: string, from: number, to: number) => void spansOf(diary, bayId).push({ from, to });
const isFree = (diary: Diary, bayId: string, from: number, to: number) =>
  spansOf(diary, bayId).every((span) => span.to <= from || to <= span.from);

function writeOffers({ sheet, tenant, branch, now, priceFactor }: Garage, chance: Random): Offer[] {
  const since = new Date(now.getTime() - 300 * 24 * 60 * minuteMs);
  const fitting = services.filter(({ capabilities }) =>
    branch.bayKinds.some((kind) => capabilities.every((word) => bayCapabilities(kind).includes(word))),
  );
  return fitting.map((service, index) => {
    const id = chance.id(since);
    sheet.add("service_offer", {
      tenant_id: tenant.id,
      id,
      branch_id: branch.branchId,
      name: service.name,
      description: service.description,
      labour_minutes: service.minutes,
      buffer_minutes: service.buffer,
      price_from_minor: service.from === null ? null : Math.round(service.from * priceFactor) * 100,
      capabilities: [...service.capabilities],
      skill: service.skill ?? null,
      mode: service.mode,
      bookable_online: service.online ?? true,
      position: index + 1,
      created_at: since,
    });
    return { ...service, id, position: index + 1 };
  });
}

function writeRules({ sheet, tenant, branch, technicians, now, desk }: Garage, chance: Random): void {
  const place = { tenant_id: tenant.id, branch_id: branch.branchId };
  sheet.add("booking_rules", {
    ...place,
    online: true,
    lead_minutes: defaultRules.leadMinutes,
    horizon_days: defaultRules.horizonDays,
    grid_minutes: defaultRules.gridMinutes,
    request_hold_minutes: defaultRules.requestHoldMinutes,
    request_minutes: defaultRules.requestMinutes,
    technicians: false,
    what_to_bring: "Bring the car's keys, its service book and the locking wheel nut.",
    quiet_from: defaultRules.quietFrom,
    quiet_until: defaultRules.quietUntil,
  });
  const year = yearIn(now, branch.zone);
  const today = isoDateIn(now, branch.zone);
  const holidays = [
    ["Christmas", `${year}-12-25`, `${year}-12-26`],
    ["New Year", `${year + 1}-01-01`, `${year + 1}-01-01`],
    ["Easter Monday", "2027-03-29", "2027-03-29"],
  ] as const;
  for (const [name, firstDay, lastDay] of holidays)
    if (lastDay >= today)
      sheet.add("closure", {
        ...place,
        id: chance.id(now),
        kind: "HOLIDAY",
        name,
        first_day: firstDay,
        last_day: lastDay,
        created_by_id: desk.memberId,
      });
  sheet.add("closure", {
    ...place,
    id: chance.id(now),
    kind: "CLOSED",
    name: "Staff training",
    first_day: addDays(today, 19),
    last_day: addDays(today, 19),
    created_by_id: desk.memberId,
  });
  // Two who share the week: the one has Saturdays, the other Sundays.
  technicians.forEach((technician, index) => {
    sheet.add("technician_hours", {
      ...place,
      member_id: technician.memberId,
      week_hours: branch.weekHours.map((day, weekday) => (weekday === (index % 2 === 0 ? 6 : 5) ? null : day)),
      skills: index % 2 === 0 ? ["air-con", "hybrid"] : ["diagnostics"],
    });
  });
}

type Told = {
  vehicle: SeedVehicle;
  state: string;
  startsAt: Date | null;
  minutes: number;
  buffer: number;
  offers: readonly Offer[];
  symptom?: string;
  jobCardId?: string;
  waiting?: boolean;
  createdAt: Date;
  online: boolean;
  cancelled?: { at: Date; reason: string };
  waitingSince?: Date;
};

function addAppointment({ garage, chance }: Diary, told: Told): string {
  const { sheet, tenant, branch, desk, priceFactor } = garage;
  const { customer } = told.vehicle;
  const id = chance.id(told.createdAt);
  const bookedAt = told.waitingSince === undefined ? told.createdAt : null;
  addBooking(garage, {
    bookedAt,
    cancelledAt: told.cancelled?.at ?? null,
    cameAt: told.state === "CHECKED_IN" ? told.startsAt : null,
    missedAt: told.state === "NO_SHOW" ? told.startsAt : null,
  });
  sheet.add("appointment", {
    tenant_id: tenant.id,
    id,
    branch_id: branch.branchId,
    reference: Array.from({ length: referenceLength }, () => chance.pick([...referenceAlphabet])).join(""),
    state: told.state,
    source: told.online ? "ONLINE" : "STAFF",
    customer_id: customer.id,
    vehicle_id: told.vehicle.id,
    symptom: told.symptom ?? "",
    note: "",
    customer_waiting: told.waiting ?? false,
    contact_name: customer.name,
    contact_email: customer.email,
    contact_phone: customer.phone,
    contact_plate: told.vehicle.plate,
    contact_make: told.vehicle.car[0],
    contact_model: told.vehicle.car[1],
    differing: [],
    minutes: told.minutes,
    buffer_minutes: told.buffer,
    starts_at: told.startsAt,
    ends_at: told.startsAt === null ? null : new Date(told.startsAt.getTime() + told.minutes * minuteMs),
    waiting_since: told.waitingSince ?? null,
    booked_at: bookedAt,
    created_at: told.createdAt,
    created_by_id: told.online ? null : desk.memberId,
    job_card_id: told.jobCardId ?? null,
    cancelled_at: told.cancelled?.at ?? null,
    cancelled_by: told.cancelled === undefined ? null : "CUSTOMER",
    cancelled_reason: told.cancelled?.reason ?? "",
  });
  told.offers.forEach((offer, index) => {
    sheet.add("appointment_service", {
      tenant_id: tenant.id,
      appointment_id: id,
      position: index + 1,
      service_offer_id: offer.id,
      name: offer.name,
      minutes: offer.minutes,
      price_from_minor: offer.from === null ? null : Math.round(offer.from * priceFactor) * 100,
    });
  });
  return id;
}

const allocate = (
  { garage, chance }: Diary,
  appointmentId: string,
  bayId: string,
  state: string,
  span: Span,
  more: Row = {},
): void =>
  garage.sheet.add("bay_allocation", {
    tenant_id: garage.tenant.id,
    id: chance.id(new Date(span.from)),
    bay_id: bayId,
    job_card_id: null,
    appointment_id: appointmentId,
    technician_id: null,
    starts_at: new Date(span.from),
    ends_at: new Date(span.to),
    state,
    held_until: null,
    ...more,
  });

/** The cars on today's bays came by appointment, all but the third. */
function checkedInFrom(diary: Diary, { card, startsAt, endsAt, row }: Placed): void {
  if (card.number % 3 === 0) return;
  row.appointment_id = addAppointment(diary, {
    vehicle: card.vehicle,
    state: "CHECKED_IN",
    startsAt,
    minutes: (endsAt.getTime() - startsAt.getTime()) / minuteMs,
    buffer: 0,
    offers: [],
    symptom: card.complaint,
    jobCardId: card.jobCardId,
    waiting: card.waiting,
    createdAt: before(card.openedAt, 4000),
    online: card.number % 2 === 0,
  });
}

/** Finished work of the week before, where it stood; and who did not come. */
function writeLastWeek(diary: Diary, visits: readonly WrittenVisit[]): void {
  const { garage, chance } = diary;
  const since = garage.now.getTime() - 7 * 24 * 60 * minuteMs;
  const finished = visits.filter(({ completedAt, openedAt }) => completedAt !== null && openedAt.getTime() > since);
  for (const visit of finished) {
    const from = Math.ceil(visit.openedAt.getTime() / (15 * minuteMs)) * 15 * minuteMs;
    const to = from + chance.pick([60, 75, 90, 120]) * minuteMs;
    const bay = garage.branch.bays.find(({ id }) => isFree(diary, id, from, to));
    if (bay === undefined || visit.completedAt === null || to > visit.completedAt.getTime() + 12 * 60 * minuteMs)
      continue;
    take(diary, bay.id, from, to);
    const id = addAppointment(diary, {
      vehicle: visit.vehicle,
      state: "CHECKED_IN",
      startsAt: new Date(from),
      minutes: (to - from) / minuteMs,
      buffer: 0,
      offers: [],
      symptom: visit.complaint,
      jobCardId: visit.jobCardId,
      createdAt: before(visit.openedAt, 5000),
      online: chance.chance(0.6),
    });
    allocate(diary, id, bay.id, "RELEASED", { from, to }, { job_card_id: visit.jobCardId });
  }
}

/** Days ahead, full at first and thinner later; two of the days before, on which somebody did not come or called off. */
function writeComing(diary: Diary): void {
  const { garage, chance } = diary;
  const { branch, now } = garage;
  const today = isoDateIn(now, branch.zone);
  const popular = diary.offers.flatMap((offer) => Array.from({ length: offer.share }, () => offer));
  for (let ahead = -3; ahead <= 16; ahead += 1) {
    const opening = openingOn(branch.weekHours, addDays(today, ahead), branch.zone);
    if (opening === null) continue;
    const density = ahead < 0 ? 0.12 : ahead < 2 ? 0.8 : ahead < 6 ? 0.6 : 0.3;
    for (const [index, bay] of branch.bays.entries()) {
      const able = bayCapabilities(branch.bayKinds[index] ?? "");
      const fitting = popular.filter(({ capabilities }) => capabilities.every((word) => able.includes(word)));
      let from = opening.opensAt.getTime();
      while (fitting.length > 0) {
        const offer = chance.pick(fitting);
        const to = from + (offer.minutes + offer.buffer) * minuteMs;
        if (to > opening.closesAt.getTime()) break;
        const past = ahead < 0;
        const wanted = chance.chance(density) && (past || from > now.getTime() + 20 * minuteMs);
        const vehicle = wanted && isFree(diary, bay.id, from, to) ? diary.people.pop() : undefined;
        if (vehicle !== undefined) {
          take(diary, bay.id, from, to);
          const gone = past && chance.chance(0.5);
          const cancelled = gone ? { at: before(new Date(from), 1500), reason: "Cannot make it that day." } : undefined;
          const id = addAppointment(diary, {
            vehicle,
            state: past ? (gone ? "CANCELLED" : "NO_SHOW") : "BOOKED",
            startsAt: new Date(from),
            minutes: offer.minutes,
            buffer: offer.buffer,
            offers: [offer],
            createdAt: before(past ? new Date(from) : now, chance.between(2000, 9000)),
            online: chance.chance(0.55),
            waiting: chance.chance(0.2),
            ...(cancelled === undefined ? {} : { cancelled }),
          });
          allocate(diary, id, bay.id, past ? (gone ? "CANCELLED" : "RELEASED") : "BOOKED", { from, to });
        }
        from = to + chance.pick([0, 0, 15, 30]) * minuteMs;
        from = Math.ceil(from / (15 * minuteMs)) * 15 * minuteMs;
      }
    }
  }
}

/** Two who wait to hear how long it takes; what they ask for is kept for a day. */
function writeRequests(diary: Diary): void {
  const { now } = diary.garage;
  const asked = diary.offers.find(({ mode }) => mode === "REQUEST");
  symptoms.slice(0, 2).forEach((symptom, index) => {
    const vehicle = diary.people.pop();
    if (vehicle === undefined) return;
    const at = before(now, 35 + index * 160);
    addAppointment(diary, {
      vehicle,
      state: "REQUESTED",
      startsAt: null,
      minutes: defaultRules.requestMinutes,
      buffer: 0,
      offers: asked === undefined || index === 1 ? [] : [asked],
      symptom,
      createdAt: at,
      waitingSince: at,
      online: true,
    });
  });
}
