import { normalisePlate } from "#/domain/vehicle-plate.ts";
import { addCustomerWithVehicle, dayMs, type Garage, type SeedVehicle } from "./garage.ts";
import type { Row } from "./write.ts";

const labels = ["Work", "Partner", "Office"] as const;

/** What years with people leave behind: further contacts, consents, plates and owners of before, the odd customer entered twice. */
export function writePeoplePast(garage: Garage, strangers: readonly SeedVehicle[]): void {
  strangers.forEach((vehicle, index) => {
    if (index % 9 === 0) furtherContacts(garage, vehicle, index);
    if (index % 3 === 0) consents(garage, vehicle, index);
    if (index % 29 === 7) formerPlate(garage, vehicle);
    const seller = strangers[index + 1];
    if (index % 31 === 11 && seller) formerOwner(garage, vehicle, seller);
    if (index % 90 === 40) enteredTwice(garage, vehicle);
  });
}

const own = ({ tenant, random, now }: Garage, daysAgo: number): { row: Row; at: Date } => {
  const at = new Date(now.getTime() - daysAgo * dayMs);
  return { row: { tenant_id: tenant.id, id: random.id(at) }, at };
};

function furtherContacts(garage: Garage, { customer }: SeedVehicle, index: number): void {
  const { row, at } = own(garage, garage.random.between(20, 300));
  const british = garage.branch.country === "GB";
  garage.sheet.add("customer_contact", {
    ...row,
    customer_id: customer.id,
    kind: "PHONE",
    value: british ? `+441227${String(960_000 + index)}` : `+13025550${String(100 + (index % 100))}`,
    label: labels[index % labels.length] ?? "Work",
    created_at: at,
  });
  if (index % 2 === 0 || customer.email === null) return;
  garage.sheet.add("customer_contact", {
    ...own(garage, 10).row,
    customer_id: customer.id,
    kind: "EMAIL",
    value: customer.email.replace("@", "@work."),
    label: "Work",
    created_at: at,
  });
}

function consents(garage: Garage, { customer }: SeedVehicle, index: number): void {
  const said = (daysAgo: number, channel: "EMAIL" | "SMS", purpose: "REMINDER" | "MARKETING", given: boolean) => {
    const { row, at } = own(garage, daysAgo);
    garage.sheet.add("customer_consent", {
      ...row,
      customer_id: customer.id,
      channel,
      purpose,
      given,
      how: garage.random.pick(["IN_PERSON", "PHONE"]),
      at,
      recorded_by_id: garage.desk.memberId,
      recorded_by_name: garage.desk.name,
    });
  };
  said(330, "EMAIL", "MARKETING", true);
  if (index % 12 === 0) said(120, "EMAIL", "MARKETING", false);
  if (index % 15 === 0) said(200, "SMS", "REMINDER", false);
}

function formerPlate(garage: Garage, vehicle: SeedVehicle): void {
  const { row, at } = own(garage, 366 + garage.random.between(0, 3));
  const plate = `${vehicle.plate.slice(0, 2)}11 ${vehicle.plate.slice(-3).split("").reverse().join("")}`;
  garage.sheet.add("vehicle_plate", {
    ...row,
    vehicle_id: vehicle.id,
    plate,
    plate_normalised: normalisePlate(plate),
    until: at,
    changed_by_name: garage.desk.name,
  });
}

/** Sold before the year that the demo tells: what was done since is the present owner's. */
function formerOwner(garage: Garage, vehicle: SeedVehicle, seller: SeedVehicle): void {
  const { row, at } = own(garage, 367);
  garage.sheet.add("vehicle_ownership", {
    ...row,
    vehicle_id: vehicle.id,
    customer_id: seller.customer.id,
    until: at,
    changed_by_name: garage.desk.name,
  });
}

/** The same person again, written down in a hurry at the phone, with the second car. */
function enteredTwice(garage: Garage, { customer }: SeedVehicle): void {
  const [first = "", ...rest] = customer.name.split(" ");
  addCustomerWithVehicle(garage, {
    name: `${first.slice(0, 1)}. ${rest.join(" ")}`,
    plate: `TW${customer.id.slice(-2)} ${customer.id.slice(-5, -2)}`.toUpperCase(),
    car: ["Ford", "Transit Custom", 2020],
    odometer: garage.random.between(20_000, 90_000),
    email: null,
    phone: customer.phone,
  });
}
