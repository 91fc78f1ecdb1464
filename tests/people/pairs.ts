import type pg from "pg";
import { uuidv7 } from "#/domain/ids.ts";
import { type BuiltJobCard, type BuiltTenant, buildJobCards } from "../../prisma/seed/builders.ts";
import { insertRows } from "../../prisma/seed/write.ts";

export type BuiltPair = { readonly low: BuiltJobCard; readonly high: BuiltJobCard };

/** Pairs of customers who are one person by one rule each, in turn; every side has a car, a card, a further number, a message and a consent. */
export async function buildPairs(admin: pg.Pool, tenant: BuiltTenant, count: number): Promise<BuiltPair[]> {
  const cards = await buildJobCards(admin, tenant, count * 2);
  const serial = (await admin.query<{ n: number }>("select count(*)::int as n from customer")).rows[0]?.n ?? 0;
  const sides = cards.map((card, index) => {
    const pair = serial + Math.floor(index / 2);
    const second = index % 2;
    const rule = ["phone", "email", "car", "address"][Math.floor(index / 2) % 4];
    const own = serial * 2 + index;
    return {
      id: card.customerId,
      vehicle_id: card.vehicleId,
      name: `${rule === "car" || rule === "address" ? "" : second ? "X" : "Q"}${pair.toString(36).split("").reverse().join("")}ara ${pair * 7919}${second ? "s" : ""}`,
      phone: `+4420${String(10_000_000 + (rule === "phone" ? pair * 2 : own) + (rule === "phone" ? 50_000_000 : 0))}`,
      email: rule === "email" ? `pair.${pair}@example.com` : `own.${own}@example.com`,
      address_lines: rule === "address" ? [`${pair} Mill Road`, `CT5 ${pair}`] : [`${own} Elm Close`, `Town ${own}`],
      vin: rule === "car" ? `VIN${String(pair).padStart(9, "0")}` : null,
    };
  });
  await admin.query(
    `update customer c set name = s.name, phone = s.phone, email = s.email, address_lines = s.address_lines
       from jsonb_to_recordset($1::jsonb) as s(id uuid, name text, phone text, email text, address_lines text[])
      where c.tenant_id = $2 and c.id = s.id`,
    [JSON.stringify(sides), tenant.tenantId],
  );
  await admin.query(
    `update vehicle v set vin = s.vin from jsonb_to_recordset($1::jsonb) as s(vehicle_id uuid, vin text) where v.tenant_id = $2 and v.id = s.vehicle_id`,
    [JSON.stringify(sides), tenant.tenantId],
  );
  const own = (row: object) => ({ tenant_id: tenant.tenantId, id: uuidv7(), ...row });
  await insertRows(
    admin,
    "customer_contact",
    sides.map(({ id }, index) =>
      own({ customer_id: id, kind: "PHONE", value: `+4411${10_000_000 + serial * 2 + index}`, label: "Work" }),
    ),
  );
  await insertRows(
    admin,
    "customer_consent",
    sides.map(({ id }) =>
      own({
        customer_id: id,
        channel: "SMS",
        purpose: "REMINDER",
        given: true,
        how: "PHONE",
        at: new Date(),
        recorded_by_name: "Built",
      }),
    ),
  );
  await insertRows(
    admin,
    "message",
    sides.map(({ id }) =>
      own({
        channel: "EMAIL",
        state: "SENT",
        kind: "invoice",
        recipient: "built@example.com",
        subject: "Built",
        body_text: "Built",
        customer_id: id,
        source_key: `built:${id}`,
        sent_at: new Date(),
      }),
    ),
  );
  return pairedUp(cards, count, ({ customerId }) => customerId);
}

/** Two after two, the lower id first. */
export const pairedUp = (
  cards: readonly BuiltJobCard[],
  count: number,
  id: (card: BuiltJobCard) => string,
): BuiltPair[] =>
  Array.from({ length: count }, (_, index) => {
    const [first, second] = [cards[index * 2], cards[index * 2 + 1]];
    if (!first || !second) throw new Error("The pair was not built.");
    return id(first) < id(second) ? { low: first, high: second } : { low: second, high: first };
  });

const people = [
  "customer",
  "customer_contact",
  "customer_consent",
  "vehicle",
  "vehicle_plate",
  "vehicle_ownership",
  "odometer_reading",
  "job_card",
  "appointment",
  "message",
  "invoice",
  "service_record",
] as const;

/**
 * By table: how many rows, how many of them per customer in all, and a sum over every column but the version, which
 * only ever rises, so that a page that was open before the merge cannot write over what came after.
 */
export async function peopleSum(admin: pg.Pool, tenantId: string): Promise<Record<string, string>> {
  const sums = await Promise.all(
    people.map(async (table) => {
      const { rows } = await admin.query<{ sum: string }>(
        `select count(*) || ' ' || md5(coalesce(string_agg(row, '|' order by row), '')) as sum
           from (select (to_jsonb(t) - 'version')::text as row from ${table} t where tenant_id = $1) each`,
        [tenantId],
      );
      return [table, rows[0]?.sum ?? ""] as const;
    }),
  );
  return Object.fromEntries(sums);
}
