import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { gatewayMoney, ledger, numbers, totals } from "#/server/invariants/billing.ts";
import { ask } from "#/server/invariants/verify.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { issueCreditNote, reopenJobCard, voidInvoice } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { processPayment } from "#/server/orchestrators/payments/process-payment.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { takeDeposit, takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import { buildJobCard, buildPart, buildTenant } from "../../prisma/seed/builders.ts";
import { seededRandom } from "../../prisma/seed/random.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { openTill } from "./stage.ts";

const admin = adminPool();
const till = await openTill(admin);
const { bank } = till;
const reader = new pg.Client({ connectionString: process.env.DATABASE_ADMIN_URL });
await reader.connect();
afterAll(async () => {
  await bank.close();
  await closeDatabase();
  await reader.end();
  await admin.end();
});

const query = async (sql: string) => (await reader.query<Record<string, unknown>>(sql)).rows;
const expectBooks = async (said: string): Promise<void> => {
  for (const invariant of [numbers, totals, ledger, gatewayMoney]) {
    const answer = await ask(invariant, query);
    expect([said, answer.id, answer.rows]).toEqual([said, answer.id, []]);
  }
};

const many = rounds(300, 20_000);

it(`after each of ${many} random steps of paying, refunding, crediting, voiding, depositing and reopening the books hold`, {
  timeout: rounds(600_000, 4 * 3_600_000),
}, async () => {
  const random = seededRandom(20_261_126);
  let tenant = await buildTenant(admin, {});
  let done = 0;
  const taken: Record<string, number> = {};
  for (let step = 0; step < many; step += 1) {
    // Another workshop now and then: what is asked reads all, and would come to take longer than the steps.
    if (step % 50 === 0) {
      await reader.query("select 1");
      tenant = await buildTenant(admin, {});
      for (let card = 0; card < 3; card += 1) await openCard(tenant);
    }
    const ctx = contextOf(tenant, "owner");
    const cards = await admin.query<{
      id: string;
      status: string;
      invoice: string | null;
      due: number | null;
      position: number;
    }>(
      `select c.id, c.status, i.id as invoice, (b.total_minor - b.credited_minor - b.paid_minor)::int as due, 1 as position
         from job_card c left join invoice i on i.job_card_id = c.id and i.completion_number = c.completion_number and c.status = 'COMPLETED'
         left join invoice_balance b on b.invoice_id = i.id where c.tenant_id = $1 order by c.id`,
      [tenant.tenantId],
    );
    const card = cards.rows[random.between(0, cards.rows.length - 1)];
    if (!card) throw new Error("There is no card.");
    const key = uuidv7();
    const amountMinor = random.between(1, Math.max(2, Math.ceil((card.due ?? 9000) * 1.1)));
    const byHand = {
      method: random.chance(0.5) ? ("CASH" as const) : ("TRANSFER" as const),
      tenderedMinor: null,
      reference: "",
    };
    const payments = await admin.query<{ id: string; amount: number; share: number }>(
      `select p.id, (p.amount_minor - p.allocated_minor - p.refunded_minor)::int as amount, coalesce(sum(a.amount_minor), 0)::int as share
         from payment p left join payment_allocation a on a.payment_id = p.id and a.invoice_id = $2
        where p.tenant_id = $1 and p.state = 'CAPTURED' group by p.tenant_id, p.id`,
      [tenant.tenantId, card.invoice],
    );
    const payment = payments.rows[random.between(0, Math.max(0, payments.rows.length - 1))];
    const { invoice: invoiceId, id: jobCardId } = card;
    const steps: Record<string, () => Promise<unknown>> = {
      complete: () => completeJobCard(ctx, { jobCardId, idempotencyKey: key }),
      deposit: () =>
        takeDeposit(ctx, { ...byHand, subject: { type: "jobCard", id: jobCardId }, amountMinor, idempotencyKey: key }),
      reopen: () => reopenJobCard(ctx, { jobCardId, reason: "Again", idempotencyKey: key }),
      ...(invoiceId === null
        ? {}
        : {
            pay: () => takePayment(ctx, { ...byHand, invoiceId, amountMinor, idempotencyKey: key }),
            card: async () =>
              processPayment(
                ctx,
                {
                  invoiceId,
                  deposit: null,
                  amountMinor,
                  confirmationToken: await bank.token(
                    random.chance(0.8) ? "pm_card_visa" : "pm_card_visa_chargeDeclined",
                  ),
                  returnUrl: "http://localhost:3000/",
                  idempotencyKey: key,
                },
                bank.gateway,
              ),
            creditAmount: () =>
              issueCreditNote(ctx, {
                invoiceId,
                reason: "Goodwill",
                credit: { by: "amount", amountMinor },
                idempotencyKey: key,
              }),
            creditLine: () =>
              issueCreditNote(ctx, {
                invoiceId,
                reason: "Not used",
                credit: {
                  by: "lines",
                  lines: [
                    { position: random.between(1, 2), quantity: random.chance(0.5) ? null : "0.5", stock: "SHELF" },
                  ],
                },
                idempotencyKey: key,
              }),
            void: () => voidInvoice(ctx, { invoiceId, reason: "Wrong", idempotencyKey: key }),
          }),
      ...(payment === undefined
        ? {}
        : {
            refund: () =>
              refundPayment(
                ctx,
                {
                  paymentId: payment.id,
                  invoiceId: payment.share > 0 ? invoiceId : null,
                  back: "SAME",
                  reason: "Sorry",
                  amountMinor: random.between(1, Math.max(1, payment.share > 0 ? payment.share : payment.amount)),
                  idempotencyKey: key,
                },
                () => bank.gateway,
              ),
          }),
    };
    const names = Object.keys(steps);
    const name = names[random.between(0, names.length - 1)] ?? "complete";
    try {
      await steps[name]?.();
      done += 1;
      taken[name] = (taken[name] ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
    }
    await expectBooks(`step ${step}, ${name}`);
    if (step % 50 === 49) await till.expectSameMoney(tenant.tenantId);
  }
  console.info(`${done} of ${many} steps were taken: ${JSON.stringify(taken)}`);
  expect(done).toBeGreaterThan(many / 4);
  expect(Object.keys(taken).toSorted()).toEqual(
    ["card", "complete", "creditAmount", "creditLine", "deposit", "pay", "refund", "reopen", "void"].toSorted(),
  );
});

const openCard = async (tenant: Awaited<ReturnType<typeof buildTenant>>): Promise<void> => {
  const part = await buildPart(admin, tenant, { onHand: "1000", priceMinor: 1233 });
  await buildJobCard(admin, tenant, {
    lines: [
      { kind: "LABOUR", quantity: "1.3" },
      { kind: "PART", part, quantity: "3" },
    ],
  });
};
