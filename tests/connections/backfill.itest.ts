import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { closeRenderPool } from "#/documents/paper/render-pool.ts";
import { paymentShifted } from "#/domain/events.ts";
import { adminPool, startWorld, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { createQuickBooks } from "#/server/gateways/accounting/quickbooks.ts";
import { createHubSpot } from "#/server/gateways/crm/hubspot.ts";
import { backfillViews, startBackfill } from "#/server/orchestrators/backfill.ts";
import { disconnect, finishConnection, retrySync } from "#/server/orchestrators/connect-accounting.ts";
import { connectCrm } from "#/server/orchestrators/connect-crm.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { reopenJobCard } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { emit } from "#/server/outbox/emit.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { buildTenant } from "../../prisma/seed/builders.ts";
import { bookkeeping } from "./garage.ts";
import { startHubSpot } from "./hubspot/server.ts";
import { startQuickBooks } from "./quickbooks/server.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
let world: Awaited<ReturnType<typeof startWorld>>;
let books: Awaited<ReturnType<typeof startQuickBooks>>;
let hubSpot: Awaited<ReturnType<typeof startHubSpot>>;
let running: { stop(): Promise<void> };

const { asked, deskOf, letIn, complete, pay, syncs, quiet, tasks } = bookkeeping(admin);

beforeAll(async () => {
  world = await startWorld();
  setDeliveryPolicy({ backoffMs: [20, 40] });
});
beforeEach(async () => {
  books = await startQuickBooks();
  hubSpot = await startHubSpot();
  const { url } = books;
  globalThis.pitlaneAccounting = createQuickBooks({
    clientId: "client",
    clientSecret: "secret",
    apiBase: url,
    loginBase: url,
    tokenBase: url,
    revokeBase: url,
    timeoutMs: 1000,
  });
  globalThis.pitlaneCrm = createHubSpot({ apiBase: hubSpot.url, timeoutMs: 1000 });
  running = world.startProcess();
});
afterEach(async () => {
  armCrashPoints(undefined);
  await running.stop();
  await books.close();
  await hubSpot.close();
  expect([...books.wrong, ...hubSpot.wrong]).toEqual([]);
});
afterAll(async () => {
  globalThis.pitlaneAccounting = undefined;
  globalThis.pitlaneCrm = undefined;
  setDeliveryPolicy(undefined);
  await world.close();
  await closeRenderPool();
  await closeDatabase();
  await admin.end();
});

const today = new Date().toISOString().slice(0, 10);
/** A workshop with invoices from before, of which the first is of long ago. */
const opened = async (invoices: number) => {
  const tenant = await buildTenant(admin, {});
  const garage = { tenant, desk: deskOf(tenant), db: readDb({ tenantId: tenant.tenantId }) };
  const made: { invoiceId: string; jobCardId: string; totalMinor: number }[] = [];
  for (let each = 0; each < invoices; each += 1) made.push(await complete(garage));
  await quiet(garage);
  return { ...garage, made };
};
type Garage = Awaited<ReturnType<typeof opened>>;
const connectBooks = async ({ desk }: Garage) => finishConnection(desk, await letIn(desk, "quickbooks"));
const views = ({ tenant, db }: Garage) => runInTenant(tenant.tenantId, () => backfillViews(db));

test("what stood before goes to the books with its payments, once, though a process dies at each batch, in more batches than one", async () => {
  const garage = await opened(28);
  const { desk, made, tenant } = garage;
  const [first, second] = made;
  if (first === undefined || second === undefined) throw new Error("Nothing was made.");
  await pay(desk, second.invoiceId, second.totalMinor);
  await admin.query(
    "with kept as (select set_config('session_replication_role', 'replica', true)) update invoice set issued_on = '2001-01-01' from kept where id = $1",
    [first.invoiceId],
  );
  await connectBooks(garage);
  await retrySync(desk, { invoiceId: second.invoiceId, ...asked() });
  await quiet(garage);
  const dead = new Set<string>();
  armCrashPoints(async (point) => {
    if (!/^carry-backfill-on\/(effect|finish):(before|after)$/.test(point) || dead.has(point)) return;
    dead.add(point);
    throw new Error("killed");
  });
  await startBackfill(desk, { system: "BOOKS", since: "2002-01-01", ...asked() });
  await expect(startBackfill(desk, { system: "BOOKS", since: today, ...asked() })).rejects.toMatchObject({
    code: "TRANSITION_REFUSED",
  });
  await quiet(garage);
  expect(dead.size).toBeGreaterThan(0);
  expect((await views(garage)).BOOKS).toMatchObject({ state: "DONE", total: 27, done: 27 });
  expect(books.invoices).toHaveLength(27);
  expect(new Set(books.invoices.map(({ DocNumber }) => DocNumber)).size).toBe(27);
  expect(books.payments).toHaveLength(1);
  expect((await syncs(garage)).every(({ state }) => state === "DONE")).toBe(true);
  // Asked for again it finds everything there.
  await startBackfill(desk, { system: "BOOKS", since: "2002-01-01", ...asked() });
  await quiet(garage);
  expect(books.invoices).toHaveLength(27);
  expect((await tasks(garage)).filter(({ state }) => state !== "RESOLVED")).toEqual([]);
  const other = readDb({ tenantId: (await buildTenant(admin, {})).tenantId });
  expect(await runInTenant(other.tenantId, () => backfillViews(other))).toEqual({ BOOKS: null, CRM: null });
  expect(tenant.tenantId).not.toBe(other.tenantId);
});

test("customers, vehicles and jobs from before go to the CRM, each once", async () => {
  const garage = await opened(3);
  const { desk } = garage;
  await connectCrm(desk, { token: hubSpot.token, ...asked() });
  await startBackfill(desk, { system: "CRM", since: "2002-01-01", ...asked() });
  await quiet(garage);
  expect((await views(garage)).CRM).toMatchObject({ state: "DONE" });
  expect([hubSpot.contacts().length, hubSpot.vehicles().length, hubSpot.deals().length]).toEqual([3, 3, 3]);
  expect(await tasks(garage)).toEqual([]);
});

test("disconnected meanwhile it stops; nothing connected, it does not begin", async () => {
  const garage = await opened(2);
  const { desk } = garage;
  await expect(startBackfill(desk, { system: "BOOKS", since: today, ...asked() })).rejects.toMatchObject({
    code: "TRANSITION_REFUSED",
  });
  const connection = await connectBooks(garage);
  await running.stop();
  const { backfillId } = await startBackfill(desk, { system: "BOOKS", since: "2002-01-01", ...asked() });
  await disconnect(desk, { connectionId: connection.id, version: connection.version, ...asked() });
  running = world.startProcess();
  await quiet(garage);
  const { rows } = await admin.query("select state, done from backfill where id = $1", [backfillId]);
  expect(rows).toEqual([{ state: "STOPPED", done: 0 }]);
  expect(books.invoices).toEqual([]);
});

test("money that is moved between invoices brings each of them to the books anew", async () => {
  const garage = await opened(0);
  const { desk, tenant } = garage;
  await connectBooks(garage);
  const first = await complete(garage);
  const { paymentId } = await pay(desk, first.invoiceId, first.totalMinor);
  await reopenJobCard(desk, { jobCardId: first.jobCardId, reason: "Wrong part", ...asked() });
  const second = await complete(garage, first);
  await quiet(garage);
  const attempts = async () =>
    Object.fromEntries((await syncs(garage)).map((sync) => [sync.invoiceId, sync.attempts] as const));
  const before = await attempts();
  await executeInTransaction(systemCtx(tenant.tenantId), "test.shift", async (tx) =>
    emit(tx, paymentShifted, { type: "payment", id: paymentId }, { paymentId }),
  );
  await quiet(garage);
  const after = await attempts();
  expect(second.invoiceId).not.toBe(first.invoiceId);
  for (const { invoiceId } of [first, second]) expect(after[invoiceId]).toBe((before[invoiceId] ?? 0) + 1);
  expect(books.invoices.map((invoice) => invoice.left)).toEqual([0, 0]);
});
