import { readFile } from "node:fs/promises";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { z } from "zod";
import { referenceAlphabet, referenceLength } from "#/domain/appointment.ts";
import { ServiceException } from "#/domain/errors.ts";
import {
  appointmentAttendanceNoted,
  creditNoteIssued,
  inventoryAdjusted,
  jobCardCompleted,
  jobCardReopened,
  paymentRefunded,
  paymentSucceeded,
} from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { type FigureName, figureOf, type ReportAsked } from "#/domain/report.ts";
import { addDays, isoDateIn } from "#/domain/time.ts";
import { deliver, type Effect } from "#/inngest/consumer.ts";
import { keepAttendanceFigures } from "#/inngest/functions/appointment-attendance-noted.update-analytics.ts";
import { keepCreditFigures } from "#/inngest/functions/credit-note-issued.update-analytics.ts";
import { keepStockFigures } from "#/inngest/functions/inventory-adjusted.update-analytics.ts";
import { keepWorkFigures } from "#/inngest/functions/job-card-completed.update-analytics.ts";
import { keepReversedFigures } from "#/inngest/functions/job-card-reopened.update-analytics.ts";
import { keepMoneyFigures } from "#/inngest/keep-figures.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { noteNoShow } from "#/server/orchestrators/change-appointment.ts";
import { adjustStock, receiveStock } from "#/server/orchestrators/change-stock.ts";
import { checkInAppointment } from "#/server/orchestrators/check-in-appointment.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { issueCreditNote, reopenJobCard, voidInvoice } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { takeDeposit, takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import { keptDays, liveDays } from "#/server/services/metrics.ts";
import * as reports from "#/server/services/reports.ts";
import {
  type BuiltPart,
  type BuiltTenant,
  buildCustomersWithVehicles,
  buildJobCard,
  buildPart,
  buildTenant,
} from "../../prisma/seed/builders.ts";
import { type Random, seededRandom } from "../../prisma/seed/random.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { addedUp } from "./added-up.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});
afterEach(() => void vi.useRealTimers());

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
const handler = <Data extends z.ZodObject>(data: Data, effect: Effect<z.output<Data>>) => ({
  handle: ({ type: _, occurredAt, ...event }: EventRow) =>
    deliver(
      {
        ...event,
        occurredAt: occurredAt.toISOString(),
        actorId: null,
        version: 1,
        origin: null,
        data: data.parse(event.data),
      },
      "update-analytics",
      effect,
    ),
});
const handlers: Readonly<Record<string, { handle: (row: EventRow) => Promise<unknown> }>> = {
  [jobCardCompleted.name]: handler(jobCardCompleted.data, keepWorkFigures),
  [jobCardReopened.name]: handler(jobCardReopened.data, keepReversedFigures),
  [creditNoteIssued.name]: handler(creditNoteIssued.data, keepCreditFigures),
  [inventoryAdjusted.name]: handler(inventoryAdjusted.data, keepStockFigures),
  [paymentSucceeded.name]: handler(paymentSucceeded.data, keepMoneyFigures),
  [paymentRefunded.name]: handler(paymentRefunded.data, keepMoneyFigures),
  [appointmentAttendanceNoted.name]: handler(appointmentAttendanceNoted.data, keepAttendanceFigures),
};

const shuffled = <Value>(random: Random, values: readonly Value[]): Value[] =>
  values
    .map((value) => [random.between(0, 1_000_000), value] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, value]) => value);

/** Hands over what is due, in no order; each comes again now and then. */
const handOver = async (tenant: BuiltTenant, random: Random, share: number): Promise<void> => {
  const { rows } = await admin.query<EventRow>(
    `select e.id, e.tenant_id as "tenantId", e.type, e.correlation_id as "correlationId", e.occurred_at as "occurredAt",
            e.subject_type as "subjectType", e.subject_id as "subjectId", e.data
       from outbox_event e join event_delivery d on d.tenant_id = e.tenant_id and d.event_id = e.id and d.consumer = 'update-analytics'
      where e.tenant_id = $1 and d.state = 'PENDING' order by e.id`,
    [tenant.tenantId],
  );
  const told = shuffled(random, rows).filter(() => random.chance(share));
  for (const row of told) {
    expect(handlers, row.type).toHaveProperty([row.type]);
    await handlers[row.type]?.handle(row);
  }
  const again = told.filter(() => random.chance(0.3)).map(({ id }) => id);
  await admin.query(
    `update event_delivery set state = 'PENDING', attempts_started = 0, attempts_finished = 0, finished_at = null, available_at = now()
      where consumer = 'update-analytics' and event_id = any($1)`,
    [again],
  );
};

/** What anybody may do next at a workshop; refused steps are none. */
const stepsOf = async (tenant: BuiltTenant, random: Random, part: BuiltPart, cardIds: readonly string[]) => {
  const ctx = contextOf(tenant, "owner");
  const key = uuidv7();
  const byHand = {
    method: random.chance(0.5) ? ("CASH" as const) : ("TRANSFER" as const),
    tenderedMinor: null,
    reference: "",
  };
  const { rows: cards } = await admin.query<{ id: string; invoice: string | null; due: number | null }>(
    `select c.id, i.id as invoice, (b.total_minor - b.credited_minor - b.paid_minor)::int as due from job_card c
       left join invoice i on i.job_card_id = c.id and i.completion_number = c.completion_number and c.status = 'COMPLETED'
       left join invoice_balance b on b.invoice_id = i.id where c.tenant_id = $1 and c.id = any($2) order by c.id`,
    [tenant.tenantId, cardIds],
  );
  const card = random.pick(cards);
  const { id: jobCardId, invoice: invoiceId } = card;
  const amountMinor = random.between(1, Math.max(2, Math.ceil((card.due ?? 9000) * 1.1)));
  const { rows: payments } = await admin.query<{ id: string; free: number; share: number }>(
    `select p.id, (p.amount_minor - p.allocated_minor - p.refunded_minor)::int as free, coalesce(sum(a.amount_minor), 0)::int as share from payment p
       left join payment_allocation a on a.payment_id = p.id and a.invoice_id = $2 where p.tenant_id = $1 group by p.tenant_id, p.id order by p.id`,
    [tenant.tenantId, invoiceId],
  );
  const { rows: missed } = await admin.query<{ id: string; version: number }>(
    "select id, version from appointment where tenant_id = $1 and state = 'NO_SHOW' order by id",
    [tenant.tenantId],
  );
  const checkIn = ({ id, version }: { id: string; version: number }) =>
    checkInAppointment(ctx, {
      appointmentId: id,
      version,
      odometerIn: null,
      promisedAt: null,
      technicianId: null,
      idempotencyKey: key,
    });
  const expected = async () => {
    const [customer] = await buildCustomersWithVehicles(admin, tenant, 1);
    if (customer === undefined) throw new Error("There is no customer.");
    const id = uuidv7();
    const now = new Date();
    await insertRows(admin, "appointment", [
      {
        tenant_id: tenant.tenantId,
        id,
        branch_id: tenant.branch.branchId,
        reference: Array.from({ length: referenceLength }, () => random.pick([...referenceAlphabet])).join(""),
        state: "BOOKED",
        source: "STAFF",
        customer_id: customer.customerId,
        vehicle_id: customer.vehicleId,
        contact_name: "Somebody",
        contact_plate: "AB12 CDE",
        differing: [],
        minutes: 60,
        starts_at: now,
        ends_at: new Date(now.getTime() + 3_600_000),
        booked_at: now,
        created_at: now,
      },
    ]);
    return { id, version: 1 };
  };
  const stock = { partId: part.partId, branchId: tenant.branch.branchId, reason: "Counted", idempotencyKey: key };
  const steps: Record<string, () => Promise<unknown>> = {
    complete: () => completeJobCard(ctx, { jobCardId, idempotencyKey: key }),
    deposit: () =>
      takeDeposit(ctx, { ...byHand, subject: { type: "jobCard", id: jobCardId }, amountMinor, idempotencyKey: key }),
    reopen: () => reopenJobCard(ctx, { jobCardId, reason: "Again", idempotencyKey: key }),
    receive: () => receiveStock(ctx, { ...stock, quantity: "2.5" }),
    adjust: () => adjustStock(ctx, { ...stock, change: random.chance(0.5) ? "-1" : "3" }),
    came: async () => checkIn(await expected()),
    missed: async () => {
      const { id, version } = await expected();
      await noteNoShow(ctx, { appointmentId: id, version, idempotencyKey: key });
    },
  };
  const [late] = missed;
  if (late !== undefined) steps.cameAfterAll = () => checkIn(late);
  if (invoiceId !== null) {
    const credit = { invoiceId, reason: "Goodwill", idempotencyKey: key };
    steps.pay = () => takePayment(ctx, { ...byHand, invoiceId, amountMinor, idempotencyKey: key });
    steps.creditAmount = () => issueCreditNote(ctx, { ...credit, credit: { by: "amount", amountMinor } });
    const stockOf = random.pick(["SHELF", "SUPPLIER", "NONE"] as const);
    const line = { position: random.between(1, 2), quantity: random.chance(0.5) ? null : "0.5", stock: stockOf };
    steps.creditLine = () => issueCreditNote(ctx, { ...credit, credit: { by: "lines", lines: [line] } });
    steps.void = () => voidInvoice(ctx, credit);
  }
  if (payments.length > 0) {
    const payment = random.pick(payments);
    const of = payment.share > 0 ? payment.share : payment.free;
    steps.refund = () =>
      refundPayment(
        ctx,
        {
          paymentId: payment.id,
          invoiceId: payment.share > 0 ? invoiceId : null,
          back: "CASH",
          reason: "Sorry",
          amountMinor: random.between(1, Math.max(1, of)),
          idempotencyKey: key,
        },
        () => {
          throw new Error("Cash asks no gateway.");
        },
      );
  }
  return steps;
};

/** All rows behind a figure, read page after page. */
const rowsOf = async (
  tenant: BuiltTenant,
  asked: Pick<ReportAsked, "branchId" | "first" | "last">,
  figure: FigureName,
) => {
  const found = [];
  let cursor: Parameters<typeof reports.page>[1]["cursor"] = null;
  do {
    const page: Awaited<ReturnType<typeof reports.page>> = await reports.page(
      readDb(tenant),
      { ...asked, currency: null, figure, age: null, cursor },
      true,
    );
    found.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null);
  expect(new Set(found.map(({ id }) => id)).size, figure).toBe(found.length);
  return found.map(({ values }) => values);
};
const sumOf = (rows: Awaited<ReturnType<typeof rowsOf>>, name: string): number =>
  rows.reduce((sum, values) => sum + Number(values[name] ?? 0), 0);

/** The kept days, the same reckoned now, plain rows added up, the report and the rows behind it all say one thing. */
const expectOneTruth = async (tenant: BuiltTenant, said: string): Promise<void> => {
  const { branchId, zone } = tenant.branch;
  const today = isoDateIn(new Date(), zone);
  const whole = { first: addDays(today, -200), last: addDays(today, 2) };
  const [kept, live, sums] = await Promise.all([
    runInTenant(tenant.tenantId, () => keptDays(readDb(tenant), branchId, whole.first, whole.last)),
    runInTenant(tenant.tenantId, () => liveDays(readDb(tenant), branchId, whole.first, whole.last)),
    addedUp(admin, branchId, zone),
  ]);
  expect(kept, said).toEqual(live);
  const plain = Object.fromEntries([...sums].filter(([, day]) => Object.values(day).some((value) => value !== 0)));
  const byDay = new Map(live.map((day) => [day.day, day]));
  for (const [day, figures] of Object.entries(plain)) expect(byDay.get(day), `${said}, ${day}`).toMatchObject(figures);

  await runInTenant(tenant.tenantId, async () => {
    const asked: ReportAsked = { branchId, currency: null, ...whole, before: null, step: "week" };
    const figures = await reports.figures(readDb(tenant), asked, true);
    const rows = (figure: FigureName) => rowsOf(tenant, asked, figure);
    const { now } = figures;
    const [cars, orders, parts, hours, promised, missed, sales, takings] = [
      await rows("cars"),
      await rows("average-order"),
      await rows("parts-margin"),
      await rows("labour-rate"),
      await rows("on-time"),
      await rows("no-shows"),
      await rows("sales"),
      await rows("takings"),
    ];
    expect(cars.length, said).toBe(now.cardsCompleted);
    expect([orders.length, sumOf(orders, "net")], said).toEqual([now.orders, sumOf(cars, "net")]);
    expect(sumOf(cars, "net"), said).toBe(now.labourNetMinor + now.partNetMinor + now.otherNetMinor);
    expect([sumOf(parts, "parts"), sumOf(parts, "partCost")], said).toEqual([now.partNetMinor, now.partCostMinor]);
    expect([sumOf(hours, "labour"), sumOf(hours, "hours")], said).toEqual([now.labourNetMinor, now.labourMilli]);
    expect([promised.length, promised.filter(({ kept: so }) => so === "Kept").length], said).toEqual([
      now.promised,
      now.promisesKept,
    ]);
    expect(missed.length, said).toBe(now.noShows);
    expect(sumOf(sales, "net"), said).toBe(figureOf("sales", now));
    expect(sumOf(takings, "amount"), said).toBe(figureOf("takings", now));

    const owed = await reports.owed(readDb(tenant), { ...asked, before: { first: whole.first, last: whole.last } });
    expect(sumOf(await rows("owed"), "owed"), said).toBe(owed.dueMinor);
    const { rows: books } = await admin.query<{ due: string; net: string }>(
      `select coalesce(sum(greatest(0, total_minor - credited_minor - paid_minor)), 0) as due, coalesce(sum(total_minor - credited_minor - paid_minor), 0) as net
         from invoice_balance where tenant_id = $1`,
      [tenant.tenantId],
    );
    expect([owed.dueMinor, owed.beforeMinor], said).toEqual([Number(books[0]?.due), Number(books[0]?.net)]);
    const stock = await reports.stock(readDb(tenant), asked);
    expect(sumOf(await rows("stock"), "value"), said).toBe(stock.valueMinor);
    const { rows: shelf } = await admin.query<{ value: string }>(
      "select coalesce(sum(round(on_hand * cost_minor)), 0) as value from stock_level where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(stock.valueMinor, said).toBe(Number(shelf[0]?.value));
    expect(
      stock.ages.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
      said,
    ).toBe(stock.valueMinor);
  });
};

const backfill = async (): Promise<string> => {
  const sql = await readFile(
    `${import.meta.dirname}/../../prisma/migrations/20261127110000_reports/migration.sql`,
    "utf8",
  );
  return /^WITH d as[\s\S]*?;$/m.exec(sql)?.[0] ?? "";
};

const beside: ReadonlySet<string> = new Set(["deposit", "receive", "adjust", "came", "missed", "cameAfterAll"]);
const perHistory = 30;
const histories = rounds(10, 170);

test(`after ${histories * perHistory} random steps, told twice and in no order, figures are those of the rows behind them`, {
  timeout: rounds(300_000, 4 * 3_600_000),
}, async () => {
  const random = seededRandom(20_261_127);
  const taken: Record<string, number> = {};
  let last: BuiltTenant | undefined;
  const began = Date.now() - 60 * 86_400_000;
  for (let history = 0; history < histories; history += 1) {
    // Time goes on with each step, over days and a month's end: what is taken back stood on an earlier day.
    vi.useFakeTimers({ toFake: ["Date"], now: began });
    const tenant = await buildTenant(admin, {});
    const part = await buildPart(admin, tenant, { onHand: "1000", priceMinor: 1233 });
    // What the builder put on the shelf is told of nowhere: something that is told of comes on the same day.
    await receiveStock(contextOf(tenant, "owner"), {
      partId: part.partId,
      branchId: tenant.branch.branchId,
      reason: "Delivered",
      quantity: "1",
      idempotencyKey: uuidv7(),
    });
    const cardIds: string[] = [];
    for (let card = 0; card < 3; card += 1) {
      const { jobCardId } = await buildJobCard(admin, tenant, {
        promisedAt: random.chance(0.7) ? new Date(began + random.between(1, 200) * 3_600_000) : null,
        lines: [
          { kind: "LABOUR", quantity: "1.3" },
          { kind: "PART", part, quantity: "3" },
          { kind: "FEE", quantity: "1" },
        ],
      });
      cardIds.push(jobCardId);
    }
    for (let step = 0; step < perHistory; step += 1) {
      vi.setSystemTime(Date.now() + random.between(1, 20 * 60) * 60_000);
      const steps = await stepsOf(tenant, random, part, cardIds);
      // What happens to work and its money comes twice as often as what happens beside it.
      const names = Object.keys(steps);
      const name = random.pick([...names, ...names.filter((each) => !beside.has(each))]);
      try {
        await steps[name]?.();
        taken[name] = (taken[name] ?? 0) + 1;
      } catch (error) {
        if (!(error instanceof ServiceException)) throw error;
      }
      if (random.chance(0.3)) await handOver(tenant, random, 0.6);
    }
    await handOver(tenant, random, 1);
    await expectOneTruth(tenant, `history ${history}`);
    last = tenant;
  }
  // The migration reckons every day that there was before; as from then on each is.
  await admin.query("delete from daily_metric");
  await admin.query(await backfill());
  if (last !== undefined) await expectOneTruth(last, "as the migration reckons them");
  vi.useRealTimers();
  console.info(JSON.stringify(taken));
  expect(Object.keys(taken).toSorted()).toEqual(
    [
      "adjust",
      "came",
      "cameAfterAll",
      "complete",
      "creditAmount",
      "creditLine",
      "deposit",
      "missed",
      "pay",
      "receive",
      "refund",
      "reopen",
      "void",
    ].toSorted(),
  );
});
