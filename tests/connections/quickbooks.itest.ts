import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { adminPool, startWorld } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { createQuickBooks } from "#/server/gateways/accounting/quickbooks.ts";
import { disconnect, finishConnection, retrySync } from "#/server/orchestrators/connect-accounting.ts";
import { issueCreditNote } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { bookkeeping } from "./garage.ts";
import { breaches } from "./quickbooks/description.ts";
import { startQuickBooks } from "./quickbooks/server.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
let books: Awaited<ReturnType<typeof startQuickBooks>>;
let running: { stop(): Promise<void> };

const { asked, deskOf, letIn, connect, complete, pay, syncs, quiet, tasks } = bookkeeping(admin);
const connected = () => connect("quickbooks");

/** A hanging QuickBooks is waited for a second. */
const at = (url: string) =>
  createQuickBooks({
    clientId: "client",
    clientSecret: "secret",
    apiBase: url,
    loginBase: url,
    tokenBase: url,
    revokeBase: url,
    timeoutMs: 1000,
  });

beforeAll(async () => {
  world = await startWorld();
  setDeliveryPolicy({ backoffMs: [20, 40] });
});
beforeEach(async () => {
  books = await startQuickBooks();
  globalThis.pitlaneAccounting = at(books.url);
  running = world.startProcess();
});
afterEach(async () => {
  armCrashPoints(undefined);
  await running.stop();
  await books.close();
  expect(books.wrong).toEqual([]);
});
afterAll(async () => {
  globalThis.pitlaneAccounting = undefined;
  setDeliveryPolicy(undefined);
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

const left = (minor: number) => minor / 100;

test("the schema finds what is wrong: a name, a type, a word of an enumeration, two of a choice, a key too long", () => {
  const asking = new URLSearchParams({ requestid: "one" });
  const line = {
    Amount: 1,
    DetailType: "SalesItemLineDetail",
    SalesItemLineDetail: { ItemRef: { value: "1" }, Qty: 1 },
  };
  const fine = { DocNumber: "1", CustomerRef: { value: "1" }, TxnDate: "2026-11-27", Line: [line] };
  expect(breaches("POST", "invoice", asking, fine)).toEqual([]);
  const { SalesItemLineDetail: detail } = line;
  for (const wrong of [
    { ...fine, Number: "1" },
    { ...fine, TxnDate: "27/11/2026" },
    { ...fine, GlobalTaxCalculation: "Excluded" },
    { ...fine, Line: [{ ...line, SalesItemLineDetail: { ...detail, UnitPrice: 1, RatePercent: 1 } }] },
    { ...fine, Line: [{ ...line, Amount: "1.00" }] },
  ])
    expect(breaches("POST", "invoice", asking, wrong)).toHaveLength(1);
  expect(breaches("POST", "invoice", new URLSearchParams({ requestid: "x".repeat(51) }), fine)).toHaveLength(1);
});

test("connected: its company, items, accounts and taxes are read and a mapping is proposed; the tokens lie sealed", async () => {
  const { tenant, desk, connection } = await connected();
  expect(connection).toMatchObject({
    provider: "quickbooks",
    organisationName: "Northside Motors Ltd",
    mapping: { sales: { LABOUR: "11", PART: "11" }, payments: { CASH: "35" }, taxes: { "2000": "7" } },
  });
  expect(connection.choices.sales.map(({ code }) => code)).toEqual(["11", "12"]);
  expect(connection.choices.payments.map(({ code }) => code)).toEqual(["35", "36"]);
  const { rows } = await admin.query("select tokens from connection where tenant_id = $1", [tenant.tenantId]);
  expect(rows).toEqual([{ tokens: expect.stringMatching(/^v1\./) }]);
  // Another company than the one the token is for.
  const other = deskOf(await buildTenant(admin, {}));
  const answer = await letIn(other, "quickbooks");
  await expect(finishConnection(other, { ...answer, organisationId: "1" })).rejects.toMatchObject({
    code: "REFUSED_OUTSIDE",
  });
  await disconnect(desk, { connectionId: connection.id, version: connection.version, ...asked() });
  expect(books.refreshes.size).toBe(1);
});

test("an invoice, a part payment, a credit note and money given back come to the same as here, to the penny", async () => {
  const garage = await connected();
  const { desk, tenant } = garage;
  // Where the day is another already than in UTC.
  await admin.query("update branch set zone = 'Pacific/Kiritimati' where tenant_id = $1", [tenant.tenantId]);
  const { invoiceId, invoiceNumber, totalMinor, customerId } = await complete(garage);
  const { paymentId } = await pay(desk, invoiceId, totalMinor);
  await quiet(garage);
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Pacific/Kiritimati" }).format(new Date());
  expect(books.invoices).toMatchObject([
    { DocNumber: invoiceNumber, total: left(totalMinor), left: 0, TxnDate: today, GlobalTaxCalculation: "TaxExcluded" },
  ]);
  expect(books.customers).toMatchObject([{ Notes: `Pitlane ${customerId}` }]);
  expect(books.payments).toMatchObject([
    { TotalAmt: left(totalMinor), PrivateNote: `Pitlane ${paymentId}`, TxnDate: today },
  ]);

  await issueCreditNote(desk, {
    invoiceId,
    reason: "Goodwill",
    credit: { by: "amount", amountMinor: 1200 },
    ...asked(),
  });
  await quiet(garage);
  // Somebody looks at the payment there just as it is taken out.
  books.changeBeforeRemoval();
  await refundPayment(
    desk,
    { paymentId, invoiceId, amountMinor: 1200, back: "SAME", reason: "Too much", ...asked() },
    () => {
      throw new Error("Cash needs no gateway.");
    },
  );
  await quiet(garage);
  expect(books.invoices).toMatchObject([{ left: 0 }]);
  expect(books.creditMemos).toMatchObject([{ total: 12, left: 0 }]);
  expect(books.removed).toMatchObject([{ TotalAmt: left(totalMinor), SyncToken: "1" }]);
  expect(books.payments.map(({ TotalAmt }) => TotalAmt).sort((a, b) => a - b)).toEqual([0, left(totalMinor - 1200)]);
  expect(await syncs(garage)).toMatchObject([{ invoiceId, state: "DONE", error: null, creditNotes: 1, payments: 1 }]);
  expect(await tasks(garage)).toEqual([]);
});

test.each(["500", "taken-then-500", "hang", "reset", "taken-then-cut", "401", "429"] as const)(
  "%s at each call in turn: nothing stands there twice",
  async (fault) => {
    const garage = await connected();
    // Customer, invoice, payment. What was taken is found again, so there the next call is another one.
    const taken = fault.startsWith("taken");
    // A new token that is not honoured either would mean that we are let in no more: there the payment comes afterwards.
    const once = fault === "401";
    books.fault(taken ? [fault, fault, fault] : once ? [fault, "ok", "ok", fault] : [fault, "ok", fault, "ok", fault]);
    const { invoiceId, totalMinor } = await complete(garage);
    if (once) await quiet(garage);
    await pay(garage.desk, invoiceId, totalMinor);
    await quiet(garage);
    if ((await tasks(garage)).some(({ state }) => state !== "RESOLVED")) {
      await retrySync(garage.desk, { invoiceId, ...asked() });
      await quiet(garage);
    }
    expect(books.writes.filter((write) => write.endsWith(fault)).length).toBeGreaterThanOrEqual(once ? 2 : 3);
    expect([books.customers.length, books.invoices.length, books.payments.length]).toEqual([1, 1, 1]);
    expect(books.invoices).toMatchObject([{ left: 0 }]);
    expect(await syncs(garage)).toMatchObject([{ state: "DONE" }]);
  },
);

test.each(["500", "hang", "reset", "taken-then-cut"] as const)(
  "%s for good: after the third try there is one task, and once it is over Retry mends it",
  async (fault) => {
    const garage = await connected();
    books.fault([], fault);
    const { invoiceId } = await complete(garage);
    await quiet(garage);
    const open = await tasks(garage);
    // What was taken is found at the next try, so the customer and the invoice need one more each.
    expect(open).toMatchObject(fault === "taken-then-cut" ? [] : [{ kind: "delivery-dead", state: "OPEN" }]);
    books.fault([]);
    await retrySync(garage.desk, { invoiceId, ...asked() });
    await quiet(garage);
    expect([books.customers.length, books.invoices.length]).toEqual([1, 1]);
    expect(await syncs(garage)).toMatchObject([{ state: "DONE", error: null }]);
    expect((await tasks(garage)).filter(({ state }) => state !== "RESOLVED")).toEqual([]);
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
  expect([books.customers.length, books.invoices.length, books.creditMemos.length]).toEqual([1, 1, 1]);
  // Of money, and of the credit memo.
  expect(books.payments).toHaveLength(2);
  expect(books.invoices).toMatchObject([{ left: 0 }]);
  expect(await tasks(garage)).toEqual([]);
});

test("a customer renamed between a lost answer and the next try is one there; a refusal that was kept does not stay", async () => {
  const garage = await connected();
  books.fault(["taken-then-cut"]);
  const card = await buildJobCard(admin, garage.tenant, { lines: [{ kind: "LABOUR" }] });
  armCrashPoints(async (point) => {
    if (point !== "accounting/contact:before") return;
    await admin.query("update customer set name = name || ' O''Hara' where id = $1", [card.customerId]);
  });
  await complete(garage, card);
  await quiet(garage);
  armCrashPoints(undefined);
  expect(books.customers).toHaveLength(1);

  // The item is taken away there, and put back by Retry's time: the same body, the same key.
  const [item] = books.items.splice(0, 1);
  if (item === undefined) throw new Error("There is no item.");
  const refused = await complete(garage);
  await quiet(garage);
  expect((await syncs(garage))[0]?.error).toBe("QuickBooks refused it: Invalid Reference Id : Item");
  books.items.unshift(item);
  await retrySync(garage.desk, { invoiceId: refused.invoiceId, ...asked() });
  await quiet(garage);
  expect((await syncs(garage))[0]).toMatchObject({ invoiceId: refused.invoiceId, state: "DONE" });
  expect(books.invoices).toHaveLength(2);
});

test("two people of one name are two customers, and an invoice of our number that is not ours is left alone", async () => {
  const garage = await connected();
  const one = await buildJobCard(admin, garage.tenant, { lines: [{ kind: "LABOUR" }] });
  const two = await buildJobCard(admin, garage.tenant, { lines: [{ kind: "LABOUR" }] });
  await admin.query("update customer set name = 'Aoife O''Brien: \\ Ltd' where tenant_id = $1", [
    garage.tenant.tenantId,
  ]);
  await complete(garage, one);
  await quiet(garage);
  const { invoiceNumber } = await complete(garage, two);
  await quiet(garage);
  expect(books.customers.map(({ DisplayName }) => DisplayName)).toEqual([
    "Aoife O'Brien \\ Ltd",
    `Aoife O'Brien \\ Ltd (${two.customerId.slice(-6)})`,
  ]);
  const next = invoiceNumber.replace(/\d+$/, (digits) => String(Number(digits) + 1).padStart(digits.length, "0"));
  const [like] = books.invoices;
  if (like === undefined) throw new Error("Nothing went there.");
  books.invoices.push({ ...like, Id: randomUUID(), DocNumber: next, total: 1, left: 1 });
  await complete(garage);
  await quiet(garage);
  expect((await syncs(garage))[0]?.error).toContain(`QuickBooks has an invoice ${next} of GBP 1.00`);
  expect(books.invoices.filter(({ DocNumber }) => DocNumber === next)).toHaveLength(1);
});

test("a token that has ended is renewed once and kept before it is used; locked out there is one task, and connecting again mends it", async () => {
  const garage = await connected();
  const { tenant, desk } = garage;
  await admin.query("update connection set token_expires_at = now() where tenant_id = $1", [tenant.tenantId]);
  const before = await admin.query("select tokens from connection where tenant_id = $1", [tenant.tenantId]);
  const done = [await complete(garage), await complete(garage), await complete(garage)];
  await quiet(garage);
  expect(books.renewals()).toBe(1);
  expect(books.invoices).toHaveLength(3);
  const after = await admin.query("select tokens from connection where tenant_id = $1", [tenant.tenantId]);
  expect(after.rows).not.toEqual(before.rows);

  books.lockOut();
  const { invoiceId } = await complete(garage);
  await quiet(garage);
  expect((await tasks(garage)).filter(({ kind }) => kind === "connection-broken")).toHaveLength(1);
  await finishConnection(desk, await letIn(desk, "quickbooks"));
  await retrySync(desk, { invoiceId, ...asked() });
  await quiet(garage);
  expect(books.invoices).toHaveLength(done.length + 1);
  expect((await tasks(garage)).every(({ state }) => state === "RESOLVED")).toBe(true);
});

test("books in another currency say so; American ones have one tax for the invoice", async () => {
  const american = await startQuickBooks({ country: "US" });
  globalThis.pitlaneAccounting = at(american.url);
  try {
    const garage = await connected();
    expect(garage.connection.choices.taxes.map(({ code }) => code)).toEqual(["NON", "2"]);
    await complete(garage);
    await quiet(garage);
    expect((await syncs(garage))[0]?.error).toBe(
      "The books in QuickBooks are kept in USD, and this invoice is in GBP: enter it there by hand.",
    );
    await admin.query("update branch set currency = 'USD' where tenant_id = $1", [garage.tenant.tenantId]);
    const { totalMinor } = await complete(garage);
    await quiet(garage);
    expect(american.invoices).toMatchObject([
      { total: left(totalMinor), TxnTaxDetail: { TxnTaxCodeRef: { value: "2" } } },
    ]);
    expect(american.wrong).toEqual([]);
  } finally {
    await american.close();
  }
});
