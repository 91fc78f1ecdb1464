import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { type Ask, askingAt } from "../faults/ask.ts";
import { bundleApp } from "../faults/bundle.ts";
import { type AppProcess, appProcess } from "../faults/process.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";
import { rowsOfAll } from "../registering/registering.ts";
import { firstFree, type Garage, openGarage, place, stranger } from "./garage.ts";

const admin = adminPool();
let app: AppProcess;
let ask: Ask;
let garage: Garage;
beforeAll(async () => {
  const directory = path.join(process.env.DATA_DIR ?? "", "killed");
  mkdirSync(directory, { recursive: true });
  app = await appProcess({
    app: await bundleApp(path.join(directory, "app")),
    databaseUrl: process.env.DATABASE_URL ?? "",
    dataDirectory: directory,
    smtpUrl: "smtp://127.0.0.1:1",
    // What follows a booking is told elsewhere: here its rows are counted.
    workers: false,
    standby: true,
  });
  app.start();
  await app.listening();
  ask = askingAt({ origin: app.origin, cookie: "", listening: app.listening });
  garage = await openGarage(admin, { bays: 2, rules: { horizonDays: 366 }, limits: { perTenantHour: 100_000 } });
}, 120_000);
afterAll(async () => {
  await app.end();
  await closeDatabase();
  await admin.end();
});

const steps = [
  "customer found",
  "vehicle found",
  "appointment written",
  "bay taken",
  "link opened",
  "reminders planned",
  "commit",
];
const points = steps.flatMap((step) => [`appointment.book/${step}:before`, `appointment.book/${step}:after`]);

/** What one booking of somebody new is, in rows; its hold was there before it. */
const oneBooking = {
  appointment: 1,
  appointment_service: 1,
  audit_entry: 3,
  customer: 1,
  idempotency_key: 1,
  link_token: 1,
  orchestration_run: 1,
  orchestration_step: 6,
  // That it was booked, and two reminders that wait for their time.
  outbox_event: 3,
  vehicle: 1,
} as const;
/** What is kept of an attempt that failed: that it did. */
const traces = ["orchestration_run", "orchestration_step"];

const without = (rows: Record<string, number>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(rows).filter(([name]) => !names.includes(name)));
const withOneMore = (before: Record<string, number>): Record<string, number> => {
  const after = { ...before };
  for (const [table, count] of Object.entries(oneBooking)) after[table] = (after[table] ?? 0) + count;
  // Deliveries are those of whoever listens.
  return after;
};
const rows = async () => without(await rowsOfAll(admin), ["event_delivery", "session", "verification"]);

const heldBooking = async () => {
  const startsAt = await firstFree(garage);
  const browserKey = uuidv7();
  const { data } = await garage.ask("booking.hold", { ...place(garage), startsAt, browserKey });
  const { holdId } = z.object({ holdId: z.string() }).parse(data);
  return { ...place(garage), startsAt, hold: { holdId, browserKey }, ...stranger() };
};

const transactionsEnded = async (): Promise<void> => {
  const open = "select 1 from pg_stat_activity where application_name = $1 and xact_start is not null";
  while ((await admin.query(open, [app.sessions])).rowCount !== 0);
};

test("a process killed at any point of a booking leaves nothing of it, or all; asked again it is made once", {
  timeout: rounds(240_000, 3_600_000),
}, async () => {
  for (let round = 0; round < rounds(1, 20); round += 1)
    for (const point of points) {
      const input = await heldBooking();
      const before = await rows();
      const stopped = Promise.withResolvers<void>();
      await app.stopAt([point], () => stopped.resolve());
      const answered = ask("booking.book", input, uuidv7());
      await stopped.promise;
      await app.kill();
      // Its transaction ends with it; what that held is then given back.
      await transactionsEnded();
      const committed = point === "appointment.book/commit:after";
      expect([point, await rows()]).toEqual([point, committed ? withOneMore(before) : before]);
      app.start();
      expect((await answered).tries).toBeGreaterThan(1);
      expect([point, await rows()]).toEqual([point, withOneMore(before)]);
    }
});

test("an error at any point of a booking leaves nothing of it, or all; asked again it is made once", {
  timeout: 120_000,
}, async () => {
  for (const point of points) {
    const input = await heldBooking();
    const before = without(await rows(), traces);
    await app.stopAt([point], (at) => app.goOn(at, "throw"));
    await ask("booking.book", input, uuidv7());
    expect([point, without(await rows(), traces)]).toEqual([point, without(withOneMore(before), traces)]);
  }
});
