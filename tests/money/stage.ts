import type pg from "pg";
import { expect } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { enterRun } from "#/server/orchestrators/kernel.ts";
import { gatewayCtx } from "#/server/orchestrators/payments/hear-gateway.ts";
import { resumePayments } from "#/server/orchestrators/payments/process-payment.ts";
import { reconcileMoney } from "#/server/orchestrators/payments/reconcile-money.ts";
import { resumeRefunds } from "#/server/orchestrators/payments/refund-payment.ts";
import { type BuiltTenant, buildJobCard, buildPart, buildTenant } from "../../prisma/seed/builders.ts";
import { openSandbox } from "../gateways/sandbox.ts";
import { contextOf } from "../harness/world.ts";

/** A gateway with books of its own, and tenants that are paid through it. */
export const openTill = async (admin: pg.Pool) => {
  const bank = await openSandbox({ timeoutMs: 400 });
  resumePayments(() => bank.gateway);
  resumeRefunds(() => bank.gateway);
  const tenant = await buildTenant(admin, {});
  const owner = contextOf(tenant, "owner");

  /** An issued invoice of one part (two pieces) and an hour of labour. */
  const invoice = async (of: BuiltTenant = tenant) => {
    const part = await buildPart(admin, of, { onHand: "1000", priceMinor: 1250 });
    const card = await buildJobCard(admin, of, {
      lines: [{ kind: "LABOUR" }, { kind: "PART", part, quantity: "2" }],
    });
    const { invoiceId, totalMinor, jobCardId } = await completeJobCard(contextOf(of), {
      jobCardId: card.jobCardId,
      idempotencyKey: uuidv7(),
    });
    return { invoiceId, totalMinor, jobCardId, partId: part.partId };
  };

  /** What paying an invoice by a card asks for, with a key of its own. */
  const byCard = async (invoiceId: string, amountMinor: number, method = "pm_card_visa") => ({
    invoiceId,
    deposit: null,
    amountMinor,
    confirmationToken: await bank.token(method),
    returnUrl: "http://localhost:3000/",
    idempotencyKey: uuidv7(),
  });

  const balance = async (invoiceId: string) => {
    const { rows } = await admin.query<{ due: number; paid: number; credited: number; pending: number }>(
      `select (total_minor - credited_minor - paid_minor)::int as due, paid_minor::int as paid, credited_minor::int as credited, pending_minor::int as pending
         from invoice_balance where invoice_id = $1`,
      [invoiceId],
    );
    return rows[0];
  };

  /** What half a minute does: leases end, the sweep enters sagas again, the reconciler asks. Says whether nothing is open. */
  const turn = async (tenantId: string): Promise<boolean> => {
    await admin.query(
      "update orchestration_run set lease_until = now() - interval '1 second' where tenant_id = $1 and state in ('RUNNING', 'SUSPENDED')",
      [tenantId],
    );
    const open = await admin.query<{ id: string }>(
      "select id from orchestration_run where tenant_id = $1 and state in ('RUNNING', 'SUSPENDED')",
      [tenantId],
    );
    for (const { id } of open.rows)
      await enterRun(tenantId, id).catch((error: unknown) => {
        if (!(error instanceof ServiceException)) throw error;
      });
    // Nobody was asked since.
    await admin.query("update payment set asked_at = null where tenant_id = $1 and state = 'PENDING'", [tenantId]);
    await admin.query("update refund set asked_at = null where tenant_id = $1 and state = 'PENDING'", [tenantId]);
    await bank.settle();
    await reconcileMoney(gatewayCtx, () => bank.gateway, new Date(Date.now() + 20 * 60_000), 1000);
    const left = await admin.query(
      `select 1 from payment where tenant_id = $1 and state = 'PENDING' union all select 1 from refund where tenant_id = $1 and state = 'PENDING'
       union all select 1 from orchestration_run where tenant_id = $1 and state in ('RUNNING', 'SUSPENDED')`,
      [tenantId],
    );
    return left.rowCount === 0;
  };

  /** Two minutes, after which nothing is open. */
  const pass = async (tenantId: string): Promise<void> => {
    for (let turns = 0; turns < 4; turns += 1) if (await turn(tenantId)) return;
    throw new Error("Something is still open after two minutes.");
  };

  /** The gateway's money of a tenant is the recorded money, payment by payment. */
  const expectSameMoney = async (tenantId: string): Promise<void> => {
    const { rows } = await admin.query<{
      id: string;
      state: string;
      amount: number;
      back: number;
      intent: string | null;
    }>(
      `select p.id, p.state, p.amount_minor::int as amount, p.refunded_minor::int as back, p.intent_id as intent
         from payment p where p.tenant_id = $1 and p.gateway <> 'manual' order by p.id`,
      [tenantId],
    );
    const there = new Map<string, { took: number; back: number }>();
    for await (const intent of bank.gateway.intents({ from: new Date(0), until: new Date(Date.now() + 3_600_000) }))
      if (intent.tenantId === tenantId && intent.paymentId !== null) {
        const found = await bank.gateway.find(intent.id);
        const before = there.get(intent.paymentId) ?? { took: 0, back: 0 };
        there.set(intent.paymentId, {
          took: before.took + (intent.state === "SUCCEEDED" ? intent.amountMinor : 0),
          back: before.back + (found?.refundedMinor ?? 0),
        });
      }
    const books = rows.map(({ id, state, amount, back }) => [id, state === "CAPTURED" ? amount : 0, back]);
    const bankBooks = [...there]
      .filter(([id, { took }]) => took > 0 || rows.some((row) => row.id === id))
      .map(([id, { took, back }]) => [id, took, back]);
    const blank = rows.filter(({ id }) => !there.has(id)).map(({ id }) => [id, 0, 0]);
    expect([...bankBooks, ...blank].toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))).toEqual(books);
  };

  /** A tenant of its own with an invoice: what is told of it is told of no other. */
  const customer = async (): Promise<{
    tenant: BuiltTenant;
    ctx: Ctx;
    invoiceId: string;
    totalMinor: number;
    jobCardId: string;
  }> => {
    const own = await buildTenant(admin, {});
    return { tenant: own, ctx: contextOf(own, "owner"), ...(await invoice(own)) };
  };
  return { bank, tenant, owner, invoice, byCard, balance, turn, pass, expectSameMoney, customer };
};
export type Till = Awaited<ReturnType<typeof openTill>>;
