import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { inventoryAdjusted, jobCardCompleted } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { quantityMilli } from "#/domain/quantity.ts";
import { addDays, instantOf, isoDateIn } from "#/domain/time.ts";
import { deliver } from "#/inngest/consumer.ts";
import { keepStockFigures } from "#/inngest/functions/inventory-adjusted.update-analytics.ts";
import { keepWorkFigures } from "#/inngest/functions/job-card-completed.update-analytics.ts";
import { adminPool, systemCtx } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { openTransaction, readDb } from "#/server/db/transaction.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { type DayFigures, keepDays, keptDays, liveDays } from "#/server/services/metrics.ts";
import { buildJobCards, buildPart, buildTenant } from "../../prisma/seed/builders.ts";
import { seedDemo } from "../../prisma/seed/demo.ts";
import { rounds } from "../../tests/harness/rounds.ts";

const admin = adminPool(process.env.DATABASE_ADMIN_URL ?? "");
type Branch = { tenantId: string; id: string; zone: string; currency: string };
let branches: Branch[];

/** A year of two tenants in three zones. Each changes its clocks twice in it, on other days; Havana does so at midnight. */
beforeAll(async () => {
  await seedDemo(process.env.DATABASE_ADMIN_URL ?? "");
  await admin.query(
    "update branch set zone = 'America/Havana' where name = 'Harbour Street' and tenant_id = (select id from tenant where slug = 'northside')",
  );
  await workAroundTheClock();
  const { rows } = await admin.query<Branch>(
    'select tenant_id as "tenantId", id, zone, currency from branch order by zone, id',
  );
  branches = rows;
});
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

/** Each card is done up to three days later than the demo says: at any hour, and on the Sundays of the clock changes. */
const workAroundTheClock = async (): Promise<void> => {
  const later = (jobCardId: string) => `make_interval(mins => abs(hashtext(${jobCardId}::text)) % 4320)`;
  const client = await admin.connect();
  try {
    // Written once, as the application sees it.
    await client.query("set session_replication_role = replica");
    await client.query(`
      update job_card set completed_at = completed_at + ${later("id")} where completed_at is not null;
      update service_record set performed_at = performed_at + ${later("job_card_id")};
      update invoice set issued_at = issued_at + ${later("job_card_id")};
      update ledger_entry e set posted_at = posted_at + ${later("i.job_card_id")} from invoice i where e.source_type = 'invoice' and i.id = e.source_id;
      update stock_movement set at = at + ${later("job_card_id")} where kind = 'ISSUE';
      update outbox_event set occurred_at = occurred_at + ${later("(data->>'jobCardId')")} where data ? 'jobCardId'`);
  } finally {
    client.release(true);
  }
};

type EventRow = {
  id: string;
  tenantId: string;
  type: string;
  correlationId: string;
  occurredAt: Date;
  subjectType: string;
  subjectId: string;
  data: unknown;
};

/** Events of both kinds, in no order. */
const someEvents = async (count: number): Promise<EventRow[]> => {
  const { rows } = await admin.query<EventRow>(
    `select id, tenant_id as "tenantId", type, correlation_id as "correlationId", occurred_at as "occurredAt",
            subject_type as "subjectType", subject_id as "subjectId", data
       from outbox_event where type in ('job-card/completed', 'inventory/adjusted') order by md5(id::text) limit $1`,
    [count],
  );
  return rows;
};

const handle = ({ type, data, occurredAt, ...event }: EventRow) => {
  const envelope = { ...event, occurredAt: occurredAt.toISOString(), actorId: null, version: 1, origin: null };
  return type === "job-card/completed"
    ? deliver({ ...envelope, data: jobCardCompleted.data.parse(data) }, "update-analytics", keepWorkFigures)
    : deliver({ ...envelope, data: inventoryAdjusted.data.parse(data) }, "update-analytics", keepStockFigures);
};

/** Eight workers at a time, as one process has. */
const handleAll = async (events: readonly EventRow[]): Promise<void> => {
  const queue = [...events];
  const worker = async () => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) await handle(next);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
};

const owedAgain = (events: readonly EventRow[]) =>
  admin.query(
    `update event_delivery set state = 'PENDING', attempts_started = 0, attempts_finished = 0, available_at = now()
      where consumer = 'update-analytics' and event_id = any($1)`,
    [events.map(({ id }) => id)],
  );

const [first, last] = [addDays(isoDateIn(new Date(), "UTC"), -420), addDays(isoDateIn(new Date(), "UTC"), 4)];
const read = (branch: Branch, days: typeof keptDays) =>
  runInTenant(branch.tenantId, () => days(readDb(branch), branch.id, first, last));

const nothing = {
  cardsCompleted: 0,
  turnaroundMinutes: 0,
  promised: 0,
  promisesKept: 0,
  orders: 0,
  invoices: 0,
  netMinor: 0,
  taxMinor: 0,
  totalMinor: 0,
  labourNetMinor: 0,
  partNetMinor: 0,
  otherNetMinor: 0,
  labourMilli: 0,
  costMinor: 0,
  partCostMinor: 0,
  creditNotes: 0,
  creditedNetMinor: 0,
  creditedTaxMinor: 0,
  creditedTotalMinor: 0,
  receivedMinor: 0,
  refundedMinor: 0,
  owedChangeMinor: 0,
  stockMovements: 0,
  stockReceivedMinor: 0,
  stockIssuedMinor: 0,
  stockCorrectedMinor: 0,
  bookings: 0,
  cancellations: 0,
  arrivals: 0,
  noShows: 0,
};

/** Half away from zero, as the database rounds. */
const worth = (quantity: string, costMinor: number) => {
  const exact = (quantityMilli(quantity) * costMinor) / 1000;
  return Math.sign(exact) * Math.round(Math.abs(exact));
};

/** The same figures by another way: plain rows, added up in TypeScript, on the days that its own calendar tells. */
const addedUp = async ({ id, zone, currency }: Branch): Promise<DayFigures[]> => {
  const days = new Map<string, typeof nothing>();
  const dayOf = (at: Date) => {
    const day = isoDateIn(at, zone);
    const figures = days.get(day) ?? { ...nothing };
    days.set(day, figures);
    return figures;
  };
  const rows = async <Row extends object>(sql: string) => (await admin.query<Row>(sql, [id])).rows;
  for (const row of await rows<{ at: Date; opened: Date; promised: Date | null }>(
    `select r.performed_at as at, c.opened_at as opened, c.promised_at as promised from service_record r
       join job_card c on c.tenant_id = r.tenant_id and c.id = r.job_card_id where r.branch_id = $1`,
  )) {
    const figures = dayOf(row.at);
    figures.cardsCompleted += 1;
    figures.orders += 1;
    if (row.promised !== null) figures.promised += 1;
    if (row.promised !== null && row.at <= row.promised) figures.promisesKept += 1;
    figures.turnaroundMinutes += Math.floor((row.at.getTime() - row.opened.getTime()) / 60_000);
  }
  for (const row of await rows<{ at: Date; net: string; tax: string; total: string }>(
    "select issued_at as at, net_minor as net, tax_minor as tax, total_minor as total from invoice where branch_id = $1",
  )) {
    const figures = dayOf(row.at);
    figures.invoices += 1;
    figures.netMinor += Number(row.net);
    figures.taxMinor += Number(row.tax);
    figures.totalMinor += Number(row.total);
    figures.owedChangeMinor += Number(row.total);
  }
  for (const row of await rows<{ at: Date; amount: string }>(
    "select received_at as at, amount_minor as amount from payment where branch_id = $1 and state = 'CAPTURED'",
  )) {
    const figures = dayOf(row.at);
    figures.receivedMinor += Number(row.amount);
    figures.owedChangeMinor -= Number(row.amount);
  }
  for (const row of await rows<{ at: Date; kind: string; net: string; quantity: string; cost: string }>(
    `select i.issued_at as at, l.kind, l.net_minor as net, l.quantity::text as quantity, j.unit_cost_minor as cost
       from invoice i join invoice_line l on l.tenant_id = i.tenant_id and l.invoice_id = i.id
       join job_line j on j.tenant_id = l.tenant_id and j.id = l.job_line_id where i.branch_id = $1`,
  )) {
    const figures = dayOf(row.at);
    const share = row.kind === "LABOUR" ? "labourNetMinor" : row.kind === "PART" ? "partNetMinor" : "otherNetMinor";
    figures[share] += Number(row.net);
    const cost = worth(row.quantity, Number(row.cost));
    figures.costMinor += cost;
    if (row.kind === "PART") figures.partCostMinor += cost;
    if (row.kind === "LABOUR") figures.labourMilli += quantityMilli(row.quantity);
  }
  for (const row of await rows<{ at: Date; kind: string; change: string; cost: string }>(
    "select at, kind, on_hand_change::text as change, unit_cost_minor as cost from stock_movement where branch_id = $1 and on_hand_change <> 0",
  )) {
    const figures = dayOf(row.at);
    const value = worth(row.change, Number(row.cost));
    figures.stockMovements += 1;
    if (row.kind === "RECEIVE") figures.stockReceivedMinor += value;
    else if (row.kind === "ISSUE") figures.stockIssuedMinor -= value;
    else figures.stockCorrectedMinor += value;
  }
  for (const row of await rows<{ booked: Date | null; cancelled: Date | null; starts: Date | null; state: string }>(
    "select booked_at as booked, cancelled_at as cancelled, starts_at as starts, state::text as state from appointment where branch_id = $1",
  )) {
    if (row.booked !== null) dayOf(row.booked).bookings += 1;
    if (row.booked !== null && row.cancelled !== null) dayOf(row.cancelled).cancellations += 1;
    if (row.state === "CHECKED_IN" && row.starts !== null) dayOf(row.starts).arrivals += 1;
    if (row.state === "NO_SHOW" && row.starts !== null) dayOf(row.starts).noShows += 1;
  }
  return [...days].map(([day, figures]) => ({ day, currency, ...figures })).sort((a, b) => (a.day < b.day ? -1 : 1));
};

test("after 2,000 events, each twice and in no order, the kept figures are those of the rows", {
  timeout: rounds(180_000, 1_800_000),
}, async () => {
  await admin.query("delete from daily_metric");
  const events = await someEvents(rounds(2000, 20_000));
  expect(events.length).toBeGreaterThanOrEqual(2000);
  await owedAgain(events);
  await handleAll(events);
  await owedAgain(events);
  await handleAll(events.toReversed());

  for (const branch of branches) {
    const [kept, live, sums] = [await read(branch, keptDays), await read(branch, liveDays), await addedUp(branch)];
    expect(live, branch.zone).toEqual(sums);
    // A day of which no event was among them is not kept; most are.
    const seen = new Set(kept.map(({ day }) => day));
    expect(seen.size, branch.zone).toBeGreaterThan(live.filter(({ invoices }) => invoices > 0).length / 2);
    expect(kept, branch.zone).toEqual(live.filter(({ day }) => seen.has(day)));
  }
  expect(new Set(branches.map(({ zone }) => zone)).size).toBe(3);
  expect(new Set(branches.map(({ currency }) => currency)).size).toBe(2);
});

/** The calendar days of a zone on which its clocks change: they have not 24 hours. */
const changes = (zone: string): string[] => {
  const days: string[] = [];
  for (let day = addDays(last, -350); day < last; day = addDays(day, 1)) {
    const noon = (isoDate: string) => instantOf(isoDate, "12:00", zone)?.getTime() ?? 0;
    if (noon(addDays(day, 1)) - noon(day) !== 86_400_000) days.push(addDays(day, 1));
  }
  return days;
};

test("work was done on the days of the clock changes, and in the hours around every midnight", async () => {
  let worked = 0;
  for (const branch of branches) {
    const days = new Set((await read(branch, keptDays)).map(({ day }) => day));
    const changing = changes(branch.zone);
    expect(changing.length, branch.zone).toBeGreaterThan(0);
    worked += changing.filter((day) => days.has(day)).length;
  }
  expect(worked).toBeGreaterThan(1);
  const { rows } = await admin.query<{ n: number }>(
    `select count(*)::int as n from service_record r join branch b on b.tenant_id = r.tenant_id and b.id = r.branch_id
      where (r.performed_at at time zone b.zone)::date <> (r.performed_at at time zone 'UTC')::date`,
  );
  expect(rows[0]?.n).toBeGreaterThan(50);
});

test("figures that waited for another's see what was done meanwhile", async () => {
  const tenant = await buildTenant(admin, {});
  const part = await buildPart(admin, tenant, { onHand: "10" });
  const ctx = systemCtx(tenant.tenantId);
  const cards = await buildJobCards(admin, tenant, 2, { lines: [{ kind: "LABOUR" }, { kind: "PART", part }] });
  const complete = async (index: number) => {
    const jobCardId = cards[index]?.jobCardId ?? "";
    await completeJobCard(ctx, { jobCardId, idempotencyKey: randomUUID() });
  };
  await complete(0);
  const branchId = tenant.branch.branchId;
  const day = isoDateIn(new Date(), tenant.branch.zone);
  const days = { branchId, first: addDays(day, -1), last: addDays(day, 1) };
  const keep = () => openTransaction(ctx, uuidv7(), "test", (tx) => keepDays(tx, days));
  await keep();

  const other = await admin.connect();
  await other.query("begin");
  await other.query("select 1 from daily_metric where branch_id = $1 for update", [branchId]);
  const waiting = keep();
  await vi.waitFor(async () => {
    const { rowCount } = await admin.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(rowCount).toBe(1);
  });
  await complete(1);
  await other.query("commit");
  other.release();
  await waiting;
  const of = (read: typeof keptDays) =>
    runInTenant(tenant.tenantId, () => read(readDb(ctx), branchId, days.first, days.last));
  expect((await of(keptDays)).filter(({ invoices }) => invoices > 0)).toEqual(await of(liveDays));
  expect((await of(liveDays))[0]).toMatchObject({ cardsCompleted: 2, invoices: 2 });
});

test("a day that was reckoned since an event was written is left as it is; one written meanwhile, or read in from a backup, is not", async () => {
  const tenant = await buildTenant(admin, {});
  const ctx = systemCtx(tenant.tenantId);
  const cards = await buildJobCards(admin, tenant, 4, { lines: [{ kind: "LABOUR" }] });
  const complete = async (index: number) => {
    const jobCardId = cards[index]?.jobCardId ?? "";
    await completeJobCard(ctx, { jobCardId, idempotencyKey: randomUUID() });
    return jobCardId;
  };
  const tellOf = async (jobCardId: string) => {
    const { rows } = await admin.query<EventRow>(
      `select id, tenant_id as "tenantId", type, correlation_id as "correlationId", occurred_at as "occurredAt",
              subject_type as "subjectType", subject_id as "subjectId", data
         from outbox_event where type = 'job-card/completed' and subject_id = $1`,
      [jobCardId],
    );
    for (const event of rows) expect(await handle(event)).toEqual({ outcome: "DONE" });
    expect(rows).toHaveLength(1);
  };
  const day = isoDateIn(new Date(), tenant.branch.zone);
  const kept = async () => {
    const of = (read: typeof keptDays) =>
      runInTenant(tenant.tenantId, () => read(readDb(ctx), tenant.branch.branchId, addDays(day, -1), addDays(day, 1)));
    expect(await of(keptDays)).toEqual(await of(liveDays));
    const { rows } = await admin.query("select cards_completed, refreshed_at from daily_metric where tenant_id = $1", [
      tenant.tenantId,
    ]);
    return rows[0];
  };

  const [first, second] = [await complete(0), await complete(1)];
  await tellOf(first);
  const once = await kept();
  expect(once).toMatchObject({ cards_completed: 2 });
  await tellOf(second);
  expect(await kept()).toEqual(once);

  // The third begins, and writes, before the day is reckoned, and ends after it: what is late is not seen.
  const other = await admin.connect();
  await other.query("begin");
  await other.query("select 1 from invoice_counter where tenant_id = $1 for update", [tenant.tenantId]);
  const third = complete(2);
  await vi.waitFor(async () => {
    const { rowCount } = await admin.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and backend_xid is not null",
    );
    expect(rowCount).toBe(1);
  });
  await openTransaction(ctx, uuidv7(), "test", (tx) =>
    keepDays(tx, { branchId: tenant.branch.branchId, first: day, last: day }),
  );
  await other.query("commit");
  other.release();
  await tellOf(await third);
  expect(await kept()).toMatchObject({ cards_completed: 3 });

  // Another server's transactions have other numbers: a snapshot from a backup may claim to hold them all.
  const fourth = await complete(3);
  await admin.query("update daily_metric set reckoned_in = '9000000:9000000:' where tenant_id = $1", [tenant.tenantId]);
  await tellOf(fourth);
  expect(await kept()).toMatchObject({ cards_completed: 4 });
});
