import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import type { BuiltBranch, BuiltMember } from "./build-tenant.ts";
import type { CataloguePart } from "./data/parts.ts";
import { streets } from "./data/people.ts";
import type { Figures } from "./figures.ts";
import type { Procurement } from "./procurement.ts";
import type { Random } from "./random.ts";
import type { Sheet } from "./sheet.ts";
import type { StockNotes } from "./stock-notes.ts";

export type SeedTenant = {
  id: string;
  name: string;
  legalName: string;
  country: string;
  registrationNumber: string | null;
  taxNumber: string | null;
  brandColour: string;
};
export type SeedPart = CataloguePart & { id: string };
export type SeedVehicle = {
  id: string;
  plate: string;
  car: readonly [make: string, model: string, year: number];
  /** Reading at the end of the story, and how fast it got there. */
  odometer: number;
  perDay: number;
  customer: {
    id: string;
    name: string;
    email: string | null;
    phone: string;
    addressLines: readonly string[];
  };
};

/** One branch of a tenant with everything its story is told with. */
export type Garage = {
  sheet: Sheet;
  random: Random;
  now: Date;
  tenant: SeedTenant;
  branch: BuiltBranch;
  /** Writes cards, takes money, moves stock. */
  desk: BuiltMember;
  technicians: readonly BuiltMember[];
  parts: ReadonlyMap<string, SeedPart>;
  /** Who is on a bay when, over all branches: nobody is at two at once. */
  rota: { memberId: string; startsAt: Date; endsAt: Date }[];
  /** E-mail addresses and numbers that customers have, over all branches: one person each. */
  reached: Set<string>;
  /** What the days of this branch come to. */
  figures: Figures;
  /** Whom parts are bought of, and how they came. */
  procurement: Procurement;
  /** What else moves stock. */
  stockNotes: StockNotes;
  /** The oldest branch of the tenant. */
  isMain: boolean;
  /** Prices of the catalogue are multiplied by this. */
  priceFactor: number;
};

export const dayMs = 86_400_000;
export const minuteMs = 60_000;
export const before = (at: Date, minutes: number) => new Date(at.getTime() - minutes * minuteMs);
export const price = (garage: Garage, minor: number) => Math.round(minor * garage.priceFactor);
export const milli = quantityMilli;
export const decimal = quantityText;

/** The reading a car had at a time, told back from today's. */
export const odometerAt = (garage: Garage, vehicle: SeedVehicle, at: Date) =>
  Math.max(10, Math.round(vehicle.odometer - vehicle.perDay * ((garage.now.getTime() - at.getTime()) / dayMs)));

const mailName = (name: string) => {
  const plain = name
    .normalize("NFKD")
    .replace(/[^a-zA-Z ]/g, "")
    .trim()
    .toLowerCase()
    .split(/ +/)
    .join(".");
  return plain.length < 3 ? "customer" : plain;
};

const address = (garage: Garage) =>
  garage.branch.country === "GB"
    ? [
        `${garage.random.between(1, 98)} ${garage.random.pick(streets)}`,
        `Whitstable CT5 ${garage.random.between(1, 4)}${garage.random.pick(["AB", "DL", "HF", "NP", "QT", "XW"])}`,
      ]
    : [
        `${garage.random.between(10, 990)} ${garage.random.pick(streets)}`,
        `White Plains, NY 106${garage.random.between(10, 99)}`,
      ];

/** From the name; the second Sam Smith is `sam.smith.2`. */
const freeAddress = ({ reached }: Garage, name: string): string => {
  for (let nth = 1; ; nth += 1) {
    const email = `${mailName(name)}${nth === 1 ? "" : `.${nth}`}@example.com`;
    if (!reached.has(email)) {
      reached.add(email);
      return email;
    }
  }
};

/** A number of the ranges that are kept for fiction; each is given once. */
const freeNumber = ({ branch, reached, random }: Garage): string => {
  for (;;) {
    const phone =
      branch.country === "GB"
        ? `+447700900${String(random.between(0, 999)).padStart(3, "0")}`
        : `+1${random.pick([914, 212, 646, 718, 203])}555${String(random.between(100, 199)).padStart(4, "0")}`;
    if (!reached.has(phone)) {
      reached.add(phone);
      return phone;
    }
  }
};

/** A customer with one car. The e-mail comes from the name, so twins in another tenant have the same one. */
export function addCustomerWithVehicle(
  garage: Garage,
  person: {
    name: string;
    plate: string;
    car: readonly [string, string, number];
    odometer: number;
    email?: string | null;
    phone?: string;
  },
): SeedVehicle {
  const { sheet, random, tenant, now } = garage;
  const since = new Date(now.getTime() - random.between(370, 1500) * dayMs);
  const email = person.email === undefined ? freeAddress(garage, person.name) : person.email;
  const phone = person.phone ?? freeNumber(garage);
  const customer = { id: random.id(since), name: person.name, email, phone, addressLines: address(garage) };
  sheet.add("customer", {
    tenant_id: tenant.id,
    id: customer.id,
    name: customer.name,
    email,
    phone,
    address_lines: customer.addressLines,
    created_at: since,
  });
  const vehicle = {
    id: random.id(since),
    plate: person.plate,
    car: person.car,
    odometer: person.odometer,
    perDay: random.between(12, 45),
    customer,
  };
  const [make, model, year] = person.car;
  sheet.add("vehicle", {
    tenant_id: tenant.id,
    id: vehicle.id,
    customer_id: customer.id,
    plate: person.plate,
    plate_normalised: normalisePlate(person.plate),
    make,
    model,
    year,
    created_at: since,
  });
  return vehicle;
}
