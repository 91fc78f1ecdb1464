import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { mergeVehicles } from "#/server/orchestrators/merge-vehicles.ts";
import { buildBranch, buildCustomerWithVehicle, buildJobCard } from "../../prisma/seed/builders.ts";
import { harbourStreet } from "../../prisma/seed/terms.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { bookOnline, dayAhead, deskBooking, firstFree, openGarage, place, stranger } from "./garage.ts";
import { letStartCome } from "./reminding.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const minutes = (count: number) => count * 60_000;
const later = (at: Date, by: number) => new Date(at.getTime() + minutes(by));
const one = async <Row extends object>(sql: string, values: unknown[]): Promise<Row> => {
  const { rows } = await admin.query<Row>(sql, values);
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (!row) throw new Error("There is no such row.");
  return row;
};
const appointmentOf = (reference: string) =>
  one<{
    id: string;
    version: number;
    state: string;
    starts_at: Date | null;
    customer_id: string;
    vehicle_id: string;
    differing: string[];
    ics_sequence: number;
    job_card_id: string | null;
  }>("select * from appointment where reference = $1", [reference]);
const allocationsOf = async (appointmentId: string) =>
  (
    await admin.query<{ id: string; state: string; bay_id: string; starts_at: Date; ends_at: Date }>(
      "select id, state, bay_id, starts_at, ends_at from bay_allocation where appointment_id = $1 order by starts_at, state",
      [appointmentId],
    )
  ).rows;
const held = z.object({ holdId: z.string(), heldUntil: z.date() });
const browser = () => uuidv7();

describe("holding a time", () => {
  it("takes it from everybody else, and booking turns the same row into the appointment's", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    const browserKey = browser();
    const { holdId, heldUntil } = held.parse(
      (await garage.ask("booking.hold", { ...place(garage), startsAt, browserKey })).data,
    );
    expect(heldUntil.getTime() - Date.now()).toBeGreaterThan(minutes(9));

    const late = await garage.ask("booking.hold", { ...place(garage), startsAt, browserKey: browser() });
    expect(late.failure).toBe("SLOT_TAKEN");
    expect(await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...stranger() })).toMatchObject({
      failure: "SLOT_TAKEN",
    });

    const booked = await garage.ask("booking.book", {
      ...place(garage),
      startsAt,
      hold: { holdId, browserKey },
      ...stranger(),
    });
    expect(Object.keys(Object(booked.data)).sort()).toEqual(["reference", "token"]);
    const { id } = await appointmentOf(z.object({ reference: z.string() }).parse(booked.data).reference);
    expect(await allocationsOf(id)).toMatchObject([{ id: holdId, state: "BOOKED" }]);
  });

  it("is one for a browser, the newer instead of the older, and three for an address", async () => {
    const garage = await openGarage(admin, { bays: 6 });
    const startsAt = await firstFree(garage);
    const browserKey = browser();
    const address = "203.0.113.50";
    const hold = (key: string, at: Date) =>
      garage.ask("booking.hold", { ...place(garage), startsAt: at, browserKey: key }, { address });
    await hold(browserKey, startsAt);
    await hold(browserKey, later(startsAt, 60));
    const { rows } = await admin.query("select starts_at from bay_allocation where tenant_id = $1", [
      garage.tenant.tenantId,
    ]);
    expect(rows).toEqual([{ starts_at: later(startsAt, 60) }]);

    expect((await hold(browser(), startsAt)).failure).toBeNull();
    expect((await hold(browser(), startsAt)).failure).toBeNull();
    expect((await hold(browser(), startsAt)).failure).toBe("TOO_MANY_REQUESTS");
    // The browser's own may still move.
    expect((await hold(browserKey, later(startsAt, 120))).failure).toBeNull();
  });

  it("is over after its time: somebody else takes it, or the late form still wins while nobody has", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    const expire = () =>
      admin.query(
        "update bay_allocation set held_until = now() - interval '1 minute' where tenant_id = $1 and state = 'HELD'",
        [garage.tenant.tenantId],
      );
    const hold = async (browserKey: string) =>
      held.parse((await garage.ask("booking.hold", { ...place(garage), startsAt, browserKey })).data);

    const [first, second] = [browser(), browser()];
    const one = await hold(first);
    await expire();
    const other = await hold(second);
    const lost = await garage.ask("booking.book", {
      ...place(garage),
      startsAt,
      hold: { holdId: one.holdId, browserKey: first },
      ...stranger(),
    });
    expect(lost.failure).toBe("SLOT_TAKEN");
    await expire();
    const won = await garage.ask("booking.book", {
      ...place(garage),
      startsAt,
      hold: { holdId: other.holdId, browserKey: second },
      ...stranger(),
    });
    expect(won.failure).toBeNull();
  });

  it("is let go by its browser alone", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    const browserKey = browser();
    const { holdId } = held.parse((await garage.ask("booking.hold", { ...place(garage), startsAt, browserKey })).data);
    const { tenantSlug } = place(garage);
    expect((await garage.ask("booking.release", { tenantSlug, holdId, browserKey: browser() })).failure).toBe(
      "NOT_FOUND",
    );
    expect((await garage.ask("booking.release", { tenantSlug, holdId, browserKey })).failure).toBeNull();
    expect(
      (await garage.ask("booking.hold", { ...place(garage), startsAt, browserKey: browser() })).failure,
    ).toBeNull();
  });
});

describe("a time that is lost", () => {
  it("is answered with the three nearest, and one of those can be taken", async () => {
    const garage = await openGarage(admin);
    const startsAt = later(await firstFree(garage), 120);
    await bookOnline(garage, startsAt);
    const answer = await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...stranger() });
    expect(answer.failure).toBe("SLOT_TAKEN");
    const { error } = z
      .object({
        error: z.object({
          json: z.object({
            data: z.object({ details: z.object({ free: z.array(z.object({ startsAt: z.string() })) }) }),
          }),
        }),
      })
      .parse(JSON.parse(answer.text));
    const free = error.json.data.details.free.map((slot) => new Date(slot.startsAt));
    expect(free).toEqual([later(startsAt, -60), later(startsAt, 60), later(startsAt, -90)]);
    const [nearest] = free;
    if (nearest) await bookOnline(garage, nearest);
  });
});

describe("booking online", () => {
  it("finds the customer by e-mail, else by phone, changes nothing on file, and leaves the advisor a task", async () => {
    const garage = await openGarage(admin, { bays: 4 });
    const known = await buildCustomerWithVehicle(admin, garage.tenant, {
      name: "Priya Raman",
      email: "priya@example.com",
      plate: "KX19 VBT",
      phone: "+447700900111",
    });
    const before = await one("select * from customer where id = $1", [known.customerId]);
    const startsAt = await firstFree(garage);
    const who = {
      ...stranger(),
      contact: { name: "P. Raman", email: "Priya@example.com ", phone: "07700 900999" },
      vehicle: { plate: "kx19vbt", make: "Audi", model: "A3" },
    };
    const { reference } = await bookOnline(garage, startsAt, who);
    const appointment = await appointmentOf(reference);
    expect(appointment).toMatchObject({ customer_id: known.customerId, vehicle_id: known.vehicleId, state: "BOOKED" });
    expect(appointment.differing.toSorted()).toEqual(["name", "phone", "vehicle"]);
    expect(await one("select * from customer where id = $1", [known.customerId])).toEqual(before);
    expect(
      await one("select kind, state from manual_task where source_key = $1", [`differing:${appointment.id}`]),
    ).toEqual({ kind: "possible-duplicate", state: "OPEN" });

    const byPhone = { ...stranger(), contact: { name: "Priya Raman", email: null, phone: "07700 900111" } };
    expect(await appointmentOf((await bookOnline(garage, startsAt, byPhone)).reference)).toMatchObject({
      customer_id: known.customerId,
      differing: [],
    });
  });

  it("knows a car by the plate of a record that was merged into it", async () => {
    const garage = await openGarage(admin, { bays: 3 });
    const kept = await buildCustomerWithVehicle(admin, garage.tenant, { plate: "MG24 NEW" });
    const gone = await buildCustomerWithVehicle(admin, garage.tenant, { plate: "MG24 0LD" });
    await mergeVehicles(contextOf(garage.tenant), {
      kept: { vehicleId: kept.vehicleId, version: 1 },
      gone: { vehicleId: gone.vehicleId, version: 1 },
      take: { plate: "kept", make: "kept", model: "kept", year: "kept", vin: "kept", owner: "kept" },
      idempotencyKey: uuidv7(),
    });
    const startsAt = await firstFree(garage);
    for (const plate of ["mg240ld", "MG24 NEW"]) {
      const { reference } = await bookOnline(garage, startsAt, {
        ...stranger(),
        vehicle: { plate, make: "", model: "" },
      });
      expect(await appointmentOf(reference)).toMatchObject({ vehicle_id: kept.vehicleId, differing: ["owner"] });
    }
    // Once another car carries that plate, it is that one.
    const other = await buildCustomerWithVehicle(admin, garage.tenant, { plate: "MG24 0LD" });
    const { reference } = await bookOnline(garage, startsAt, {
      ...stranger(),
      vehicle: { plate: "MG24 0LD", make: "", model: "" },
    });
    expect(await appointmentOf(reference)).toMatchObject({ vehicle_id: other.vehicleId });
  });

  it("gives the same booking for the same key, and one for two at once", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    const input = { ...place(garage), startsAt, hold: null, ...stranger() };
    const key = uuidv7();
    const answers = await Promise.all([1, 2, 3].map(() => garage.ask("booking.book", input, { key })));
    const again = await garage.ask("booking.book", input, { key });
    expect(new Set([...answers, again].map(({ text }) => text)).size).toBe(1);
    expect(again.failure).toBeNull();
    expect((await garage.ask("booking.book", { ...input, symptom: "Other" }, { key })).failure).toBe("KEY_REUSED");
  });

  it("takes three to come of one contact, and two requests that wait", async () => {
    const garage = await openGarage(admin, { bays: 6 });
    const startsAt = await firstFree(garage);
    const who = stranger();
    for (const _ of [1, 2, 3]) await bookOnline(garage, startsAt, who);
    expect((await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...who })).failure).toBe(
      "TOO_MANY_REQUESTS",
    );
    const asked = { ...place(garage), serviceIds: [], startsAt: null, ...stranger(), symptom: "It knocks." };
    expect((await garage.ask("booking.request", asked)).failure).toBeNull();
    expect((await garage.ask("booking.request", asked)).failure).toBeNull();
    expect((await garage.ask("booking.request", asked)).failure).toBe("TOO_MANY_REQUESTS");
  });

  it("answers whoever is no person as if it had booked, and writes nothing", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    const bots = [
      { ...stranger(), website: "https://spam.example" },
      { ...stranger(), formStamp: "1700000000000.forged" },
      { ...stranger(), formStamp: "" },
    ];
    for (const bot of bots) {
      const { data, failure } = await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...bot });
      expect(failure).toBeNull();
      expect(
        z.strictObject({ reference: z.string().length(8), token: z.string().length(43) }).safeParse(data).success,
      ).toBe(true);
    }
    const { rows } = await admin.query("select from appointment where tenant_id = $1", [garage.tenant.tenantId]);
    expect(rows).toEqual([]);
  });

  it("keeps to hours, grid, lead time and horizon, whatever is asked for", async () => {
    const garage = await openGarage(admin, { rules: { leadMinutes: 60, horizonDays: 20 } });
    const startsAt = await firstFree(garage);
    for (const wrong of [
      later(startsAt, 7),
      later(startsAt, -600),
      new Date(startsAt.getTime() + 30 * 86_400_000),
      new Date(Date.now() + minutes(5)),
    ])
      expect(
        (await garage.ask("booking.book", { ...place(garage), startsAt: wrong, hold: null, ...stranger() })).failure,
      ).toBe("SLOT_TAKEN");
  });

  it("says nothing of a page, a branch or a service that is not there", async () => {
    const [garage, other] = [await openGarage(admin), await openGarage(admin)];
    expect((await garage.ask("booking.page", { tenantSlug: "nobody-at-all" })).failure).toBe("NOT_FOUND");
    const foreign = await garage.ask("booking.availability", { ...place(garage), branchId: other.tenant.branchId });
    expect(foreign.failure).toBe("NOT_FOUND");
    expect(
      (await garage.ask("booking.availability", { ...place(garage), serviceIds: [other.service.serviceId] })).failure,
    ).toBe("NOT_FOUND");
    // Branch and service belong together, and to another workshop than the page.
    const elsewhere = { ...place(other), tenantSlug: garage.tenant.slug };
    expect((await garage.ask("booking.availability", elsewhere)).failure).toBe("NOT_FOUND");
    const startsAt = await firstFree(other);
    expect((await garage.ask("booking.book", { ...elsewhere, startsAt, hold: null, ...stranger() })).failure).toBe(
      "NOT_FOUND",
    );
  });
});

describe("a request", () => {
  const requested = async () => {
    const garage = await openGarage(admin, {
      services: [{}, { name: "Noise", mode: "REQUEST", minutes: 60 }],
      rules: { requestHoldMinutes: 60 },
    });
    const startsAt = await firstFree(garage);
    const asked = {
      ...place(garage),
      serviceIds: [garage.services[1]?.serviceId],
      startsAt,
      ...stranger(),
      symptom: "It knocks.",
    };
    const { data } = await garage.ask("booking.request", asked);
    const { reference, token } = z.object({ reference: z.string(), token: z.string() }).parse(data);
    return { garage, startsAt, token, ...(await appointmentOf(reference)) };
  };

  it("keeps its time for a while and lets go by itself", async () => {
    const { garage, startsAt, id } = await requested();
    expect((await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...stranger() })).failure).toBe(
      "SLOT_TAKEN",
    );
    await admin.query("update bay_allocation set held_until = now() - interval '1 minute' where appointment_id = $1", [
      id,
    ]);
    await bookOnline(garage, startsAt);
  });

  it("is offered by an advisor, and its customer chooses the time by the link", async () => {
    const { garage, id, version, token } = await requested();
    expect(await one("select state from manual_task where source_key = $1", [`request:${id}`])).toEqual({
      state: "OPEN",
    });
    expect(
      (await garage.ask("visit.reschedule", { token, startsAt: await firstFree(garage, dayAhead(4)) })).failure,
    ).toBe("TRANSITION_REFUSED");
    await garage.desk("mutation", "appointment.confirmRequest", {
      appointmentId: id,
      version,
      minutes: 90,
      bufferMinutes: 30,
      startsAt: null,
      bayId: null,
    });
    expect(await one("select state from manual_task where source_key = $1", [`request:${id}`])).toEqual({
      state: "RESOLVED",
    });

    const times = await garage.ask("visit.times", { token, fromDay: dayAhead(5), days: 7 });
    const [slot] = z
      .object({ minutes: z.literal(90), next: z.array(z.object({ startsAt: z.date() })) })
      .parse(times.data).next;
    expect((await garage.ask("visit.reschedule", { token, startsAt: slot?.startsAt })).failure).toBeNull();
    const [allocation] = await allocationsOf(id);
    expect(allocation).toMatchObject({
      state: "BOOKED",
      starts_at: slot?.startsAt,
      ends_at: slot && later(slot.startsAt, 120),
    });
    const { rows } = await admin.query(
      "select type from outbox_event where subject_id = $1 and type <> 'appointment/reminder-due' order by occurred_at",
      [id],
    );
    expect(rows.map(({ type }) => type)).toEqual([
      "appointment/requested",
      "appointment/offered",
      "appointment/booked",
    ]);
  });

  it("is booked by an advisor at the time that was asked for, in its own place", async () => {
    const { garage, id, version, startsAt } = await requested();
    await garage.desk("mutation", "appointment.confirmRequest", {
      appointmentId: id,
      version,
      minutes: 60,
      bufferMinutes: 0,
      startsAt,
      bayId: null,
    });
    expect(
      await appointmentOf(
        (await one<{ reference: string }>("select reference from appointment where id = $1", [id])).reference,
      ),
    ).toMatchObject({ state: "BOOKED", starts_at: startsAt });
  });
});

describe("the link of a visit", () => {
  it("shows the first name and the car as they were typed, changes and calls off, and is gone then", async () => {
    const garage = await openGarage(admin);
    const known = await buildCustomerWithVehicle(admin, garage.tenant, {
      name: "Secret Owner",
      email: "owner@example.com",
      plate: "SE11 RET",
    });
    const startsAt = await firstFree(garage);
    const who = { ...stranger(), vehicle: { plate: "SE11 RET", make: "Fiat", model: "500" } };
    const { token, reference } = await bookOnline(garage, startsAt, who);
    const shown = await garage.ask("visit.byToken", { token });
    expect(shown.text).not.toMatch(/Secret|owner@|Rahman|nadia\./);
    expect(shown.data).toMatchObject({
      found: "open",
      visit: {
        state: "BOOKED",
        firstName: "Nadia",
        vehicle: { make: "Fiat", model: "500", plate: "SE11 RET" },
        canChange: true,
        canCancel: true,
      },
    });
    expect((await appointmentOf(reference)).vehicle_id).toBe(known.vehicleId);

    expect((await garage.ask("visit.reschedule", { token, startsAt: later(startsAt, 60) })).failure).toBeNull();
    // Its own time is free for itself, and what it left is free for others.
    await bookOnline(garage, startsAt);
    expect(await appointmentOf(reference)).toMatchObject({ starts_at: later(startsAt, 60), ics_sequence: 1 });
    expect((await garage.ask("visit.cancel", { token, reason: "Sold it" })).data).toEqual({ state: "CANCELLED" });
    expect((await garage.ask("visit.byToken", { token })).data).toEqual({ found: "gone" });
    expect((await garage.ask("visit.reschedule", { token, startsAt })).failure).toBe("TRANSITION_REFUSED");
    expect((await garage.ask("visit.byToken", { token: "x".repeat(43) })).failure).toBe("NOT_FOUND");
    await bookOnline(garage, later(startsAt, 60));
  });

  it("leaves nothing behind when its new time is free on another bay alone", async () => {
    const garage = await openGarage(admin, { bays: 2 });
    const startsAt = await firstFree(garage);
    const to = later(startsAt, 60);
    const mine = await bookOnline(garage, startsAt);
    const { id } = await appointmentOf(mine.reference);
    const [before] = await allocationsOf(id);
    const other = await bookOnline(garage, to);
    const [taken] = await allocationsOf((await appointmentOf(other.reference)).id);
    expect(taken?.bay_id).toBe(before?.bay_id);

    expect((await garage.ask("visit.reschedule", { token: mine.token, startsAt: to })).failure).toBeNull();
    const [was, is, ...more] = await allocationsOf(id);
    expect([was, more]).toMatchObject([{ id: before?.id, state: "CANCELLED" }, []]);
    expect(is).toMatchObject({ state: "BOOKED", starts_at: to });
    expect(is?.bay_id).not.toBe(before?.bay_id);
    // Both bays are free at the time it had.
    await bookOnline(garage, startsAt);
    await bookOnline(garage, startsAt);
  });

  it("recognises the car on the device that has it, and nowhere else", async () => {
    const garage = await openGarage(admin);
    const who = stranger();
    const { token } = await bookOnline(garage, await firstFree(garage), who);
    const asked = { tenantSlug: garage.tenant.slug, plate: who.vehicle.plate.toLowerCase() };
    expect((await garage.ask("booking.recognise", { ...asked, tokens: [token] })).data).toEqual({
      make: "Suzuki",
      model: "Swift",
      lastHere: null,
    });
    expect((await garage.ask("booking.recognise", { ...asked, tokens: ["y".repeat(43)] })).data).toBeNull();
    const other = await bookOnline(garage, await firstFree(garage));
    expect((await garage.ask("booking.recognise", { ...asked, tokens: [other.token] })).data).toBeNull();
  });
});

const changed = z.object({ appointmentId: z.string(), version: z.number() });

describe("the desk", () => {
  const booked = async (bays = 2) => {
    const garage = await openGarage(admin, { bays });
    const startsAt = await firstFree(garage);
    const { contact, vehicle } = stranger();
    const input = {
      branchId: garage.tenant.branchId,
      serviceIds: [garage.service.serviceId],
      minutes: null,
      startsAt,
      bayId: null,
      technicianId: null,
      customer: { kind: "given", ...contact },
      vehicle: { kind: "given", ...vehicle },
      symptom: "Squeals",
      note: "Ring first",
      customerWaiting: true,
    };
    const answer = z
      .strictObject({
        appointment: z.object({ id: z.string(), reference: z.string(), version: z.number() }),
        customer: z.object({ id: z.string(), name: z.string() }),
        vehicle: z.object({ id: z.string(), plate: z.string() }),
        isNewCustomer: z.boolean(),
        isNewVehicle: z.boolean(),
      })
      .parse(await garage.desk("mutation", "appointment.book", input));
    return { garage, startsAt, input, ...answer };
  };

  it("books a customer and a car, known or new, and is told which", async () => {
    const { garage, input, customer, vehicle, isNewCustomer, isNewVehicle } = await booked();
    expect([isNewCustomer, isNewVehicle]).toEqual([true, true]);
    const again = await garage.desk("mutation", "appointment.book", input);
    expect(again).toMatchObject({
      customer: { id: customer.id },
      vehicle: { id: vehicle.id },
      isNewCustomer: false,
      isNewVehicle: false,
    });
    expect((await garage.askDesk("mutation", "appointment.book", input)).failure).toBe("SLOT_TAKEN");
  });

  it("checks in: the card has customer, car, services and complaint, and stands where it was booked", async () => {
    const { garage, appointment, customer, vehicle } = await booked();
    const { jobCardId } = z.object({ jobCardId: z.string() }).parse(
      await garage.desk("mutation", "appointment.checkIn", {
        appointmentId: appointment.id,
        version: 1,
        odometerIn: 48_000,
        promisedAt: null,
        technicianId: null,
      }),
    );
    const card = await garage.desk("query", "jobCard.byId", { jobCardId });
    expect(card).toMatchObject({
      customer: { id: customer.id },
      vehicle: { id: vehicle.id },
      complaint: `${garage.service.name}: Squeals`,
      customerWaiting: true,
      odometerIn: 48_000,
      lines: [{ kind: "LABOUR", description: garage.service.name, quantity: "1" }],
      bay: { name: "Bay 1" },
    });
    expect(await allocationsOf(appointment.id)).toMatchObject([{ state: "CHECKED_IN" }]);
    const again = await garage.askDesk("mutation", "appointment.cancel", {
      appointmentId: appointment.id,
      version: 2,
      reason: "",
    });
    expect(again.failure).toBe("TRANSITION_REFUSED");
  });

  it("notes who did not come, warns of it, and of open cards and other times", async () => {
    const { garage, appointment, customer, vehicle } = await booked();
    await letStartCome(admin, appointment.id);
    await garage.desk("mutation", "appointment.noShow", { appointmentId: appointment.id, version: 1 });
    await buildJobCard(admin, garage.tenant, {
      customer: { customerId: customer.id, vehicleId: vehicle.id, plate: vehicle.plate },
    });
    const warnings = await garage.desk("query", "appointment.warnings", {
      vehicleId: vehicle.id,
      customerId: customer.id,
    });
    expect(warnings).toMatchObject({ noShows: 1, openCards: [{ status: "IN_PROGRESS" }], upcoming: [] });
  });

  it("does not note as missing whose time has not come", async () => {
    const { garage, appointment, startsAt } = await booked(1);
    const early = await garage.askDesk("mutation", "appointment.noShow", { appointmentId: appointment.id, version: 1 });
    expect(early.failure).toBe("TRANSITION_REFUSED");
    expect(early.message).toMatch(/^They are expected at .*: only from then on have they not come\. Cancel it, or /);
    expect(await appointmentOf(appointment.reference)).toMatchObject({ state: "BOOKED", version: 1 });
    expect((await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...stranger() })).failure).toBe(
      "SLOT_TAKEN",
    );
  });

  it("loses to whoever changed it meanwhile", async () => {
    const { garage, appointment } = await booked();
    const update = { appointmentId: appointment.id, version: 1, symptom: "Squeals", note: "", customerWaiting: false };
    expect(changed.parse(await garage.desk("mutation", "appointment.update", update)).version).toBe(2);
    expect((await garage.askDesk("mutation", "appointment.update", update)).failure).toBe("STALE_VERSION");
  });

  it("moves and resizes a block, is refused where something stands, and tells the customer of a new start alone", async () => {
    const { garage, startsAt, appointment } = await booked();
    const [block] = await allocationsOf(appointment.id);
    const other = garage.tenant.bays.find(({ id }) => id !== block?.bay_id);
    const move = (bayId: string | undefined, from: Date, to: Date) =>
      garage.askDesk("mutation", "appointment.moveAllocation", {
        allocationId: block?.id,
        bayId,
        startsAt: from,
        endsAt: to,
      });
    expect((await move(other?.id, startsAt, later(startsAt, 90))).failure).toBeNull();
    const eventsOf = async () =>
      (
        await admin.query(
          "select type from outbox_event where subject_id = $1 and type <> 'appointment/reminder-due'",
          [appointment.id],
        )
      ).rows.length;
    expect(await eventsOf()).toBe(1);
    expect(await appointmentOf(appointment.reference)).toMatchObject({ ics_sequence: 0, version: 2 });
    expect((await move(other?.id, later(startsAt, 120), later(startsAt, 180))).failure).toBeNull();
    expect(await eventsOf()).toBe(2);

    const wanted = { serviceIds: [], bayId: other?.id };
    await garage.desk("mutation", "appointment.book", deskBooking(garage, later(startsAt, 240), wanted));
    const refused = await move(other?.id, later(startsAt, 200), later(startsAt, 260));
    expect([refused.failure, refused.text.includes('"free"')]).toEqual(["SLOT_TAKEN", true]);
  });

  it("splits work, and carries what is left to the next day", async () => {
    const { garage, startsAt, appointment } = await booked(1);
    const [block] = await allocationsOf(appointment.id);
    await garage.desk("mutation", "appointment.split", { allocationId: block?.id, at: later(startsAt, 20) });
    const parts = await allocationsOf(appointment.id);
    expect(parts).toMatchObject([
      { ends_at: later(startsAt, 20) },
      { starts_at: later(startsAt, 20), ends_at: later(startsAt, 60) },
    ]);
    await garage.desk("mutation", "appointment.carryToTomorrow", { allocationId: parts[1]?.id });
    const [, carried] = await allocationsOf(appointment.id);
    expect(carried && carried.starts_at.getTime() - startsAt.getTime()).toBeGreaterThan(minutes(10 * 60));
    expect(carried && carried.ends_at.getTime() - carried.starts_at.getTime()).toBe(minutes(40));
  });

  it("books work longer than a day over as many as it takes, within the hours", async () => {
    const garage = await openGarage(admin);
    const startsAt = later(await firstFree(garage), 300);
    const long = { serviceIds: [], minutes: 900, symptom: "Engine out" };
    const { appointment } = z
      .object({ appointment: z.object({ id: z.string(), endsAt: z.date() }) })
      .parse(await garage.desk("mutation", "appointment.book", deskBooking(garage, startsAt, long)));
    const pieces = await allocationsOf(appointment.id);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.reduce((sum, piece) => sum + piece.ends_at.getTime() - piece.starts_at.getTime(), 0)).toBe(
      minutes(900),
    );
    expect(pieces.at(-1)?.ends_at).toEqual(appointment.endsAt);
  });

  it("sees its calendar, and is told why a time cannot be had", async () => {
    const { garage, startsAt, appointment } = await booked(1);
    const day = dayAhead(2);
    const calendar = await garage.desk("query", "appointment.list", {
      branchId: garage.tenant.branchId,
      fromDay: day,
      days: 3,
    });
    expect(calendar).toMatchObject({
      blocks: [{ appointment: { id: appointment.id }, state: "BOOKED", title: garage.service.name }],
    });
    const [first] = z
      .object({ days: z.array(z.object({ minutesOpen: z.number(), minutesLeft: z.number() })) })
      .parse(calendar).days;
    expect(first && first.minutesOpen - first.minutesLeft).toBe(60);

    const asked = { branchId: garage.tenant.branchId, serviceIds: [garage.service.serviceId], minutes: null, startsAt };
    const why = z.object({
      bookable: z.boolean(),
      placeable: z.boolean(),
      bays: z.array(z.object({ reasons: z.array(z.object({ kind: z.string(), sentence: z.string() })) })),
    });
    const told = why.parse(await garage.desk("query", "appointment.explain", asked));
    expect([told.bookable, told.placeable]).toEqual([false, false]);
    expect(told.bays[0]?.reasons).toMatchObject([
      { kind: "TAKEN", sentence: expect.stringMatching(/^Taken by N\d+ .* until \d\d:\d\d\.$/) },
    ]);
    await garage.desk("mutation", "appointment.setDayFull", { branchId: garage.tenant.branchId, day, full: true });
    const full = await garage.desk("query", "appointment.explain", { ...asked, startsAt: later(startsAt, 120) });
    expect(full).toMatchObject({
      bookable: false,
      placeable: true,
      branch: [{ kind: "CLOSURE", sentence: "Day full: Day full." }],
    });
    const online = await garage.ask("booking.availability", { ...place(garage), fromDay: day, days: 1 });
    expect(online.data).toMatchObject({ days: [{ state: "FULL", slots: [] }] });
  });
});

describe("technicians as a second resource", () => {
  it("are needed beside a bay, with the skill and at work, and are never in two places", async () => {
    const garage = await openGarage(admin, { bays: 3, services: [{ skill: "hybrid" }], rules: { technicians: true } });
    const { tenantId, branchId, members } = garage.tenant;
    const hours = JSON.stringify(Array.from({ length: 7 }, () => ({ opens: "10:00", closes: "14:00" })));
    const nobody = await garage.ask("booking.availability", { ...place(garage), fromDay: dayAhead(2), days: 7 });
    expect(nobody.data).toMatchObject({ next: [] });
    await admin.query(
      "insert into technician_hours (tenant_id, member_id, branch_id, week_hours, skills) values ($1, $2, $3, $4, '{hybrid}')",
      [tenantId, members.technician.memberId, branchId, hours],
    );
    const startsAt = await firstFree(garage);
    await bookOnline(garage, startsAt);
    // Two bays are free then, and nobody to work on them.
    expect((await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...stranger() })).failure).toBe(
      "SLOT_TAKEN",
    );
    await bookOnline(garage, later(startsAt, 60));
  });
});

describe("a job card that nobody booked", () => {
  it("takes its time from customers as any appointment does", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    const customer = await buildCustomerWithVehicle(admin, garage.tenant);
    const { jobCardId } = await buildJobCard(admin, garage.tenant, { customer, lines: [{ kind: "LABOUR" }] });
    const bayId = garage.tenant.bays[0]?.id;
    await garage.desk("mutation", "jobCard.place", { jobCardId, bayId, startsAt, minutes: 60 });
    expect(await firstFree(garage)).toEqual(later(startsAt, 60));
  });
});

describe("another branch", () => {
  it("is offered when this one has nothing free", async () => {
    const garage = await openGarage(admin);
    const { tenantId, branchId } = garage.tenant;
    const { branchId: other } = await buildBranch(admin, tenantId, {
      ...harbourStreet,
      name: "Annexe",
      invoicePrefix: "AX",
    });
    await admin.query(
      "insert into service_offer select tenant_id, uuidv7(), $3, name, description, labour_minutes, buffer_minutes, price_from_minor, capabilities, skill, mode, bookable_online, position, closed_at, version, now() from service_offer where tenant_id = $1 and branch_id = $2",
      [tenantId, branchId, other],
    );
    expect((await garage.ask("booking.availability", place(garage))).data).toMatchObject({ elsewhere: null });
    await admin.query(
      "insert into closure (tenant_id, id, branch_id, kind, name, first_day, last_day) values ($1, uuidv7(), $2, 'CLOSED', 'Refit', '2020-01-01', '2100-01-01')",
      [tenantId, branchId],
    );
    expect((await garage.ask("booking.availability", place(garage))).data).toMatchObject({
      next: [],
      elsewhere: { branchId: other, branchName: "Annexe" },
    });
  });
});
