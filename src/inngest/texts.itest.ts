import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { adminPool, endLeases, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { sendError } from "#/server/gateways/send-error.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { takeDeposit } from "#/server/orchestrators/payments/take-payment.ts";
import { retryDelivery } from "#/server/outbox/deliveries.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import { type BuiltTenant, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { bookOnline, firstFree, openGarage, stranger } from "../../tests/booking/garage.ts";
import { contextOf } from "../../tests/harness/world.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
const running: { stop(): Promise<void> }[] = [];
const startProcess = () => running.push(world.startProcess());

beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  armCrashPoints(undefined);
  setDeliveryPolicy(undefined);
  await Promise.all(running.splice(0).map((each) => each.stop()));
});
afterAll(async () => {
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

const completed = async (phone: string | null) => {
  const tenant = await buildTenant(admin, { name: "Northside Motors" });
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR", quantity: "1.5" }] });
  await admin.query("update customer set phone = $2, email = null where id = $1", [card.customerId, phone]);
  await completeJobCard(systemCtx(tenant.tenantId), { jobCardId: card.jobCardId, idempotencyKey: randomUUID() });
  return { tenant, card };
};

const urgent = (tenant: BuiltTenant) =>
  executeInTransaction(systemCtx(tenant.tenantId), "test.raise", (tx) =>
    raiseTask(tx, {
      severity: "URGENT",
      kind: "undo-failed",
      title: "A refund failed",
      detail: "The card was declined.",
      subject: null,
      sourceKey: "undo:1",
    }),
  );

type Ended = { id: string; state: string; started: number; reason: string | null; text: string | null };
/** The delivery that has come to an end; the next one, when one `before` it is known. */
const settled = (tenant: BuiltTenant, consumer: string, before: Ended | null = null): Promise<Ended> =>
  vi.waitFor(
    async () => {
      const { rows } = await admin.query<Ended>(
        `select id, state, attempts_started as started, coalesce(closed_reason, last_error) as reason, result ->> 'text' as text
           from event_delivery where tenant_id = $1 and consumer = $2 and state not in ('PENDING', 'RUNNING') and id is distinct from $3`,
        [tenant.tenantId, consumer, before?.id ?? null],
      );
      const [row] = rows;
      if (row === undefined) throw new Error(`${consumer} is still owed.`);
      return row;
    },
    { timeout: 50_000, interval: 30 },
  );
const messages = async (tenant: BuiltTenant, channel: "EMAIL" | "SMS") =>
  (
    await admin.query<{ state: string; tries: number; recipient: string; last_error: string | null }>(
      "select state, tries, recipient, last_error from message where tenant_id = $1 and channel = $2::message_channel order by recipient",
      [tenant.tenantId, channel],
    )
  ).rows;
/** The texts of one delivery: its id is their key, or the beginning of it. */
const textsOf = async ({ id }: { id: string }) =>
  (await world.texts()).filter(({ messageId }) => messageId.startsWith(id)).sort((a, b) => (a.to < b.to ? -1 : 1));

test("the customer of a completed card gets one text: which car, how much, and the page of the visit", async () => {
  startProcess();
  const { tenant, card } = await completed("+447700900418");
  const ended = await settled(tenant, "notify-customer-sms");
  expect(ended).toMatchObject({ state: "DONE", started: 1, text: "Accepted for 07700 900418" });
  const { rows } = await admin.query("select plate from vehicle where id = $1", [card.vehicleId]);
  expect(await textsOf(ended)).toMatchObject([
    {
      messageId: ended.id,
      to: ["+447700900418"],
      deliveries: 1,
      text: expect.stringContaining(`Northside Motors: ${rows[0].plate} is ready to collect`),
    },
  ]);
  expect(await messages(tenant, "SMS")).toMatchObject([{ state: "SENT", tries: 1, recipient: "+447700900418" }]);
});

test("the text of a card that began as an appointment leads to the page that the booking was given", async () => {
  startProcess();
  const own = await openGarage(admin);
  const who = stranger();
  const contact = { ...who.contact, email: null, phone: "07700 900421" };
  const { token, reference } = await bookOnline(own, await firstFree(own), { ...who, contact });
  const { rows } = await admin.query<{ id: string; customerId: string; vehicleId: string }>(
    `select id, customer_id as "customerId", vehicle_id as "vehicleId" from appointment where reference = $1`,
    [reference],
  );
  const [booked] = rows;
  if (booked === undefined) throw new Error("The appointment was not written.");
  const { id: appointmentId, ...customer } = booked;
  const { jobCardId } = await buildJobCard(admin, own.tenant, {
    customer: { ...customer, plate: who.vehicle.plate },
    lines: [{ kind: "LABOUR", quantity: "1.5" }],
  });
  await admin.query("update appointment set state = 'CHECKED_IN', job_card_id = $2 where id = $1", [
    appointmentId,
    jobCardId,
  ]);
  // Whoever still owed something would be led to the page to pay on instead.
  await takeDeposit(contextOf(own.tenant, "admin"), {
    subject: { type: "jobCard", id: jobCardId },
    method: "CASH",
    amountMinor: 100_000,
    tenderedMinor: null,
    reference: "",
    idempotencyKey: randomUUID(),
  });
  await completeJobCard(systemCtx(own.tenant.tenantId), { jobCardId, idempotencyKey: randomUUID() });

  const ended = await settled(own.tenant, "notify-customer-sms");
  expect(ended).toMatchObject({ state: "DONE" });
  const [sent] = await textsOf(ended);
  expect(sent?.text).toMatch(/is ready.* Nothing to pay\./);
  expect(sent?.text).toContain(`/a/${token}`);
  expect((await own.ask("visit.byToken", { token })).data).toMatchObject({ visit: { state: "READY" } });
  // Who reads what was sent does not come in by it.
  const kept = await admin.query("select body_text as body from message where source_key = $1", [
    `delivery:${ended.id}`,
  ]);
  expect(kept.rows).toEqual([{ body: sent?.text.replace(token, "(the link is not kept)") }]);
});

test("a customer without a number is no failure: skipped, with the reason", async () => {
  startProcess();
  const { tenant } = await completed(null);
  expect(await settled(tenant, "notify-customer-sms")).toMatchObject({
    state: "SKIPPED",
    reason: "No phone number on file.",
  });
  expect(await messages(tenant, "SMS")).toEqual([]);
});

test("a customer who has withdrawn gets no text; answering STOP withdraws, whatever for", async () => {
  const { tenant, card } = await completed("+447700900420");
  armCrashPoints(async (point) => {
    if (point === "job-card-ready/sms:before") throw sendError("They have answered STOP.", true, undefined, true);
  });
  startProcess();
  const refused = await settled(tenant, "notify-customer-sms");
  expect(refused).toMatchObject({ state: "DEAD", started: 1 });
  const { rows } = await admin.query(
    "select channel, purpose, given, how from customer_consent where customer_id = $1 order by purpose",
    [card.customerId],
  );
  expect(rows).toEqual(
    ["SERVICE", "REMINDER", "MARKETING"].map((purpose) => ({ channel: "SMS", purpose, given: false, how: "REPLY" })),
  );
  armCrashPoints(undefined);

  const again = await buildJobCard(admin, tenant, { customer: card, lines: [{ kind: "LABOUR" }] });
  await completeJobCard(systemCtx(tenant.tenantId), { jobCardId: again.jobCardId, idempotencyKey: randomUUID() });
  expect(await settled(tenant, "notify-customer-sms", refused)).toMatchObject({
    state: "SKIPPED",
    reason: "The customer wants no texts.",
  });
});

test("a landline is given up at once, in words, with one task; a corrected number and Retry mend it", async () => {
  startProcess();
  const { tenant, card } = await completed("+442079460418");
  const dead = await settled(tenant, "notify-customer-sms");
  const sentence = "020 7946 0418 cannot receive texts: it is a landline.";
  expect(dead).toMatchObject({ state: "DEAD", started: 1, reason: sentence });
  expect(await messages(tenant, "SMS")).toMatchObject([{ state: "FAILED", tries: 1, last_error: sentence }]);
  const { rows } = await admin.query("select title, detail from manual_task where source_key = $1", [
    `delivery:${dead.id}`,
  ]);
  expect(rows).toEqual([{ title: "Did not arrive: SMS: the car is ready", detail: sentence }]);

  await admin.query("update customer set phone = '+447700900418' where id = $1", [card.customerId]);
  await executeInTransaction(systemCtx(tenant.tenantId), "operation.retry", (tx) => retryDelivery(tx, dead.id));
  expect(await settled(tenant, "notify-customer-sms")).toMatchObject({ state: "DONE" });
  expect(await messages(tenant, "SMS")).toMatchObject([
    { state: "SENT", tries: 2, recipient: "+447700900418", last_error: null },
  ]);
});

test("a network that does not answer: queued with the reason while it is tried, failed after the third", async () => {
  setDeliveryPolicy({ backoffMs: [0, 0] });
  const seen: string[] = [];
  const { tenant } = await completed("+447700900419");
  armCrashPoints(async (point) => {
    if (point !== "job-card-ready/sms:before") return;
    seen.push((await messages(tenant, "SMS")).map(({ state, tries }) => `${state} ${tries}`).join());
    throw sendError("Nobody answers.", false);
  });
  startProcess();
  expect(await settled(tenant, "notify-customer-sms")).toMatchObject({ state: "DEAD", started: 3 });
  expect(seen).toEqual(["QUEUED 1", "QUEUED 2", "QUEUED 3"]);
  expect(await messages(tenant, "SMS")).toMatchObject([{ state: "FAILED", tries: 3, last_error: "Nobody answers." }]);
});

const places = [
  ...["claim:before", "claim:after", "effect:before", "commit:before", "finish:before", "finish:after"].map(
    (place) => `notify-customer-sms/${place}`,
  ),
  "job-card-ready/sms:before",
  "job-card-ready/sms:after",
];

test.each(places)("an error thrown once at %s: the text arrives, under one key, without a task", async (here) => {
  setDeliveryPolicy({ backoffMs: [0, 0], graceMs: 500 });
  let hits = 0;
  armCrashPoints(async (point) => {
    if (point !== here) return;
    hits += 1;
    if (hits === 1) throw new Error(`broken at ${point}`);
  });
  startProcess();
  const { tenant } = await completed("+447700900418");
  const ended = await settled(tenant, "notify-customer-sms");
  expect(ended.state).toBe("DONE");
  expect(hits).toBeGreaterThan(0);
  // Only an error between the network's answer and our note of it can send a text again; the log knows the repeat.
  const again = here === "job-card-ready/sms:after" || here === "notify-customer-sms/finish:before" ? 2 : 1;
  expect((await textsOf(ended)).map(({ deliveries }) => deliveries)).toEqual([again]);
  expect((await admin.query("select 1 from manual_task where tenant_id = $1", [tenant.tenantId])).rowCount).toBe(0);
});

test("an urgent task reaches everyone who may be alerted, by mail and by text, once each", async () => {
  startProcess();
  const tenant = await buildTenant(admin, {});
  expect([await urgent(tenant), await urgent(tenant)]).toEqual([true, false]);
  const byText = await settled(tenant, "sms-alert");
  await settled(tenant, "email-alert");
  const told = [tenant.members.owner, tenant.members.admin];
  const mails = (await world.mails()).filter(({ to }) => told.some(({ email }) => to.includes(email)));
  expect(mails.map(({ subject, deliveries }) => [subject, deliveries])).toEqual([
    ["Urgent: A refund failed", 1],
    ["Urgent: A refund failed", 1],
  ]);
  const texts = await textsOf(byText);
  expect(texts.map(({ to, deliveries }) => [to, deliveries])).toEqual([
    [["+447700900301"], 1],
    [["+447700900302"], 1],
  ]);
  for (const { text } of texts) expect(text).toMatch(/urgent: A refund failed\. The card was declined\. http/);
});

test.each(["EMAIL", "SMS"] as const)(
  "an alert whose worker dies between two people (%s): on the retry the told are not told again, the others are",
  async (channel) => {
    setDeliveryPolicy({ backoffMs: [0, 0], graceMs: 500 });
    const tenant = await buildTenant(admin, {});
    const [consumer, point] = channel === "EMAIL" ? ["email-alert", "alert/mail"] : ["sms-alert", "alert/sms"];
    let calls = 0;
    armCrashPoints(async (here) => {
      if (here === `${point}:before`) {
        calls += 1;
        if (calls === 2) throw new Error("killed");
      }
      // Dead: it writes nothing more, and its lease ends.
      if (here === `${consumer}/fail:before`) {
        await endLeases(admin, consumer);
        return new Promise(() => undefined);
      }
    });
    startProcess();
    await urgent(tenant);
    const ended = await settled(tenant, consumer);
    expect(ended).toMatchObject({ state: "DONE", started: 2 });
    expect((await messages(tenant, channel)).map(({ state }) => state)).toEqual(["SENT", "SENT"]);
    const arrived = channel === "SMS" ? await textsOf(ended) : await world.mails();
    const own = arrived.filter(({ messageId }) => messageId.includes(ended.id));
    expect(own.map(({ deliveries }) => deliveries)).toEqual([1, 1]);
  },
);

test("one number that takes no texts does not keep the others from knowing, and its task says which", async () => {
  startProcess();
  const tenant = await buildTenant(admin, {});
  await admin.query("update member set phone = '+442079460300' where id = $1", [tenant.members.owner.memberId]);
  await urgent(tenant);
  const dead = await settled(tenant, "sms-alert");
  expect(dead).toMatchObject({
    state: "DEAD",
    reason: "020 7946 0300 cannot receive texts: it is a landline.",
  });
  expect((await textsOf(dead)).map(({ to }) => to)).toEqual([["+447700900302"]]);
});

test("nobody with a number: skipped with the reason, the mails go all the same", async () => {
  startProcess();
  const tenant = await buildTenant(admin, {});
  await admin.query("update member set phone = null where tenant_id = $1", [tenant.tenantId]);
  await urgent(tenant);
  expect(await settled(tenant, "sms-alert")).toMatchObject({
    state: "SKIPPED",
    reason: "Nobody with the right to be alerted has a phone number on file.",
  });
  expect(await settled(tenant, "email-alert")).toMatchObject({ state: "DONE" });
});
