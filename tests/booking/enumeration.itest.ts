import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { beat } from "#/server/api/booking-door.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { buildCustomersWithVehicles } from "../../prisma/seed/builders.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";
import { dayAhead, type Garage, openGarage, place, stranger } from "./garage.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const pairs = rounds(200, 5000);
const lanes = 4;

/** Of a body nothing but what is drawn by lot may differ. */
const shape = (text: string): string =>
  text.replace(/"reference":"[2-9A-Z]{8}"/, '"reference":"…"').replace(/"token":"[\w-]{43}"/, '"token":"…"');

const slotsOf = async (garage: Garage, count: number): Promise<Date[]> => {
  const found: Date[] = [];
  for (let from = 2; found.length < count; from += 28) {
    const { data } = await garage.ask("booking.availability", { ...place(garage), fromDay: dayAhead(from), days: 28 });
    const { days } = z
      .object({ days: z.array(z.object({ slots: z.array(z.object({ startsAt: z.date() })) })) })
      .parse(data);
    found.push(
      ...days.flatMap(({ slots }) => slots.filter((_, index) => index % 2 === 0).map(({ startsAt }) => startsAt)),
    );
  }
  return found.slice(0, count);
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) => {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
};
/** Welch's t: beyond 2.58 the difference is significant at one per cent. */
const welch = (one: readonly number[], other: readonly number[]) =>
  (mean(one) - mean(other)) / Math.sqrt(variance(one) / one.length + variance(other) / other.length);

/** Books for somebody on file and for somebody who is not, side by side; how long each took. */
const compare = async (): Promise<{ known: number[]; unknown: number[]; bodies: Set<string> }> => {
  const garage = await openGarage(admin, { bays: 30, rules: { horizonDays: 366 }, limits: { perTenantHour: 100_000 } });
  const onFile = await buildCustomersWithVehicles(admin, garage.tenant, pairs);
  const { rows } = await admin.query<{ id: string; email: string }>(
    "select id, email from customer where tenant_id = $1",
    [garage.tenant.tenantId],
  );
  const emails = new Map(rows.map(({ id, email }) => [id, email]));
  const slots = await slotsOf(garage, Math.ceil(pairs / 10));
  const bodies = new Set<string>();
  const timed = async (startsAt: Date, who: object): Promise<number> => {
    const began = performance.now();
    const { text, failure } = await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...who });
    const took = performance.now() - began;
    expect(failure).toBeNull();
    bodies.add(shape(text));
    return took;
  };
  const [known, unknown]: [number[], number[]] = [[], []];
  for (let first = 0; first < pairs; first += lanes) {
    await Promise.all(
      onFile.slice(first, first + lanes).map(async ({ customerId, plate }, lane) => {
        const startsAt = slots[Math.floor((first + lane) / 10)];
        const email = emails.get(customerId);
        if (startsAt === undefined || email === undefined) throw new Error("A pair has no time or no address.");
        const nobody = stranger();
        const somebody = {
          ...stranger(),
          contact: { ...nobody.contact, email },
          vehicle: { plate, make: "", model: "" },
        };
        const [a, b] = await Promise.all([timed(startsAt, somebody), timed(startsAt, nobody)]);
        known.push(a);
        unknown.push(b);
      }),
    );
  }
  return { known, unknown, bodies };
};

test(`${pairs} pairs of somebody on file and somebody who is not are answered alike, by what is said and by how long it takes`, {
  timeout: rounds(600_000, 7_200_000),
}, async () => {
  const first = await compare();
  expect(first.bodies.size).toBe(1);
  let t = welch(first.known, first.unknown);
  console.info(
    `on file ${mean(first.known).toFixed(1)} ms, not on file ${mean(first.unknown).toFixed(1)} ms, t ${t.toFixed(2)}`,
  );
  // One in a hundred comes of chance alone: a difference that is there comes again.
  if (Math.abs(t) > 2.58) {
    const second = await compare();
    t = welch(second.known, second.unknown);
  }
  expect(Math.abs(t)).toBeLessThan(2.58);
});

test("nobody is answered before the beat: not who is booked, nor who is refused, nor who is no person", async () => {
  const garage = await openGarage(admin);
  const [startsAt] = await slotsOf(garage, 1);
  const asked = { ...place(garage), startsAt, hold: null };
  // However quick the work: how long an answer takes says nothing of what there was to do for it.
  for (const who of [stranger(), stranger(), { ...stranger(), website: "https://spam.example" }]) {
    const began = performance.now();
    await garage.ask("booking.book", { ...asked, ...who });
    expect(performance.now() - began).toBeGreaterThanOrEqual(beat - 1);
  }
});
