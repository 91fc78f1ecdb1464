import { expect, test, vi } from "vitest";
import { z } from "zod";
import { formatTime, instantOf, isoDateIn } from "#/domain/time.ts";
import { endLeases } from "#/inngest/testing.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { formatInvariants, verifyInvariants } from "#/server/invariants/verify.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import * as operations from "#/server/services/operations.ts";
import { dayAhead, deskBooking, firstFree, type Garage, openGarage } from "../../tests/booking/garage.ts";
import { letReminderCome, letStartCome, zoneOfDay, zoneOfEvening } from "../../tests/booking/reminding.ts";
import { openWorld } from "../../tests/booking/world.ts";
import { rounds } from "../../tests/harness/rounds.ts";

const { admin, startProcess, stopProcesses, mails, texts, appointmentOf, booked, adminUrl } = openWorld();

const zone = "Europe/London";

type Reminder = {
  id: string;
  notice: string;
  state: string;
  standing: string;
  attempts: number;
  dueAt: Date;
  reason: string | null;
  event: string;
};
const remindersOf = async (appointmentId: string): Promise<Reminder[]> =>
  (
    await admin.query<Reminder>(
      `select d.id, e.data ->> 'notice' as notice, d.state, d.standing, d.attempts_started as attempts, d.due_at as "dueAt",
              coalesce(d.closed_reason, d.last_error) as reason, e.state as event
         from outbox_event e join event_delivery d on d.tenant_id = e.tenant_id and d.event_id = e.id
        where e.subject_id = $1 and e.type = 'appointment/reminder-due' order by (e.data ->> 'sequence')::int, e.data ->> 'notice'`,
      [appointmentId],
    )
  ).rows;
const shown = (reminders: readonly Reminder[]) => reminders.map(({ notice, state }) => `${notice} ${state}`);
const ended = (appointmentId: string, nth = 0): Promise<Reminder> =>
  vi.waitFor(
    async () => {
      const reminder = (await remindersOf(appointmentId))[nth];
      if (reminder === undefined || ["PENDING", "RUNNING"].includes(reminder.state)) throw new Error("It is owed.");
      return reminder;
    },
    { timeout: 50_000, interval: 30 },
  );
const sentOf = async (appointmentId: string) =>
  (
    await admin.query<{ body: string; at: Date }>(
      "select body_text as body, created_at as at from message where appointment_id = $1 and kind = 'appointment-reminder' and state = 'SENT'",
      [appointmentId],
    )
  ).rows;
const broken = async () =>
  formatInvariants(await verifyInvariants(adminUrl, { sealGraceMs: 3_600_000 })).filter(
    (line) => !/ held( \(not yet\))?$/.test(line),
  );

test("a booking plans both reminders in its own commit; they wait for their time, apart from what is on its way", async () => {
  startProcess();
  const own = await openGarage(admin);
  const { id, startsAt } = await booked(own);
  const planned = await remindersOf(id);
  expect(shown(planned)).toEqual(["DAY PENDING", "HOURS PENDING"]);
  expect(planned.map(({ standing, event, attempts }) => [standing, event, attempts])).toEqual([
    ["planned", "PENDING", 0],
    ["planned", "PENDING", 0],
  ]);
  const [day, hours] = planned;
  // The same time by the clock, a day before; two hours before, or the evening before for an early morning.
  expect([formatTime(day?.dueAt ?? startsAt, zone), (hours?.dueAt ?? startsAt) < startsAt]).toEqual([
    formatTime(startsAt, zone),
    true,
  ]);
  await vi.waitFor(async () => {
    const { rows } = await admin.query("select 1 from event_delivery where tenant_id = $1 and standing = 'waiting'", [
      own.tenant.tenantId,
    ]);
    expect(rows).toEqual([]);
  }, 30_000);
  const db = readDb({ tenantId: own.tenant.tenantId });
  const [timeline, figures] = await runInTenant(own.tenant.tenantId, () =>
    Promise.all([operations.timeline(db, "appointment", id), operations.figures(db)]),
  );
  const effects = timeline.runs.flatMap((run) => run.effects);
  expect(effects.filter(({ plannedFor }) => plannedFor !== null).map(({ title }) => title)).toEqual([
    "Reminder",
    "Reminder",
  ]);
  expect(figures).toMatchObject({ oldestUnsentAt: null, waiting: 0, dead: 0 });
  expect(await broken()).toEqual([]);
});

test("an appointment made later than its reminders would be has none", async () => {
  const own = await openGarage(admin);
  // So soon that none could wait for the end of the quiet hours either, at whatever hour this runs.
  const soon = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 45 * 60_000);
  await own.desk("mutation", "appointment.book", deskBooking(own, soon));
  expect(await remindersOf((await appointmentOf(own)).id)).toEqual([]);
});

test.each([
  ["moved", "The appointment was moved.", ["DAY PENDING", "HOURS PENDING"]],
  ["cancelled", "The appointment was cancelled.", []],
  ["here", "The car is here.", []],
  ["missed", "Nobody came.", []],
])("once it is %s, what was planned is called off in that commit", async (what, reason, after) => {
  const own = await openGarage(admin);
  const { id, token, version } = await booked(own);
  const before = await remindersOf(id);
  const versioned = { appointmentId: id, version };
  if (what === "moved") await own.ask("visit.reschedule", { token, startsAt: await firstFree(own, dayAhead(9)) });
  if (what === "cancelled") await own.ask("visit.cancel", { token, reason: "" });
  if (what === "here")
    await own.desk("mutation", "appointment.checkIn", {
      ...versioned,
      odometerIn: null,
      promisedAt: null,
      technicianId: null,
    });
  if (what === "missed") {
    await letStartCome(admin, id);
    await own.desk("mutation", "appointment.noShow", versioned);
  }
  const [first, second, ...others] = await remindersOf(id);
  expect([first?.id, second?.id]).toEqual(before.map((each) => each.id));
  for (const old of [first, second]) expect(old).toMatchObject({ state: "SKIPPED", reason, event: "SENT" });
  expect(shown(others)).toEqual(after);
  expect(await broken()).toEqual([]);
});

test("on the day on which the clocks go forward it is reminded of at its own time by the clock, 23 hours before", async () => {
  const own = await openGarage(admin);
  const startsAt = instantOf("2027-03-29", "00:00", zone);
  const ahead = instantOf("2027-03-28", "14:00", zone);
  if (ahead === null || startsAt === null) throw new Error("Both are times in London.");
  const { data } = await own.askDesk("mutation", "appointment.book", deskBooking(own, ahead));
  const { appointment } = z.object({ appointment: z.object({ id: z.string() }) }).parse(data);
  const due = (await remindersOf(appointment.id)).map(
    ({ dueAt }) => `${isoDateIn(dueAt, zone)} ${formatTime(dueAt, zone)}`,
  );
  expect(due).toEqual(["2027-03-27 14:00", "2027-03-28 12:00"]);
});

test("a branch's own quiet hours are planned by, and another's stay those of the product", async () => {
  const [own, other] = [
    await openGarage(admin, { rules: { quietFrom: "22:00", quietUntil: "05:00" } }),
    await openGarage(admin),
  ];
  const dueAt = async (garage: Garage) => {
    const day = dayAhead(9);
    const startsAt = instantOf(day, "07:30", zone);
    if (startsAt === null) throw new Error("It is a time in London.");
    await garage.desk("mutation", "appointment.book", deskBooking(garage, startsAt));
    const { id } = await appointmentOf(garage);
    const planned = (await remindersOf(id)).map((each) => formatTime(each.dueAt, zone));
    const { rows } = await admin.query<{ id: string; bay: string }>(
      "select id, bay_id as bay from bay_allocation where appointment_id = $1",
      [id],
    );
    const to = instantOf(day, "06:30", zone);
    if (to === null) throw new Error("It is a time in London.");
    await garage.desk("mutation", "appointment.moveAllocation", {
      allocationId: rows[0]?.id,
      bayId: rows[0]?.bay,
      startsAt: to,
      endsAt: new Date(to.getTime() + 3_600_000),
    });
    const moved = (await remindersOf(id)).filter(({ state }) => state === "PENDING");
    return [planned, moved.map((each) => formatTime(each.dueAt, zone))];
  };
  expect(await dueAt(own)).toEqual([
    ["07:30", "05:30"],
    ["06:30", "05:00"],
  ]);
  expect(await dueAt(other)).toEqual([
    ["08:00", "19:30"],
    ["08:00", "19:30"],
  ]);
});

test("in the quiet hours that a branch has set since, nothing goes", async () => {
  startProcess();
  const [own, other] = [await openGarage(admin, { rules: { quietFrom: "17:00" } }), await openGarage(admin)];
  const [quiet, loud] = [await booked(own), await booked(other)];
  for (const { id } of [quiet, loud]) await letReminderCome(admin, id, "DAY", zoneOfEvening());
  expect(await ended(quiet.id)).toMatchObject({
    state: "SKIPPED",
    reason: "Nobody is written to between 17:00 and 08:00, and the morning is too late.",
  });
  expect(await ended(loud.id)).toMatchObject({ state: "DONE" });
});

test("when its time comes it goes once, however often its event is told, and by text where only a number was given", async () => {
  startProcess();
  const own = await openGarage(admin);
  const { id, token } = await booked(own, { contact: { email: null, phone: "07700 900418" } });
  await letReminderCome(admin, id, "HOURS");
  await vi.waitFor(async () => expect(await sentOf(id)).toHaveLength(1), { timeout: 50_000, interval: 30 });
  for (let again = 0; again < 3; again++)
    await admin.query(
      "update outbox_event set state = 'PENDING', sent_at = null, available_at = now() where subject_id = $1 and data ->> 'notice' = 'HOURS'",
      [id],
    );
  await vi.waitFor(async () => {
    const { rows } = await admin.query(
      "select 1 from outbox_event where subject_id = $1 and state = 'PENDING' and data ->> 'notice' = 'HOURS'",
      [id],
    );
    expect(rows).toEqual([]);
  }, 30_000);
  const sent = (await texts()).filter(({ text }) => text.includes(`/a/${token}`) && /today|tomorrow/.test(text));
  expect(sent.map(({ deliveries }) => deliveries)).toEqual([1]);
  expect(await sentOf(id)).toHaveLength(1);
});

test("of one that was called off behind its back nothing goes, and a customer who wants no reminders gets none", async () => {
  startProcess();
  const own = await openGarage(admin);
  const { id } = await booked(own);
  // As a missing call would leave it: the consumer looks for itself.
  await admin.query(
    "update appointment set state = 'CANCELLED', cancelled_at = now(), cancelled_by = 'STAFF' where id = $1",
    [id],
  );
  await letReminderCome(admin, id, "DAY");
  expect(await ended(id)).toMatchObject({
    state: "SKIPPED",
    reason: 'The appointment is "cancelled" by now, so this is no longer true.',
  });
  const other = await booked(own);
  await admin.query(
    `insert into customer_consent (tenant_id, id, customer_id, channel, purpose, given, how, at, recorded_by_name)
     select tenant_id, uuidv7(), customer_id, 'EMAIL', 'REMINDER', false, 'PHONE', now(), 'Maya' from appointment where id = $1`,
    [other.id],
  );
  await letReminderCome(admin, other.id, "DAY");
  expect(await ended(other.id)).toMatchObject({
    state: "SKIPPED",
    reason: "The customer wants no messages about this.",
  });
});

/** A zone in which it is night for a while yet. */
const zoneOfNight = (): string => {
  const zones = [
    "Europe/London",
    "America/New_York",
    "Asia/Tokyo",
    "Pacific/Auckland",
    "America/Los_Angeles",
    "Asia/Kolkata",
  ];
  const found = zones.find((each) => formatTime(new Date(), each) >= "20:30" || formatTime(new Date(), each) < "07:00");
  if (found === undefined) throw new Error("It is day everywhere.");
  return found;
};

test("one that comes at night waits for the morning, as if it had not been begun; one that is of no use any more is left out", async () => {
  startProcess();
  const own = await openGarage(admin);
  const { id } = await booked(own);
  await letReminderCome(admin, id, "DAY");
  await ended(id);
  const night = zoneOfNight();
  const other = await booked(own);
  const set = async (appointmentId: string, notice: "DAY" | "HOURS", hours: number) => {
    await letReminderCome(admin, appointmentId, notice);
    await admin.query("update branch set zone = $2 where tenant_id = $1", [own.tenant.tenantId, night]);
    await admin.query(
      "update appointment set starts_at = now() + $2 * interval '1 hour', ends_at = now() + $2 * interval '1 hour' + interval '1 hour' where id = $1",
      [appointmentId, hours],
    );
  };
  await stopProcesses();
  await set(other.id, "DAY", 24);
  startProcess();
  await vi.waitFor(
    async () => {
      const [day] = await remindersOf(other.id);
      expect(day).toMatchObject({ state: "PENDING", standing: "planned", attempts: 0, event: "PENDING" });
      expect(formatTime(day?.dueAt ?? new Date(), night)).toBe("08:00");
    },
    { timeout: 50_000, interval: 30 },
  );
  expect(await sentOf(other.id)).toEqual([]);
  await stopProcesses();
  await set(other.id, "HOURS", 0.5);
  startProcess();
  expect(await ended(other.id, 1)).toMatchObject({
    state: "SKIPPED",
    reason: "It would have come too late to be of use.",
  });
  expect(await broken()).toEqual([]);
}, 120_000);

test.each([
  "remind-customer/claim:after",
  "remind-customer/commit:before",
  "appointment-reminder/mail:before",
  "appointment-reminder/mail:after",
  "remind-customer/finish:before",
])("a worker that dies at %s: it arrives, under one key, once as far as the mailbox can tell", async (here) => {
  setDeliveryPolicy({ backoffMs: [0, 0], graceMs: 500 });
  const own = await openGarage(admin);
  const { id } = await booked(own);
  let died = false;
  armCrashPoints(async (point) => {
    if (point === here && !died) {
      died = true;
      throw new Error("killed");
    }
    // Dead: it writes nothing more, and its lease ends.
    if (point === "remind-customer/fail:before") {
      await endLeases(admin, "remind-customer");
      return new Promise(() => undefined);
    }
  });
  await letReminderCome(admin, id, "DAY");
  startProcess();
  const [done] = await vi.waitFor(
    async () => {
      const reminders = await remindersOf(id);
      expect(reminders[0]?.state).toBe("DONE");
      return reminders;
    },
    { timeout: 50_000, interval: 200 },
  );
  expect(died).toBe(true);
  const arrived = (await mails()).filter(({ messageId }) => messageId.includes(done?.id ?? "none"));
  expect(arrived).toHaveLength(1);
  expect(arrived[0]?.deliveries).toBeLessThanOrEqual(2);
  expect(await sentOf(id)).toHaveLength(1);
});

test("moved in the moment in which it is due: the old time is told before the move or not at all, and never twice", async () => {
  startProcess();
  // Where it is day already: in another zone the time that is moved to would not be offered any more.
  const own = await openGarage(admin, { bays: 4, branch: { zone: zoneOfDay() } });
  const figures = { before: 0, left: 0 };
  for (let round = 0; round < rounds(12, 100); round++) {
    const { id, token } = await booked(own);
    const other = await firstFree(own, dayAhead(10));
    await Promise.all([letReminderCome(admin, id, "DAY"), own.ask("visit.reschedule", { token, startsAt: other })]);
    await vi.waitFor(async () => {
      const { rows } = await admin.query(
        "select 1 from event_delivery d join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id where e.subject_id = $1 and d.standing = 'waiting'",
        [id],
      );
      expect(rows).toEqual([]);
    }, 30_000);
    const sent = await sentOf(id);
    const moved = await admin.query<{ at: Date }>(
      "select occurred_at as at from outbox_event where subject_id = $1 and type = 'appointment/rescheduled'",
      [id],
    );
    expect(sent.length).toBeLessThanOrEqual(1);
    if (sent.length === 1) figures.before += 1;
    else figures.left += 1;
    expect(moved.rows).toHaveLength(1);
    await admin.query(
      "update appointment set state = 'CANCELLED', cancelled_at = now(), cancelled_by = 'STAFF' where id = $1",
      [id],
    );
    await admin.query("update bay_allocation set state = 'CANCELLED' where appointment_id = $1", [id]);
  }
  expect(figures.before + figures.left).toBe(rounds(12, 100));
  expect(await broken()).toEqual([]);
}, 240_000);

test("its own clock is not asked: planned by one process, it is handed over by another that polls", async () => {
  const own = await openGarage(admin);
  const { id } = await booked(own);
  await letReminderCome(admin, id, "DAY");
  startProcess();
  startProcess();
  expect((await ended(id)).state).toBe("DONE");
  expect(await sentOf(id)).toHaveLength(1);
});
