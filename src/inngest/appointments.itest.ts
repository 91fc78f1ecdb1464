import { randomUUID } from "node:crypto";
import ICAL from "ical.js";
import { simpleParser } from "mailparser";
import { describe, expect, test, vi } from "vitest";
import { consumersOf } from "#/domain/events.ts";
import { systemCtx } from "#/inngest/testing.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { linkToken } from "#/server/db/link-token.ts";
import { sendError } from "#/server/gateways/send-error.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { resendMessage } from "#/server/orchestrators/resend-message.ts";
import { retryDelivery } from "#/server/outbox/deliveries.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { dayAhead, firstFree, type Garage, openGarage, place, stranger } from "../../tests/booking/garage.ts";
import { letReminderCome } from "../../tests/booking/reminding.ts";
import { openWorld } from "../../tests/booking/world.ts";

const { admin, startProcess, mails, eml, texts, appointmentOf, booked } = openWorld();

const garage = async () => {
  const own = await openGarage(admin, { bays: 2, services: [{}, { mode: "REQUEST" }] });
  await admin.query(
    "update booking_rules set what_to_bring = 'The key and the locking wheel nut' where tenant_id = $1",
    [own.tenant.tenantId],
  );
  return own;
};

type Ended = { id: string; state: string; started: number; reason: string | null; text: string | null };
const deliveriesOf = async ({ tenant }: Garage, consumer: string) =>
  (
    await admin.query<Ended & { dueAt: Date | null; notice: string | null }>(
      `select d.id, d.state, d.attempts_started as started, coalesce(d.closed_reason, d.last_error) as reason, d.result ->> 'text' as text,
              d.due_at as "dueAt", e.data ->> 'notice' as notice
         from event_delivery d join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
        where d.tenant_id = $1 and d.consumer = $2 order by e.data ->> 'notice', d.created_at`,
      [tenant.tenantId, consumer],
    )
  ).rows;
const settled = (own: Garage, consumer: string, nth = 0): Promise<Ended> =>
  vi.waitFor(
    async () => {
      const row = (await deliveriesOf(own, consumer))[nth];
      if (row === undefined || row.state === "PENDING" || row.state === "RUNNING")
        throw new Error(`${consumer} is owed.`);
      return row;
    },
    { timeout: 50_000, interval: 30 },
  );
const messagesOf = async ({ tenant }: Garage) =>
  (
    await admin.query<{
      id: string;
      kind: string;
      channel: string;
      state: string;
      recipient: string;
      body: string;
      appointmentId: string;
    }>(
      `select id, kind, channel, state, recipient, body_text as body, appointment_id as "appointmentId"
         from message where tenant_id = $1 order by created_at`,
      [tenant.tenantId],
    )
  ).rows;
const mailOf = async ({ id }: { id: string }) => {
  const mail = (await mails()).find(({ messageId }) => messageId.includes(id));
  if (mail === undefined) throw new Error("The mail has not arrived.");
  return mail;
};

/** The calendar entry that a mail carries, as a parser that is not ours reads it. */
const entryOf = async (ended: { id: string }) => {
  const { id } = await mailOf(ended);
  const mail = await simpleParser(await eml(id));
  const parts = mail.attachments.filter(({ contentType }) => contentType === "text/calendar");
  const [part] = parts;
  if (part === undefined) throw new Error("The mail carries no entry.");
  const calendar = new ICAL.Component(ICAL.parse(part.content.toString("utf8")));
  const component = calendar.getFirstSubcomponent("vevent");
  if (component === null) throw new Error("The file holds no event.");
  const event = new ICAL.Event(component);
  return {
    parts: parts.length,
    method: calendar.getFirstPropertyValue("method"),
    uid: event.uid,
    sequence: event.sequence,
    startsAt: event.startDate.toJSDate(),
    status: component.getFirstPropertyValue("status"),
    url: component.getFirstPropertyValue("url"),
    attendee: component.getFirstPropertyValue("attendee"),
  };
};

test("who moves, places or calls off an appointment may choose not to tell; reminders follow it all the same", async () => {
  startProcess();
  const own = await garage();
  const { id, version } = await booked(own);
  await settled(own, "confirm-booking");
  const quiet = { tellCustomer: false };
  const asked = { appointmentId: id, startsAt: await firstFree(own, dayAhead(6)), minutes: null, bayId: null };
  await own.desk("mutation", "appointment.reschedule", { ...asked, version, ...quiet });
  const reason = "Whoever did it chose not to tell the customer.";
  expect(await settled(own, "tell-other-time")).toMatchObject({ state: "SKIPPED", reason });
  const block = (
    await admin.query<{ id: string; bayId: string; startsAt: Date; endsAt: Date }>(
      `select id, bay_id as "bayId", starts_at as "startsAt", ends_at as "endsAt" from bay_allocation
        where appointment_id = $1 and state = 'BOOKED'`,
      [id],
    )
  ).rows[0];
  if (block === undefined) throw new Error("It has no bay.");
  const { id: allocationId, bayId, startsAt, endsAt } = block;
  const later = (at: Date) => new Date(at.getTime() + 900_000);
  const to = { allocationId, bayId, startsAt: later(startsAt), endsAt: later(endsAt) };
  await own.desk("mutation", "appointment.moveAllocation", { ...to, ...quiet });
  expect(await settled(own, "tell-other-time", 1)).toMatchObject({ state: "SKIPPED", reason });
  const planned = (await deliveriesOf(own, "remind-customer")).filter(({ state }) => state === "PENDING");
  expect(planned).toHaveLength(2);
  const current = await appointmentOf(own);
  const why = { appointmentId: id, version: current.version, reason: "They rang" };
  await own.desk("mutation", "appointment.cancel", { ...why, ...quiet });
  expect(await settled(own, "tell-cancelled")).toMatchObject({ state: "SKIPPED", reason });
  expect((await messagesOf(own)).map(({ kind }) => kind)).toEqual(["appointment-booked"]);
});

test("a booking is confirmed to what was typed, with its link and its calendar entry; moved and called off the same entry follows", async () => {
  startProcess();
  const own = await garage();
  const { id, startsAt, token, who } = await booked(own);
  const confirmed = await settled(own, "confirm-booking");
  expect(confirmed).toMatchObject({ state: "DONE", text: `Accepted for ${who.email}` });
  const mail = await mailOf(confirmed);
  expect(mail.to).toEqual([who.email]);
  expect(mail.subject).toMatch(/^Booked: /);
  expect(mail.text).toContain(`/a/${token}`);
  expect(mail.text).toContain("Bring: The key and the locking wheel nut");
  expect(mail.text).toContain("You wrote: It squeaks.");
  expect(await entryOf(confirmed)).toMatchObject({
    method: "REQUEST",
    uid: `appointment-${id}@pitlane`,
    sequence: 0,
    startsAt,
    status: "CONFIRMED",
    url: expect.stringContaining(`/a/${token}`),
    attendee: `mailto:${who.email}`,
  });

  const other = await firstFree(own, dayAhead(6));
  await own.ask("visit.reschedule", { token, startsAt: other });
  const moved = await settled(own, "tell-other-time");
  expect((await mailOf(moved)).subject).toMatch(/^Moved: /);
  expect(await entryOf(moved)).toMatchObject({
    method: "REQUEST",
    uid: `appointment-${id}@pitlane`,
    sequence: 1,
    startsAt: other,
  });

  await own.ask("visit.cancel", { token, reason: "" });
  const cancelled = await settled(own, "tell-cancelled");
  expect((await mailOf(cancelled)).subject).toMatch(/^Cancelled: /);
  expect(await entryOf(cancelled)).toMatchObject({
    method: "CANCEL",
    uid: `appointment-${id}@pitlane`,
    sequence: 2,
    status: "CANCELLED",
    url: null,
  });
  // What is kept lets nobody in.
  const kept = await messagesOf(own);
  expect(kept.map(({ kind, state, appointmentId }) => [kind, state, appointmentId])).toEqual(
    ["appointment-booked", "appointment-moved", "appointment-cancelled"].map((kind) => [kind, "SENT", id]),
  );
  expect(JSON.stringify(kept)).not.toContain(token);
  expect(kept[0]?.body).toContain("/a/(the link is not kept)");
});

test("a request is received, answered with a link to choose by, and withdrawn without a calendar entry", async () => {
  startProcess();
  const own = await garage();
  const who = stranger();
  const serviceIds = [own.services[1]?.serviceId];
  const asked = { ...place(own), serviceIds, startsAt: null, ...who, symptom: "It knocks." };
  const { text } = await own.ask("booking.request", asked);
  expect(text).toContain("reference");
  const received = await settled(own, "confirm-request");
  expect((await mailOf(received)).text).toContain("Nothing is booked yet.");
  const { id, version } = await appointmentOf(own);
  const answer = { appointmentId: id, version, minutes: 90, bufferMinutes: 0, startsAt: null, bayId: null };
  await own.desk("mutation", "appointment.confirmRequest", answer);
  const offered = await mailOf(await settled(own, "offer-times"));
  const token = linkToken("appointment", id, 1);
  expect([offered.subject, offered.text]).toEqual([
    expect.stringMatching(/^Choose a time: /),
    expect.stringContaining(`/a/${token}`),
  ]);
  await own.ask("visit.cancel", { token, reason: "" });
  const closed = await settled(own, "tell-cancelled");
  expect((await mailOf(closed)).subject).toMatch(/^Request closed: /);
  await expect(entryOf(closed)).rejects.toThrow("carries no entry");
});

describe("where it goes", () => {
  test("to the phone where only a number was given, with one link and how to stop", async () => {
    startProcess();
    const own = await garage();
    const { token, plate } = await booked(own, { contact: { email: null, phone: "07700 900418" } });
    const ended = await settled(own, "confirm-booking");
    expect(ended).toMatchObject({ state: "DONE", text: "Accepted for 07700 900418" });
    const [text] = (await texts()).filter(({ messageId }) => messageId === ended.id);
    expect(text?.to).toEqual(["+447700900418"]);
    expect(text?.text).toContain(`${plate} booked`);
    expect(text?.text).toContain(`/a/${token}`);
    const [kept] = await messagesOf(own);
    expect([kept?.channel, kept?.body]).toEqual(["SMS", expect.not.stringContaining(token)]);
  });

  test("never to what is on file of the customer that the booker was matched with, nor with anything of it", async () => {
    startProcess();
    const own = await garage();
    const known = await booked(own);
    await settled(own, "confirm-booking");
    await admin.query("update customer set name = 'Secret Name', phone = '+447700900777' where tenant_id = $1", [
      own.tenant.tenantId,
    ]);
    await booked(own, { contact: { email: known.who.email ?? "", name: "Somebody Else" } });
    const mail = await mailOf(await settled(own, "confirm-booking", 1));
    expect(mail.to).toEqual([known.who.email]);
    for (const secret of ["Secret", "900777", "Nadia"]) expect(`${mail.text}${mail.html}`).not.toContain(secret);
  });

  test("nowhere where the customer has said no; by text where they have said no to e-mails alone", async () => {
    startProcess();
    const own = await garage();
    const phone = "07700 900419";
    const { id } = await booked(own, { contact: { phone } });
    await settled(own, "confirm-booking");
    const say = (channel: string) =>
      admin.query(
        `insert into customer_consent (tenant_id, id, customer_id, channel, purpose, given, how, at, recorded_by_name)
         select tenant_id, uuidv7(), customer_id, $2::message_channel, 'SERVICE', false, 'PHONE', now(), 'Maya' from appointment where id = $1`,
        [id, channel],
      );
    await say("EMAIL");
    const again = async (nth: number) => {
      const { version } = await appointmentOf(own);
      const startsAt = await firstFree(own, dayAhead(6 + nth));
      await own.desk("mutation", "appointment.reschedule", {
        appointmentId: id,
        version,
        startsAt,
        minutes: null,
        bayId: null,
      });
      return settled(own, "tell-other-time", nth);
    };
    expect(await again(0)).toMatchObject({ state: "DONE", text: `Accepted for ${phone}` });
    await say("SMS");
    expect(await again(1)).toMatchObject({ state: "SKIPPED", reason: "The customer wants no messages about this." });
  });
});

test("what was overtaken is not told: a confirmation that comes after the move is left out, with the reason", async () => {
  const own = await garage();
  const { token } = await booked(own);
  await own.ask("visit.reschedule", { token, startsAt: await firstFree(own, dayAhead(6)) });
  startProcess();
  expect(await settled(own, "confirm-booking")).toMatchObject({
    state: "SKIPPED",
    reason: "The appointment has been moved since; that has a message of its own.",
  });
  expect((await settled(own, "tell-other-time")).state).toBe("DONE");
});

test("who moves an appointment while its message is written comes first or after, never between", async () => {
  const own = await garage();
  const { id } = await booked(own);
  const mover = await admin.connect();
  try {
    await mover.query("begin");
    await mover.query("select from appointment where id = $1 for no key update", [id]);
    startProcess();
    // Read as it was, and about to be written down: it waits for the mover.
    await vi.waitFor(
      async () => {
        const waiting = await admin.query(
          "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%for share%'",
        );
        expect(waiting.rowCount).toBe(1);
      },
      { timeout: 30_000, interval: 30 },
    );
    await mover.query("update appointment set ics_sequence = ics_sequence + 1 where id = $1", [id]);
    await mover.query("commit");
  } finally {
    mover.release();
  }
  expect(await settled(own, "confirm-booking")).toMatchObject({
    state: "SKIPPED",
    reason: "The appointment was changed while this was written; that has a message of its own.",
  });
  expect(await messagesOf(own)).toEqual([]);
});

const tells = [
  "confirm-booking",
  "tell-other-time",
  "tell-cancelled",
  "confirm-request",
  "offer-times",
  "remind-customer",
] as const;

/** Brings about the event of a consumer. */
const cause: Readonly<Record<(typeof tells)[number], (own: Garage, contact: object) => Promise<unknown>>> = {
  "confirm-booking": (own, contact) => booked(own, { contact }),
  "tell-other-time": async (own, contact) => {
    const { token } = await booked(own, { contact });
    return own.ask("visit.reschedule", { token, startsAt: await firstFree(own, dayAhead(6)) });
  },
  "tell-cancelled": async (own, contact) => {
    const { token } = await booked(own, { contact });
    return own.ask("visit.cancel", { token, reason: "" });
  },
  "confirm-request": (own, contact) => request(own, contact),
  "offer-times": async (own, contact) => {
    await request(own, contact);
    const { id, version } = await appointmentOf(own);
    const answer = { appointmentId: id, version, minutes: 90, bufferMinutes: 0, startsAt: null, bayId: null };
    return own.desk("mutation", "appointment.confirmRequest", answer);
  },
  "remind-customer": async (own, contact) => {
    await booked(own, { contact });
    await letReminderCome(admin, (await appointmentOf(own)).id, "DAY");
  },
};
const request = (own: Garage, contact: object) => {
  const who = stranger();
  const serviceIds = [own.services[1]?.serviceId];
  return own.ask("booking.request", {
    ...place(own),
    serviceIds,
    startsAt: null,
    ...who,
    contact: { ...who.contact, ...contact },
    symptom: "It knocks.",
  });
};
describe.each([
  ["mail", { email: "given@example.com", phone: null }],
  ["sms", { email: null, phone: "07700 900418" }],
] as const)("by %s", (channel, contact) => {
  test.each(tells)("%s: arrives; fails three times and is dead with one task; a retry mends it", async (consumer) => {
    setDeliveryPolicy({ backoffMs: [0, 0] });
    const own = await garage();
    let refused = true;
    armCrashPoints(async (point) => {
      if (refused && point.endsWith(`/${channel}:before`) && point.startsWith("appointment-"))
        throw sendError("Nobody answers.", false);
    });
    await cause[consumer](own, contact);
    startProcess();
    const dead = await settled(own, consumer);
    expect(dead).toMatchObject({ state: "DEAD", started: 3, reason: "Nobody answers." });
    const tasks = await admin.query("select state from manual_task where source_key = $1", [`delivery:${dead.id}`]);
    expect(tasks.rows).toEqual([{ state: "OPEN" }]);
    const failed = await admin.query("select state from message where source_key = $1", [`delivery:${dead.id}`]);
    expect(failed.rows).toEqual([{ state: "FAILED" }]);

    refused = false;
    await executeInTransaction(systemCtx(own.tenant.tenantId), "operation.retry", (tx) => retryDelivery(tx, dead.id));
    await vi.waitFor(async () => expect((await deliveriesOf(own, consumer))[0]?.state).toBe("DONE"), {
      timeout: 30_000,
    });
    const after = await admin.query("select state from manual_task where source_key = $1", [`delivery:${dead.id}`]);
    expect(after.rows).toEqual([{ state: "RESOLVED" }]);
  });
});

describe("sent again", () => {
  const ask = (own: Garage, messageId: string) =>
    resendMessage(systemCtx(own.tenant.tenantId), { messageId, recipient: null, idempotencyKey: randomUUID() });

  test("the newest message goes as it was, link and calendar entry included, though neither is kept", async () => {
    startProcess();
    const own = await garage();
    const { id, token } = await booked(own);
    await settled(own, "confirm-booking");
    const [message] = await messagesOf(own);
    await ask(own, message?.id ?? "");
    const again = await settled(own, "resend-message");
    expect(again.state).toBe("DONE");
    const mail = await mailOf(again);
    expect(mail.text).toContain(`/a/${token}`);
    expect(mail.text).not.toContain("not kept");
    expect(await entryOf(again)).toMatchObject({ uid: `appointment-${id}@pitlane`, sequence: 0, method: "REQUEST" });
  });

  test("one that tells the appointment as it no longer is does not go again", async () => {
    startProcess();
    const own = await garage();
    const { token } = await booked(own);
    await settled(own, "confirm-booking");
    await own.ask("visit.reschedule", { token, startsAt: await firstFree(own, dayAhead(6)) });
    await settled(own, "tell-other-time");
    const [first, second] = await messagesOf(own);
    await expect(ask(own, first?.id ?? "")).rejects.toThrow("The appointment has changed since");
    await own.ask("visit.cancel", { token, reason: "" });
    await expect(ask(own, second?.id ?? "")).rejects.toThrow("The appointment has changed since");
  });
});

test("every event of an appointment is followed as the list says", () => {
  const followed = Object.entries(consumersOf).filter(([name]) => name.startsWith("appointment/"));
  expect(new Set(followed.flatMap(([, consumers]) => consumers))).toEqual(new Set([...tells, "update-analytics"]));
});
