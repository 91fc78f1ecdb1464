import { afterAll, describe, expect, test, vi } from "vitest";
import { addressLimits, defaultLimits } from "#/domain/booking-limits.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { adminPool } from "../harness/world.ts";

// Read once, when the first module of the product is loaded: as an installation has it that says nothing of its own.
vi.hoisted(() => {
  for (const name of ["BOOKINGS_PER_HOUR", "HOLDS_PER_HOUR"]) delete process.env[name];
});
const { closeDatabase } = await import("#/server/db/client.ts");
const { env } = await import("#/env.ts");
const { signIn } = await import("../harness/people.ts");
const { askAs, firstFree, openGarage, place, stranger } = await import("./garage.ts");

type Garage = Awaited<ReturnType<typeof openGarage>>;

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const book = async (garage: Garage, startsAt: Date, who: object = stranger(), address?: string) =>
  (await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...who }, { address })).failure;
const request = async (garage: Garage, who: object) =>
  (
    await garage.ask("booking.request", {
      ...place(garage),
      serviceIds: [],
      startsAt: null,
      ...who,
      symptom: "It knocks.",
    })
  ).failure;

test("an installation that says nothing has the limits that are written down", () => {
  expect([env.BOOKINGS_PER_HOUR, env.HOLDS_PER_HOUR]).toEqual([
    addressLimits.bookingsPerHour,
    addressLimits.holdsPerHour,
  ]);
});

test("one address sends so many bookings in an hour, whoever it books for, and another address is not held up", async () => {
  const garage = await openGarage(admin, { bays: 40 });
  const startsAt = await firstFree(garage);
  const answers: (string | null)[] = [];
  for (let sent = 0; sent <= env.BOOKINGS_PER_HOUR; sent += 1)
    answers.push(await book(garage, startsAt, stranger(), "203.0.113.7"));
  expect(answers).toEqual([...Array.from({ length: env.BOOKINGS_PER_HOUR }, () => null), "TOO_MANY_REQUESTS"]);
  expect(await book(garage, startsAt, stranger(), "203.0.113.8")).toBeNull();
});

test("one contact is written about so often in a day, from whichever addresses", async () => {
  const garage = await openGarage(admin, { bays: 2 });
  // Refused for another reason each time, so that nothing else counts.
  const late = new Date((await firstFree(garage)).getTime() + 7 * 60_000);
  const who = stranger();
  const answers: (string | null)[] = [];
  for (let sent = 0; sent <= defaultLimits.perContactDay; sent += 1) answers.push(await book(garage, late, who));
  expect(answers).toEqual([
    ...Array.from({ length: defaultLimits.perContactDay }, () => "SLOT_TAKEN"),
    "TOO_MANY_REQUESTS",
  ]);
});

test("one workshop takes so many online in an hour, and another is not held up", async () => {
  const [garage, other] = [await openGarage(admin, { bays: 2 }), await openGarage(admin, { bays: 2 })];
  const startsAt = await firstFree(garage);
  await admin.query(
    "insert into rate_limit (id, key, count, last_request) values (gen_random_uuid(), $1, $2, (extract(epoch from now()) * 1000)::bigint)",
    [`book/at/${garage.tenant.tenantId}`, defaultLimits.perTenantHour],
  );
  const answer = await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...stranger() });
  expect(answer.failure).toBe("TOO_MANY_REQUESTS");
  expect(answer.message).toMatch(/try again in \d+ min, or call the workshop/);
  expect(await book(other, await firstFree(other))).toBeNull();
});

describe("a workshop's own limits", () => {
  /** Two workshops of which the first decides for itself; and its owner. */
  const twoWorkshops = async (change: object) => {
    const [own, other] = [await openGarage(admin, { bays: 6 }), await openGarage(admin, { bays: 6 })];
    const asOwner = askAs(await signIn(own.tenant.members.owner.email));
    const save = (version: number, limits: object) =>
      asOwner("mutation", "settings.updateBookingLimits", { version, ...defaultLimits, ...limits });
    expect((await save(0, change)).failure).toBeNull();
    return { own, other, asOwner, save };
  };

  test("are what its customers are held to, and another workshop's stay as they were", async () => {
    const { own, other } = await twoWorkshops({ bookingsOfContact: 1, requestsOfContact: 1 });
    const [ofOwn, ofOther] = [await firstFree(own), await firstFree(other)];
    const who = stranger();
    expect([await book(own, ofOwn, who), await book(own, ofOwn, who)]).toEqual([null, "TOO_MANY_REQUESTS"]);
    expect([await book(other, ofOther, who), await book(other, ofOther, who)]).toEqual([null, null]);
    const asking = stranger();
    expect([await request(own, asking), await request(own, asking)]).toEqual([null, "TOO_MANY_REQUESTS"]);
    expect([await request(other, asking), await request(other, asking)]).toEqual([null, null]);
  });

  test("count what is tried of one contact and at the workshop", async () => {
    const { own, other, save } = await twoWorkshops({ perContactDay: 1 });
    const [ofOwn, ofOther] = [await firstFree(own), await firstFree(other)];
    const who = stranger();
    expect([await book(own, ofOwn, who), await book(own, ofOwn, who)]).toEqual([null, "TOO_MANY_REQUESTS"]);
    expect([await book(other, ofOther, who), await book(other, ofOther, who)]).toEqual([null, null]);
    // Two have been tried here by now.
    expect((await save(1, { perTenantHour: 2 })).failure).toBeNull();
    expect(await book(own, ofOwn)).toBe("TOO_MANY_REQUESTS");
    expect(await book(other, ofOther)).toBeNull();
  });

  test("are written down with who changed what, and refused to whoever saw older ones or may not", async () => {
    const { own, asOwner, save } = await twoWorkshops({ bookingsOfContact: 5 });
    expect((await asOwner("query", "settings.bookingLimits", {})).data).toEqual({
      version: 1,
      ...defaultLimits,
      bookingsOfContact: 5,
      ofAddress: { bookingsPerHour: env.BOOKINGS_PER_HOUR, holdsPerHour: env.HOLDS_PER_HOUR },
    });
    const { rows } = await admin.query("select changes from audit_entry where tenant_id = $1 and action = $2", [
      own.tenant.tenantId,
      "booking-limits.changed",
    ]);
    expect(rows).toEqual([{ changes: { bookingsOfContact: [3, 5] } }]);
    expect((await save(0, { bookingsOfContact: 7 })).failure).toBe("STALE_VERSION");
    expect((await save(1, { bookingsOfContact: 0 })).failure).toBe("INVALID_INPUT");
    const input = { version: 1, ...defaultLimits, idempotencyKey: uuidv7() };
    expect((await own.askDesk("mutation", "settings.updateBookingLimits", input)).failure).toBe("FORBIDDEN");
  });
});
