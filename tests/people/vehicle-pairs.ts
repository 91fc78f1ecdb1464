import type pg from "pg";
import { referenceAlphabet, referenceLength } from "#/domain/appointment.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import { type BuiltTenant, buildJobCards } from "../../prisma/seed/builders.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { type BuiltPair, pairedUp } from "./pairs.ts";

const rules = ["vin", "alike", "country", "former", "owner"] as const;

/** The plates of both sides by each rule; first letters that no country has, so that no rule meets another. */
const platesOf: Readonly<Record<(typeof rules)[number], (number: string) => readonly [string, string]>> = {
  vin: (number) => [`WV ${number} A`, `WV ${number} B`],
  alike: (number) => [`WO ${number}`, `W0 ${number}`],
  country: (number) => [`WX ${number}`, `GB WX ${number}`],
  former: (number) => [`WF ${number}`, `WG ${number}`],
  owner: (number) => [`WN ${number} 1`, `WN ${number} 2`],
};

const referenceOf = (number: number): string =>
  Array.from({ length: referenceLength }, (_, place) => {
    const sign = Math.floor(number / referenceAlphabet.length ** place) % referenceAlphabet.length;
    return referenceAlphabet[sign];
  }).join("");

/** Pairs of records of one car by one rule each, in turn; every side has a card, an appointment, a reading, and a plate and an owner of before. */
export async function buildVehiclePairs(admin: pg.Pool, tenant: BuiltTenant, count: number): Promise<BuiltPair[]> {
  const cards = await buildJobCards(admin, tenant, count * 2);
  const serial = (await admin.query<{ n: number }>("select count(*)::int as n from vehicle")).rows[0]?.n ?? 0;
  const sides = cards.map((card, index) => {
    const pair = Math.floor(index / 2);
    const first = index % 2 === 0;
    const rule = rules[pair % rules.length] ?? "vin";
    const [left, right] = platesOf[rule](String(serial + pair).padStart(6, "0"));
    const plate = first ? left : right;
    return {
      card,
      rule,
      id: card.vehicleId,
      plate,
      plate_normalised: normalisePlate(plate),
      vin: rule === "vin" ? `WVWZZZ1K${String(serial + pair).padStart(9, "0")}` : null,
      customer_id: rule === "owner" && !first ? (cards[index - 1]?.customerId ?? card.customerId) : card.customerId,
      /** What it carried before: in "former", what the other one carries. */
      before: rule === "former" && !first ? left : `OLD ${serial * 2 + index}`,
    };
  });
  const given = JSON.stringify(sides);
  await admin.query(
    `update vehicle v set plate = s.plate, plate_normalised = s.plate_normalised, vin = s.vin, customer_id = s.customer_id,
                          make = 'Ford', model = 'Puma', year = 2021
       from jsonb_to_recordset($1::jsonb) as s(id uuid, plate text, plate_normalised text, vin text, customer_id uuid)
      where v.tenant_id = $2 and v.id = s.id`,
    [given, tenant.tenantId],
  );
  await admin.query(
    `update job_card j set customer_id = s.customer_id from jsonb_to_recordset($1::jsonb) as s(id uuid, customer_id uuid)
      where j.tenant_id = $2 and j.vehicle_id = s.id`,
    [given, tenant.tenantId],
  );
  const own = (row: object) => ({ tenant_id: tenant.tenantId, id: uuidv7(), ...row });
  const until = new Date("2020-01-01T00:00:00Z");
  await insertRows(
    admin,
    "odometer_reading",
    sides.map(({ id }, index) => own({ vehicle_id: id, value: 20_000 + index, unit: "mi", read_at: until })),
  );
  await insertRows(
    admin,
    "vehicle_plate",
    sides.map(({ id, before }) =>
      own({ vehicle_id: id, plate: before, plate_normalised: normalisePlate(before), until, changed_by_name: "Built" }),
    ),
  );
  await insertRows(
    admin,
    "vehicle_ownership",
    sides.map(({ id, card }) => own({ vehicle_id: id, customer_id: card.customerId, until, changed_by_name: "Built" })),
  );
  await insertRows(
    admin,
    "appointment",
    sides.map(({ id, customer_id, plate }, index) =>
      own({
        branch_id: tenant.branchId,
        reference: referenceOf(serial * 2 + index),
        state: "REQUESTED",
        source: "STAFF",
        customer_id,
        vehicle_id: id,
        contact_name: "Built",
        contact_plate: plate,
        differing: [],
        minutes: 60,
        waiting_since: until,
        created_at: until,
      }),
    ),
  );
  const built = sides.map(({ card, plate, customer_id }) => ({ ...card, plate, customerId: customer_id }));
  return pairedUp(built, count, ({ vehicleId }) => vehicleId);
}
