import pg from "pg";
import { writeBayDay } from "./bay-day.ts";
import { writeBookings } from "./bookings.ts";
import { type BuiltMember, buildBranch, buildMembers } from "./build-tenant.ts";
import { cast } from "./cast.ts";
import { writeCompletion } from "./completion.ts";
import type { BoardCard } from "./data/board.ts";
import { catalogue } from "./data/parts.ts";
import { firstNames, lastNames, ukCars, usCars } from "./data/people.ts";
import { type BranchPlan, plans, type TenantPlan } from "./data/plans.ts";
import { works } from "./data/work.ts";
import { newFigures, writeFigures } from "./figures.ts";
import {
  addCustomerWithVehicle,
  before,
  dayMs,
  type Garage,
  odometerAt,
  type SeedPart,
  type SeedTenant,
  type SeedVehicle,
} from "./garage.ts";
import { writePeoplePast } from "./people-past.ts";
import { writePriceList } from "./price-list.ts";
import { newProcurement, type Procurement } from "./procurement.ts";
import { type Random, seededRandom } from "./random.ts";
import { newSheet, type Sheet } from "./sheet.ts";
import { newStockLedger } from "./stock-ledger.ts";
import { newStockNotes } from "./stock-notes.ts";
import { writeLabourRates, writeTemplates } from "./templates.ts";
import { type Finished, type Trail, writeTrail } from "./trail.ts";
import { type Visit, writeVisit } from "./visits.ts";
import { insertRows, inTransaction } from "./write.ts";
import { paymentOf, yearOfVisits } from "./year.ts";

export type DemoSummary = {
  seconds: number;
  tenants: number;
  customers: number;
  jobCards: number;
  invoices: number;
  movements: number;
};

/** Says why the demo is not written: the database is somebody's. */
export class DatabaseInUse extends Error {}

/**
 * Writes the demo: two tenants, a board for today around `now` and a year of finished work before it. Needs a migrated
 * database without tenants and the administrator's URL; all of it is written, or nothing.
 * @throws DatabaseInUse when there are tenants already
 */
export async function seedDemo(adminUrl: string, options: { now?: Date; seed?: number } = {}): Promise<DemoSummary> {
  const started = performance.now();
  const now = options.now ?? new Date();
  const random = seededRandom(options.seed ?? 20_260_514);
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const sheet = newSheet();
    await inTransaction(client, async () => {
      const tenants = await client.query("SELECT 1 FROM tenant LIMIT 1");
      if (tenants.rowCount !== 0)
        throw new DatabaseInUse("This database has tenants. The demo is only written into an empty one.");
      for (const plan of plans) await writeTenant(client, sheet, random, now, plan);
      await sheet.write(client);
    });
    return {
      seconds: (performance.now() - started) / 1000,
      tenants: plans.length,
      customers: sheet.count("customer"),
      jobCards: sheet.count("job_card"),
      invoices: sheet.count("invoice"),
      movements: sheet.count("stock_movement"),
    };
  } finally {
    await client.end();
  }
}

async function writeTenant(
  client: pg.Client,
  sheet: Sheet,
  random: Random,
  now: Date,
  plan: TenantPlan,
): Promise<void> {
  const since = new Date(now.getTime() - 400 * dayMs);
  const tenant: SeedTenant = {
    id: random.id(since),
    name: plan.name,
    legalName: `${plan.name} Ltd`,
    country: plan.country,
    registrationNumber: "00000000",
    taxNumber: "GB 000 0000 00",
    brandColour: plan.colour,
  };
  await insertRows(client, "tenant", [
    {
      id: tenant.id,
      slug: plan.slug,
      name: tenant.name,
      legal_name: tenant.legalName,
      country: tenant.country,
      registration_number: tenant.registrationNumber,
      tax_number: tenant.taxNumber,
      brand_colour: tenant.brandColour,
      subscription: "ACTIVE",
      created_at: since,
    },
  ]);
  const members = await buildMembers(client, tenant.id, cast[plan.slug], since);
  const desk = members.find(({ role }) => role === "ADVISOR") ?? members[0];
  if (!desk) throw new Error(`${plan.slug} has no members.`);
  const procurement = newProcurement(sheet, tenant, since, now);
  const stockNotes = newStockNotes(sheet, tenant, { members, branches: plan.branches.length, now });
  const parts = writeCatalogue(sheet, random, tenant, since, procurement);
  writeTemplates(sheet, tenant, parts, since);
  const trail: Trail = { series: new Map(), entries: [] };
  const finished: { garage: Garage; visit: Finished; paidAt: Date | null }[] = [];
  let number = plan.firstNumber;
  let last: Garage | undefined;
  const garages: Garage[] = [];
  const rota: Garage["rota"] = [];
  const reached = new Set<string>();
  // The main branch last: its numbers are the newest.
  for (const [index, place] of [...plan.branches.entries()].reverse()) {
    // Branches are listed by age: the main one is the oldest.
    const opened = new Date(since.getTime() + index * 86_400_000);
    const branch = await buildBranch(client, tenant.id, place.terms, opened);
    writeLabourRates(sheet, tenant, branch, opened);
    const technicians = members.filter(({ role }) => role === "TECHNICIAN");
    const garage: Garage = {
      sheet,
      random,
      now,
      tenant,
      branch,
      desk,
      technicians,
      parts,
      rota,
      reached,
      figures: newFigures(),
      procurement,
      stockNotes,
      isMain: index === 0,
      priceFactor: place.priceFactor,
    };
    garages.push(garage);
    const told = writeBranch(garage, place, number, technicians);
    number += told.count;
    finished.push(...told.finished.map((one) => ({ garage, ...one })));
    last = garage;
  }
  finished.sort((a, b) => a.visit.completedAt.getTime() - b.visit.completedAt.getTime());
  for (const { garage, visit, paidAt } of finished) writeCompletion(garage, trail, visit, paidAt);
  for (const garage of garages) writeFigures(garage);
  procurement.write(garages);
  stockNotes.write(garages);
  sheet.add("number_counter", { tenant_id: tenant.id, kind: "job_card", last_number: number - 1 });
  if (last) writePriceList(last);
  writeViews(sheet, random, tenant.id, members, since);
  if (last) writeTrail(last, trail);
}

/** Views of the history that the owner keeps, two of them for everybody. */
function writeViews(
  sheet: Sheet,
  random: Random,
  tenantId: string,
  members: readonly BuiltMember[],
  since: Date,
): void {
  const views = [
    ["Waiting for parts", "status=AWAITING_PARTS", true],
    ["Completed this week", "by=completed&since=week", true],
    ["Over £500 this year", "by=completed&since=year&least=500", false],
  ] as const;
  for (const { memberId } of members.flatMap((each) => (each.role === "OWNER" ? [each] : [])))
    for (const [name, address, shared] of views)
      sheet.add("saved_view", {
        tenant_id: tenantId,
        id: random.id(since),
        page: "history",
        member_id: memberId,
        name,
        address,
        shared_at: shared ? since : null,
        created_at: since,
      });
}

function writeCatalogue(
  sheet: Sheet,
  random: Random,
  tenant: SeedTenant,
  since: Date,
  procurement: Procurement,
): Map<string, SeedPart> {
  return new Map(
    catalogue.map((part) => {
      const id = random.id(since);
      sheet.add("part", {
        tenant_id: tenant.id,
        id,
        number: part.number,
        name: part.name,
        unit: part.unit,
        supplier_id: procurement.supplierIdOf(part),
        created_at: since,
      });
      return [part.key, { ...part, id }];
    }),
  );
}

/** A branch's year and its board of today. Cards are numbered as they were opened, those of the board last. */
function writeBranch(garage: Garage, place: BranchPlan, firstNumber: number, technicians: readonly BuiltMember[]) {
  const { now, random } = garage;
  const ledger = newStockLedger(garage, new Date(now.getTime() - 380 * dayMs));
  const vehicles: SeedVehicle[] = [];
  const board = place.board.map((card) => ({
    card,
    vehicle: addCustomerWithVehicle(garage, {
      name: card.owner,
      plate: card.plate,
      car: card.car,
      odometer: card.odometer,
      email: card.email,
    }),
  }));
  for (const { owner, plate, car } of place.expected)
    vehicles.push(addCustomerWithVehicle(garage, { name: owner, plate, car, odometer: random.between(9_000, 90_000) }));
  const plates = new Set(place.board.map(({ plate }) => plate));
  while (vehicles.length < place.customers) vehicles.push(stranger(garage, plates, vehicles.length));
  writePeoplePast(garage, vehicles.slice(place.expected.length));
  const past = yearOfVisits(garage, [...vehicles, ...vehicles, ...board.map(({ vehicle }) => vehicle)], place.finished);
  const present = [...board]
    .sort((a, b) => b.card.opened - a.card.opened)
    .map(({ card, vehicle }) => visitOf(garage, card, vehicle, technicians));
  const written = [...past, ...present].map((visit, index) =>
    writeVisit(garage, ledger, { ...visit, number: firstNumber + index }),
  );
  garage.stockNotes.wish(garage, ledger);
  ledger.write();
  const placed = writeBayDay(garage, written.slice(past.length));
  writeBookings(garage, { placed, visits: written, vehicles });
  const paid = new Set(place.board.filter((card) => card.paid).map(({ plate }) => plate));
  const finished = written.flatMap((visit, index) => {
    const { completedAt } = visit;
    if (completedAt === null) return [];
    const done: Finished = { ...visit, completedAt };
    const paidAt =
      index < past.length ? paymentOf(garage, done) : paid.has(visit.vehicle.plate) ? before(now, 5) : null;
    return [{ visit: done, paidAt }];
  });
  return { count: written.length, finished };
}

function visitOf(
  garage: Garage,
  card: BoardCard,
  vehicle: SeedVehicle,
  technicians: readonly BuiltMember[],
): Omit<Visit, "number"> {
  const { now } = garage;
  const lines = card.works.reduce((sum, key) => sum + works[key].lines.length, 0);
  const approved =
    card.status === "AWAITING_PARTS" ||
    card.status === "IN_PROGRESS" ||
    card.status === "QUALITY_CHECK" ||
    card.status === "COMPLETED";
  const atEnd = approved && card.noReadingOut !== true;
  const quarter = 15 * 60_000;
  return {
    vehicle,
    works: card.works,
    complaint: card.complaint,
    status: card.status,
    openedAt: before(now, card.opened),
    statusSince: before(now, card.since),
    approvedAt: approved ? before(now, card.since + (card.opened - card.since) * 0.6) : null,
    completedAt: card.status === "COMPLETED" ? before(now, card.since) : null,
    technician: card.technician === null ? null : (technicians[card.technician] ?? null),
    promisedAt: new Date(Math.round((now.getTime() + card.promised * 60_000) / quarter) * quarter),
    waiting: card.waiting === true,
    odometerIn: odometerAt(garage, vehicle, now),
    odometerOut: atEnd ? card.odometer + 3 : null,
    done: card.done ?? lines,
    short: card.short ?? [],
  };
}

function stranger(garage: Garage, plates: Set<string>, index: number): SeedVehicle {
  const { random, branch } = garage;
  const british = branch.country === "GB";
  const [make, model, from] = random.pick(british ? ukCars : usCars);
  const year = Math.min(2025, from + random.between(0, 5));
  const letters = (count: number) =>
    Array.from({ length: count }, () => random.pick([..."ABCDEFGHJKLMNOPRSTUVWXY"])).join("");
  let plate: string;
  do {
    plate = british
      ? `${random.pick(["G", "K", "L", "E", "R", "B"])}${letters(1)}${String(random.chance(0.5) ? year % 100 : (year % 100) + 50).padStart(2, "0")} ${letters(3)}`
      : `${letters(3)}-${random.between(1000, 9999)}`;
  } while (plates.has(plate));
  plates.add(plate);
  // Another branch's people have other names: two branches of one business share their customers.
  const nth = index + (british ? 0 : firstNames.length * 12);
  const name = `${firstNames[nth % firstNames.length] ?? "Sam"} ${lastNames[(nth * 7 + Math.floor(nth / firstNames.length)) % lastNames.length] ?? "Smith"}`;
  return addCustomerWithVehicle(garage, {
    name,
    plate,
    car: [make, model, year],
    odometer: random.between(8_000, 120_000),
    ...(random.chance(0.06) ? { email: null } : {}),
  });
}
