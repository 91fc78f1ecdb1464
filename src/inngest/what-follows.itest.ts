import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { adminPool, endLeases, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { retryDelivery, skipDelivery } from "#/server/outbox/deliveries.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import { buildJobCard, buildPart, buildTenant } from "../../prisma/seed/builders.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
const running: { stop(): Promise<void> }[] = [];
const startProcess = () => {
  const started = world.startProcess();
  running.push(started);
  return started;
};

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

const completed = async () => {
  const tenant = await buildTenant(admin, {});
  const part = await buildPart(admin, tenant, { onHand: "10" });
  const card = await buildJobCard(admin, tenant, {
    lines: [
      { kind: "LABOUR", quantity: "1.5" },
      { kind: "PART", part, quantity: "2" },
    ],
  });
  const email = `${randomUUID()}@customer.test`;
  await admin.query("update customer set email = $2 where id = $1", [card.customerId, email]);
  const complete = () =>
    completeJobCard(systemCtx(tenant.tenantId), { jobCardId: card.jobCardId, idempotencyKey: randomUUID() });
  return { tenant, card, email, complete };
};

/** What the customer and the books get. Stock and figures have tests of their own. */
const followed = ["email-invoice", "notify-customer-email", "store-pdf", "email-alert"];

type DeliveryRow = {
  id: string;
  consumer: string;
  state: string;
  started: number;
  finished: number;
  reason: string | null;
  text: string | null;
  closed: string | null;
};
const deliveries = async (tenantId: string): Promise<DeliveryRow[]> => {
  const { rows } = await admin.query<DeliveryRow>(
    `select id, consumer, state, attempts_started as started, attempts_finished as finished, last_error as reason,
            result ->> 'text' as text, closed_reason as closed
       from event_delivery where tenant_id = $1 and consumer = any($2) order by consumer`,
    [tenantId, followed],
  );
  return rows;
};
const settled = (tenantId: string, count: number) =>
  vi.waitFor(
    async () => {
      const rows = await deliveries(tenantId);
      expect(rows.filter(({ state }) => state !== "PENDING" && state !== "RUNNING")).toHaveLength(count);
      return rows;
    },
    { timeout: 50_000, interval: 30 },
  );
const tasks = async (tenantId: string) =>
  (
    await admin.query<{ title: string; detail: string; state: string; source_key: string }>(
      "select title, detail, state, source_key from manual_task where tenant_id = $1",
      [tenantId],
    )
  ).rows;
const mailsTo = async (address: string) =>
  (await world.mails()).filter(({ to }) => to.some((each) => each.includes(address)));

test("a completed card: the customer hears of it, the PDF is kept, the invoice arrives with that PDF", async () => {
  startProcess();
  const { tenant, email, complete } = await completed();
  const { invoiceId, invoiceNumber } = await complete();
  const rows = await settled(tenant.tenantId, 3);
  expect(rows.map(({ consumer, state, started }) => [consumer, state, started])).toEqual([
    ["email-invoice", "DONE", 1],
    ["notify-customer-email", "DONE", 1],
    ["store-pdf", "DONE", 1],
  ]);
  expect(rows.map(({ text }) => text)).toEqual([
    `Accepted for ${email}`,
    `Accepted for ${email}`,
    expect.stringMatching(/^1 page, \d+ kB$/),
  ]);

  const mails = await mailsTo(email);
  expect(mails.map(({ deliveries: times }) => times)).toEqual([1, 1]);
  const invoice = mails.find(({ subject }) => subject.includes(invoiceNumber));
  const { rows: files } = await admin.query<{ bytes: number; sha256: string }>(
    "select bytes, sha256 from invoice_file where invoice_id = $1",
    [invoiceId],
  );
  expect(files).toHaveLength(1);
  expect(invoice?.attachments).toMatchObject([
    { filename: `${invoiceNumber}.pdf`, contentType: "application/pdf", size: files[0]?.bytes },
  ]);
  expect(invoice?.messageId).toContain(rows[0]?.id);

  const { rows: messages } = await admin.query(
    "select kind, state, tries, recipient, provider_id is not null as taken, source_key from message where tenant_id = $1 and channel = 'EMAIL' order by kind",
    [tenant.tenantId],
  );
  expect(messages).toEqual([
    { kind: "invoice", state: "SENT", tries: 1, recipient: email, taken: true, source_key: `delivery:${rows[0]?.id}` },
    {
      kind: "job-card-ready",
      state: "SENT",
      tries: 1,
      recipient: email,
      taken: true,
      source_key: `delivery:${rows[1]?.id}`,
    },
  ]);
  expect(await tasks(tenant.tenantId)).toEqual([]);
});

test("a customer without an address is no failure: skipped, with the reason", async () => {
  startProcess();
  const { tenant, card, complete } = await completed();
  await admin.query("update customer set email = null where id = $1", [card.customerId]);
  await complete();
  const rows = await settled(tenant.tenantId, 3);
  expect(rows.map(({ state, closed }) => [state, closed])).toEqual([
    ["SKIPPED", "No e-mail address on file."],
    ["SKIPPED", "No e-mail address on file."],
    ["DONE", null],
  ]);
});

test("an effect that always fails starts exactly three times and leaves exactly one task; a retry from there mends both", async () => {
  setDeliveryPolicy({ backoffMs: [0, 0] });
  startProcess();
  let broken = true;
  armCrashPoints(async (point) => {
    if (broken && point === "invoice/mail:before") throw new Error("the wire is cut");
  });
  const { tenant, email, complete } = await completed();
  await complete();
  const dead = (await settled(tenant.tenantId, 3))[0];
  expect(dead).toMatchObject({
    consumer: "email-invoice",
    state: "DEAD",
    started: 3,
    finished: 3,
    reason: "Something on our side failed: the wire is cut",
  });
  expect(await tasks(tenant.tenantId)).toEqual([
    {
      title: "Did not arrive: E-mail with invoice",
      detail: dead?.reason,
      state: "OPEN",
      source_key: `delivery:${dead?.id}`,
    },
  ]);
  const { rows } = await admin.query("select state, tries from message where tenant_id = $1 and kind = 'invoice'", [
    tenant.tenantId,
  ]);
  expect(rows).toEqual([{ state: "FAILED", tries: 3 }]);
  expect(await mailsTo(email)).toHaveLength(1);

  broken = false;
  await executeInTransaction(systemCtx(tenant.tenantId), "operation.retry", (tx) => retryDelivery(tx, dead?.id ?? ""));
  expect((await settled(tenant.tenantId, 3))[0]).toMatchObject({ state: "DONE", started: 1, reason: null });
  expect(await tasks(tenant.tenantId)).toMatchObject([{ state: "RESOLVED" }]);
  expect((await mailsTo(email)).map(({ deliveries: times }) => times)).toEqual([1, 1]);
});

test("an address the server refuses for good is given up at once, with the server's words", async () => {
  startProcess();
  const { tenant, card, complete } = await completed();
  await admin.query("update customer set email = 'not an address' where id = $1", [card.customerId]);
  await complete();
  const rows = await settled(tenant.tenantId, 3);
  expect(rows.map(({ state, started }) => [state, started])).toEqual([
    ["DEAD", 1],
    ["DEAD", 1],
    ["DONE", 1],
  ]);
  expect(rows[0]?.reason).toMatch(/not an address/);
  expect(await tasks(tenant.tenantId)).toHaveLength(2);
  await executeInTransaction(systemCtx(tenant.tenantId), "operation.skip", (tx) =>
    skipDelivery(tx, rows[0]?.id ?? "", tenant.members.owner.memberId, "Told by phone."),
  );
  expect((await deliveries(tenant.tenantId))[0]).toMatchObject({ state: "SKIPPED", closed: "Told by phone." });
  expect((await tasks(tenant.tenantId)).map(({ state }) => state).sort()).toEqual(["OPEN", "RESOLVED"]);
});

/** What a killed worker leaves: nothing is written any more, and its lease, which nobody renews, ends. */
const dieHolding = async (consumer: string): Promise<never> => {
  await endLeases(admin, consumer);
  return new Promise(() => undefined);
};

test.each(["claim:after", "effect:before", "finish:before"])(
  "a worker that dies at %s each time: three starts, then the sweep ends it with one task",
  async (place) => {
    armCrashPoints(async (point) => {
      if (point === `store-pdf/${place}`) throw new Error("killed");
      // Its heart has stopped by now: nothing renews the lease.
      if (point === "store-pdf/fail:before") await dieHolding("store-pdf");
    });
    startProcess();
    const { tenant, complete } = await completed();
    await complete();
    const dead = (await settled(tenant.tenantId, 3))[2];
    expect(dead).toMatchObject({
      consumer: "store-pdf",
      state: "DEAD",
      started: 3,
      finished: 0,
      reason: "The server stopped before this was finished.",
    });
    expect(await tasks(tenant.tenantId)).toMatchObject([{ source_key: `delivery:${dead?.id}`, state: "OPEN" }]);
  },
);

test("a death after the mail has left sends it again under the same Message-ID, and the mailbox knows it", async () => {
  let deaths = 0;
  armCrashPoints(async (point) => {
    if (point === "invoice/mail:after" && deaths === 0) {
      deaths += 1;
      throw new Error("killed");
    }
    if (point === "email-invoice/fail:before" && deaths === 1) await dieHolding("email-invoice");
  });
  startProcess();
  const { tenant, email, complete } = await completed();
  await complete();
  const rows = await settled(tenant.tenantId, 3);
  expect(rows[0]).toMatchObject({ consumer: "email-invoice", state: "DONE", started: 2, finished: 1 });
  expect((await mailsTo(email)).map(({ deliveries: times }) => times).sort()).toEqual([1, 2]);
});

test("three processes and every event sent twice: each effect once", async () => {
  for (let i = 0; i < 3; i++) startProcess();
  const all = await Promise.all(Array.from({ length: 10 }, completed));
  await Promise.all(all.map(({ complete }) => complete()));
  await admin.query("update outbox_event set state = 'PENDING', sent_at = null, available_at = now()");
  for (const { tenant, email } of all) {
    const rows = await settled(tenant.tenantId, 3);
    expect(rows.map(({ state, started }) => [state, started])).toEqual(Array.from({ length: 3 }, () => ["DONE", 1]));
    expect((await mailsTo(email)).map(({ deliveries: times }) => times)).toEqual([1, 1]);
  }
});

test("an urgent task is mailed at once to those who may be alerted, and raised once however often", async () => {
  startProcess();
  const tenant = await buildTenant(admin, {});
  const raise = () =>
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
  expect([await raise(), await raise()]).toEqual([true, false]);
  const [row] = await settled(tenant.tenantId, 1);
  expect(row).toMatchObject({ consumer: "email-alert", state: "DONE" });
  for (const { email } of [tenant.members.owner, tenant.members.admin]) {
    expect(await mailsTo(email)).toMatchObject([{ subject: "Urgent: A refund failed", deliveries: 1 }]);
  }
  expect(await mailsTo(tenant.members.advisor.email)).toEqual([]);
});

/** Runs an app process until it has killed itself at `point`. */
const dieAt = async (point: string) => {
  const victim = spawn(process.execPath, [join(import.meta.dirname, "testing-victim.ts"), point], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [, signal] = await once(victim, "exit");
  expect(signal).toBe("SIGKILL");
};

test.each([
  ["store-pdf/claim:after", 1, "DONE"],
  ["store-pdf/effect:before", 1, "DONE"],
  ["invoice-pdf/store:after", 1, "DONE"],
  ["store-pdf/finish:before", 1, "DONE"],
  ["relay/send:after", 1, "DONE"],
  ["runner/call:after", 1, "DONE"],
  ["store-pdf/effect:before", 3, "DEAD"],
])("a process killed by SIGKILL at %s, %i times: the delivery ends %s", async (point, deaths, end) => {
  setDeliveryPolicy({ backoffMs: [0, 0], graceMs: 500 });
  const { tenant, email, complete } = await completed();
  const { invoiceId } = await complete();
  for (let i = 0; i < deaths; i++) {
    await dieAt(point);
    await endLeases(admin, "store-pdf");
  }
  startProcess();
  const pdf = (await settled(tenant.tenantId, 3))[2];
  expect(pdf).toMatchObject({ consumer: "store-pdf", state: end });
  // In relay and runner the death may come before the effect was started.
  const starts = end === "DEAD" ? [3] : point.startsWith("r") ? [1, 2] : [2];
  expect(starts).toContain(pdf?.started);
  expect(await tasks(tenant.tenantId)).toHaveLength(end === "DEAD" ? 1 : 0);
  const { rows } = await admin.query("select 1 from invoice_file where invoice_id = $1", [invoiceId]);
  expect(rows).toHaveLength(1);
  expect((await mailsTo(email)).map(({ deliveries: times }) => times)).toEqual([1, 1]);
});

const points = [
  ...["claim", "send", "mark"].flatMap((place) => [`relay/${place}:before`, `relay/${place}:after`]),
  // Not `runner/remember`: an effect has no steps to remember, only schedules have (schedule.itest.ts).
  ...["accept", "claim", "call"].flatMap((place) => [`runner/${place}:before`, `runner/${place}:after`]),
  ...[
    "claim:before",
    "claim:after",
    "effect:before",
    "commit:before",
    "finish:before",
    "finish:after",
    "effect:after",
  ].map((place) => `email-invoice/${place}`),
  ...["invoice-pdf/store:before", "invoice-pdf/store:after", "invoice/mail:before", "invoice/mail:after"],
];

test.each(points)(
  "an error thrown once at %s: every effect arrives, no mail but one sent twice, no task",
  async (here) => {
    setDeliveryPolicy({ backoffMs: [0, 0], graceMs: 500 });
    const hits: string[] = [];
    armCrashPoints(async (point) => {
      if (point !== here) return;
      hits.push(point);
      if (hits.length === 1) throw new Error(`broken at ${point}`);
    });
    const { tenant, email, complete } = await completed();
    // What a process commits itself it hands over without claiming it: only another's events are claimed.
    const another = here.startsWith("relay/claim");
    if (another) await complete();
    startProcess();
    if (!another) await complete();
    const rows = await settled(tenant.tenantId, 3);
    expect(rows.map(({ state }) => state)).toEqual(["DONE", "DONE", "DONE"]);
    expect(hits.length).toBeGreaterThan(0);
    const again = here === "invoice/mail:after" || here === "email-invoice/finish:before" ? 2 : 1;
    expect((await mailsTo(email)).map(({ deliveries: times }) => times).toSorted()).toEqual(
      here === "email-invoice/commit:before" ? [1, 1] : [1, again],
    );
    expect(await tasks(tenant.tenantId)).toEqual([]);
  },
);
