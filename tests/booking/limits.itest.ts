import { afterAll, expect, test, vi } from "vitest";
import { bookingLimits } from "#/domain/booking-limits.ts";
import { adminPool } from "../harness/world.ts";

// Read once, when the first module of the product is loaded: as an installation has it that says nothing of its own.
vi.hoisted(() => {
  for (const name of ["BOOKINGS_PER_HOUR", "HOLDS_PER_HOUR", "BOOKINGS_PER_TENANT_HOUR"]) delete process.env[name];
});
const { closeDatabase } = await import("#/server/db/client.ts");
const { env } = await import("#/env.ts");
const { firstFree, openGarage, place, stranger } = await import("./garage.ts");

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

test("an installation that says nothing has the limits that are written down", () => {
  expect([env.BOOKINGS_PER_HOUR, env.HOLDS_PER_HOUR, env.BOOKINGS_PER_TENANT_HOUR]).toEqual([20, 120, 300]);
  expect(bookingLimits).toEqual({
    perAddressHour: 20,
    holdsPerAddressHour: 120,
    perTenantHour: 300,
    perContactDay: 10,
    holdsOfAddress: 3,
    bookingsOfContact: 3,
    requestsOfContact: 2,
    leastFillSeconds: 2,
  });
});

test("one address sends so many bookings in an hour, whoever it books for, and another address is not held up", async () => {
  const garage = await openGarage(admin, { bays: 40 });
  const startsAt = await firstFree(garage);
  const book = (address: string) =>
    garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...stranger() }, { address });
  const answers: (string | null)[] = [];
  for (let sent = 0; sent <= env.BOOKINGS_PER_HOUR; sent += 1) answers.push((await book("203.0.113.7")).failure);
  expect(answers).toEqual([...Array.from({ length: env.BOOKINGS_PER_HOUR }, () => null), "TOO_MANY_REQUESTS"]);
  expect((await book("203.0.113.8")).failure).toBeNull();
});

test("one contact is written about so often in a day, from whichever addresses", async () => {
  const garage = await openGarage(admin, { bays: 2 });
  const startsAt = await firstFree(garage);
  const who = stranger();
  const answers: (string | null)[] = [];
  // Refused for another reason each time, so that nothing else counts.
  for (let sent = 0; sent <= bookingLimits.perContactDay; sent += 1) {
    const late = new Date(startsAt.getTime() + 7 * 60_000);
    answers.push((await garage.ask("booking.book", { ...place(garage), startsAt: late, hold: null, ...who })).failure);
  }
  expect(answers).toEqual([
    ...Array.from({ length: bookingLimits.perContactDay }, () => "SLOT_TAKEN"),
    "TOO_MANY_REQUESTS",
  ]);
});

test("one workshop takes so many online in an hour, and another is not held up", async () => {
  const [garage, other] = [await openGarage(admin, { bays: 2 }), await openGarage(admin, { bays: 2 })];
  const startsAt = await firstFree(garage);
  await admin.query(
    "insert into rate_limit (id, key, count, last_request) values (gen_random_uuid(), $1, $2, (extract(epoch from now()) * 1000)::bigint)",
    [`book/at/${garage.tenant.tenantId}`, env.BOOKINGS_PER_TENANT_HOUR],
  );
  const answer = await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...stranger() });
  expect(answer.failure).toBe("TOO_MANY_REQUESTS");
  expect(answer.message).toMatch(/try again in \d+ min, or call the workshop/);
  expect(
    (await other.ask("booking.book", { ...place(other), startsAt: await firstFree(other), hold: null, ...stranger() }))
      .failure,
  ).toBeNull();
});
