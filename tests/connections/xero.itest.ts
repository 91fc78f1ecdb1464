import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { adminPool, startWorld } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { createXero } from "#/server/gateways/accounting/xero.ts";
import { disconnect, finishConnection, mapAccounts, retrySync } from "#/server/orchestrators/connect-accounting.ts";
import { issueCreditNote, reopenJobCard } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { takeDeposit } from "#/server/orchestrators/payments/take-payment.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { contextOf } from "../harness/world.ts";
import { bookkeeping } from "./garage.ts";
import { startXero } from "./xero/server.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
let xero: Awaited<ReturnType<typeof startXero>>;
let running: { stop(): Promise<void> };

beforeAll(async () => {
  world = await startWorld();
  setDeliveryPolicy({ backoffMs: [20, 40] });
});
beforeEach(async () => {
  xero = await startXero();
  const { url } = xero;
  // A hanging Xero is waited for this long.
  globalThis.pitlaneAccounting = createXero({
    clientId: "client",
    clientSecret: "secret",
    apiBase: url,
    loginBase: url,
    identityBase: url,
    timeoutMs: 1000,
  });
  running = world.startProcess();
});
afterEach(async () => {
  armCrashPoints(undefined);
  await running.stop();
  await xero.close();
  expect(xero.wrong).toEqual([]);
});
afterAll(async () => {
  globalThis.pitlaneAccounting = undefined;
  setDeliveryPolicy(undefined);
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

const { origin, asked, deskOf, letIn, connect, complete, pay, syncs, quiet, tasks } = bookkeeping(admin);
const connected = () => connect("xero");
const left = (minor: number) => minor / 100;

test("connected: a mapping is proposed, the tokens lie sealed, and nobody else can end what a member began", async () => {
  const tenant = await buildTenant(admin, {});
  const desk = deskOf(tenant);
  const answer = await letIn(desk, "xero");
  await expect(finishConnection({ ...contextOf(tenant, "owner"), origin }, answer)).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const connection = await finishConnection(desk, answer);
  expect(connection).toMatchObject({
    organisationName: "Northside Motors Ltd",
    mapping: { sales: { LABOUR: "200", PART: "200" }, payments: { CASH: "090" }, taxes: { "2000": "OUTPUT2" } },
  });
  expect(connection.choices.taxes.map(({ code }) => code)).not.toContain("INPUT2");
  await expect(finishConnection(desk, answer)).rejects.toMatchObject({ code: "REFUSED_OUTSIDE" });
  const { rows } = await admin.query<{ tokens: string }>("select tokens from connection where tenant_id = $1", [
    tenant.tenantId,
  ]);
  expect(rows).toEqual([{ tokens: expect.stringMatching(/^v1\./) }]);
  const strange = { ...connection.mapping, sales: { LABOUR: "999" } };
  await expect(
    mapAccounts(desk, { connectionId: connection.id, version: connection.version, mapping: strange, ...asked() }),
  ).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("an invoice, a part payment, a credit note and money given back come to the same as here, to the penny", async () => {
  const garage = await connected();
  const { desk } = garage;
  const { invoiceId, invoiceNumber, totalMinor, customerId } = await complete(garage);
  const { paymentId } = await pay(desk, invoiceId, totalMinor);
  await quiet(garage);
  expect(xero.invoices).toMatchObject([{ number: invoiceNumber, total: left(totalMinor), left: 0 }]);
  expect(xero.contacts).toMatchObject([{ ContactNumber: customerId }]);
  expect(xero.payments).toMatchObject([{ Amount: left(totalMinor), Reference: `Pitlane ${paymentId}` }]);

  await issueCreditNote(desk, {
    invoiceId,
    reason: "Goodwill",
    credit: { by: "amount", amountMinor: 1200 },
    ...asked(),
  });
  await refundPayment(
    desk,
    { paymentId, invoiceId, amountMinor: 1200, back: "SAME", reason: "Too much", ...asked() },
    () => {
      throw new Error("Cash needs no gateway.");
    },
  );
  await quiet(garage);
  expect(xero.invoices).toMatchObject([{ left: 0 }]);
  expect(xero.creditNotes).toMatchObject([{ total: 12, left: 0 }]);
  expect(xero.payments.map(({ Amount, Status }) => [Amount, Status])).toEqual([
    [left(totalMinor), "DELETED"],
    [left(totalMinor - 1200), "AUTHORISED"],
  ]);
  expect(await syncs(garage)).toMatchObject([{ invoiceId, state: "DONE", error: null, creditNotes: 1, payments: 1 }]);
  expect(await tasks(garage)).toEqual([]);
});

test("a deposit goes there with its invoice; a card that is opened again leaves one paid invoice and one taken back", async () => {
  const garage = await connected();
  const { desk, tenant } = garage;
  const card = await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR", quantity: "2" }] });
  await takeDeposit(desk, {
    subject: { type: "jobCard", id: card.jobCardId },
    amountMinor: 2000,
    method: "TRANSFER",
    tenderedMinor: null,
    reference: "",
    ...asked(),
  });
  await quiet(garage);
  expect(xero.payments).toEqual([]);
  const first = await complete(garage, card);
  await quiet(garage);
  expect(xero.payments).toMatchObject([{ Amount: 20 }]);
  await reopenJobCard(desk, { jobCardId: card.jobCardId, reason: "Wrong part", ...asked() });
  await quiet(garage);
  expect(xero.invoices).toMatchObject([{ left: 0 }]);
  expect(xero.creditNotes).toMatchObject([{ total: left(first.totalMinor), left: 0 }]);
  expect(xero.payments).toMatchObject([{ Status: "DELETED" }]);
  await complete(garage, card);
  await quiet(garage);
  expect(xero.invoices.map((each) => each.left)).toEqual([0, left(first.totalMinor - 2000)]);
});

test.each(["500", "hang", "reset", "taken-then-cut", "429"] as const)(
  "%s at each call in turn: nothing stands there twice",
  async (fault) => {
    const garage = await connected();
    // Contact, invoice, payment: each fails once, and again while it is being mended.
    // What was taken is found again, so there the next call is another one.
    xero.fault(fault === "taken-then-cut" ? [fault, fault, fault] : [fault, "ok", fault, "ok", fault]);
    const { invoiceId, totalMinor } = await complete(garage);
    await pay(garage.desk, invoiceId, totalMinor);
    await quiet(garage);
    if ((await tasks(garage)).some(({ state }) => state !== "RESOLVED")) {
      await retrySync(garage.desk, { invoiceId, ...asked() });
      await quiet(garage);
    }
    expect(xero.writes.filter((write) => write.endsWith(fault)).length).toBeGreaterThanOrEqual(3);
    expect([xero.contacts.length, xero.invoices.length, xero.payments.length]).toEqual([1, 1, 1]);
    expect(xero.invoices).toMatchObject([{ left: 0 }]);
    expect(await syncs(garage)).toMatchObject([{ state: "DONE" }]);
  },
);

test("dead behind each answer, and told each event twice: nothing stands there twice", async () => {
  const garage = await connected();
  const deaths = new Set<string>();
  armCrashPoints(async (point) => {
    if (!/^accounting\/(contact|invoice|payment|credit-note|settle):after$/.test(point) || deaths.has(point)) return;
    deaths.add(point);
    throw new Error("killed");
  });
  setDeliveryPolicy({ backoffMs: [20, 20], attempts: 9 });
  const { invoiceId, totalMinor } = await complete(garage);
  await quiet(garage);
  await pay(garage.desk, invoiceId, totalMinor - 1200);
  await issueCreditNote(garage.desk, {
    invoiceId,
    reason: "Goodwill",
    credit: { by: "amount", amountMinor: 1200 },
    ...asked(),
  });
  await quiet(garage);
  await retrySync(garage.desk, { invoiceId, ...asked() });
  await quiet(garage);
  setDeliveryPolicy({ backoffMs: [20, 40] });
  expect(deaths.size).toBe(5);
  expect([xero.contacts.length, xero.invoices.length, xero.payments.length, xero.creditNotes.length]).toEqual([
    1, 1, 1, 1,
  ]);
  expect(xero.invoices).toMatchObject([{ left: 0 }]);
  expect(await tasks(garage)).toEqual([]);
});

test("what is not mapped says so; after the third try there is one task, and once it is mapped Retry mends both", async () => {
  const garage = await connected();
  const { connection, desk } = garage;
  const none = await mapAccounts(desk, {
    connectionId: connection.id,
    version: connection.version,
    mapping: { ...connection.mapping, taxes: {} },
    ...asked(),
  });
  const { invoiceId } = await complete(garage);
  await quiet(garage);
  const said = "VAT of 20% has no tax rate in the books yet. Choose it under Settings, Connections.";
  expect(await syncs(garage)).toMatchObject([{ state: "FAILED", attempts: 3, error: said }]);
  expect(await tasks(garage)).toMatchObject([{ kind: "delivery-dead", state: "OPEN", detail: said }]);
  await mapAccounts(desk, {
    connectionId: connection.id,
    version: none.version,
    mapping: connection.mapping,
    ...asked(),
  });
  await retrySync(desk, { invoiceId, ...asked() });
  await quiet(garage);
  expect(await syncs(garage)).toMatchObject([{ state: "DONE", error: null }]);
  expect(await tasks(garage)).toMatchObject([{ state: "RESOLVED" }]);
  expect(xero.contacts).toHaveLength(1);
});

test("two people of one name are two contacts, and an invoice of our number that is not ours is left alone", async () => {
  const garage = await connected();
  const [one, two] = [await complete(garage), await complete(garage)];
  await admin.query("update customer set name = 'Priya Raman' where tenant_id = $1", [garage.tenant.tenantId]);
  for (const { invoiceId } of [one, two]) await retrySync(garage.desk, { invoiceId, ...asked() });
  await quiet(garage);
  const third = await buildJobCard(admin, garage.tenant, { lines: [{ kind: "LABOUR" }] });
  await admin.query("update customer set name = $2 where id = $1", [third.customerId, xero.contacts[0]?.Name]);
  const { invoiceNumber } = await complete(garage, third);
  await quiet(garage);
  expect(xero.contacts.map(({ ContactNumber }) => ContactNumber)).toEqual(
    expect.arrayContaining([one.customerId, two.customerId, third.customerId]),
  );
  expect(xero.contacts).toHaveLength(3);
  expect(xero.invoices.at(-1)?.number).toBe(invoiceNumber);

  const fourth = await buildJobCard(admin, garage.tenant, { lines: [{ kind: "LABOUR" }] });
  const next = invoiceNumber.replace(/\d+$/, (digits) => String(Number(digits) + 1).padStart(digits.length, "0"));
  xero.invoices.push({ id: randomUUID(), number: next, total: 1, left: 1, contact: "", date: "", fields: {} });
  await complete(garage, fourth);
  await quiet(garage);
  expect((await syncs(garage))[0]?.error).toContain(`Xero has an invoice ${next} of GBP 1.00`);
  expect(xero.invoices.filter(({ number }) => number === next)).toHaveLength(1);
});

test("a token that has ended is asked for once, however many invoices wait; locked out there is one task, and connecting again mends it", async () => {
  const garage = await connected();
  const { tenant, desk } = garage;
  await admin.query("update connection set token_expires_at = now() where tenant_id = $1", [tenant.tenantId]);
  const done = [await complete(garage), await complete(garage), await complete(garage)];
  await quiet(garage);
  expect(xero.renewals()).toBe(1);
  expect(xero.invoices).toHaveLength(3);

  xero.lockOut();
  const { invoiceId } = await complete(garage);
  await quiet(garage);
  const open = await tasks(garage);
  expect(open.filter(({ kind }) => kind === "connection-broken")).toHaveLength(1);
  await finishConnection(desk, await letIn(desk, "xero"));
  await retrySync(desk, { invoiceId, ...asked() });
  await quiet(garage);
  expect(xero.invoices).toHaveLength(done.length + 1);
  expect((await tasks(garage)).every(({ state }) => state === "RESOLVED")).toBe(true);
});

test("disconnected, nothing is owed any more and no token is left", async () => {
  const garage = await connected();
  const { connection, desk, tenant } = garage;
  await disconnect(desk, { connectionId: connection.id, version: connection.version, ...asked() });
  const { rows } = await admin.query("select tokens from connection where tenant_id = $1", [tenant.tenantId]);
  expect(rows).toEqual([{ tokens: "" }]);
  const { invoiceId } = await complete(garage);
  await quiet(garage);
  const owed = await admin.query(
    "select consumers from outbox_event where data ->> 'invoiceId' = $1 and type = 'invoice/generated'",
    [invoiceId],
  );
  expect(owed.rows).toEqual([{ consumers: ["store-pdf", "email-invoice"] }]);
  await expect(retrySync(desk, { invoiceId, ...asked() })).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  expect(xero.invoices).toEqual([]);
});
