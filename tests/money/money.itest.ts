import { afterAll, describe, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { compareGateway, gatewayDay } from "#/server/orchestrators/payments/compare-gateway.ts";
import { gatewayCtx } from "#/server/orchestrators/payments/hear-gateway.ts";
import { issueCreditNote, reopenJobCard, voidInvoice } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { processPayment } from "#/server/orchestrators/payments/process-payment.ts";
import { reconcileMoney } from "#/server/orchestrators/payments/reconcile-money.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { takeDeposit, takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import { ofVehicle } from "#/server/repositories/service-history.ts";
import { buildJobCard, buildPart } from "../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { openTill } from "./stage.ts";

// After each test the invariants are asked: balances, books and numbers among them.
const admin = adminPool();
const till = await openTill(admin);
const { owner, bank } = till;
afterAll(async () => {
  await bank.close();
  await closeDatabase();
  await admin.end();
});

const byHand = { method: "CASH", tenderedMinor: null, reference: "" } as const;
describe("by hand", () => {
  it("takes a part, then the rest, and no more", async () => {
    const { invoiceId, totalMinor } = await till.invoice();
    const first = await takePayment(owner, { ...byHand, invoiceId, amountMinor: 500, idempotencyKey: uuidv7() });
    expect(first).toMatchObject({ state: "CAPTURED", dueMinor: totalMinor - 500 });
    await expect(
      takePayment(owner, { ...byHand, invoiceId, amountMinor: totalMinor, idempotencyKey: uuidv7() }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT", details: { dueMinor: totalMinor - 500 } });
    await takePayment(owner, { ...byHand, invoiceId, amountMinor: totalMinor - 500, idempotencyKey: uuidv7() });
    expect(await till.balance(invoiceId)).toEqual({ due: 0, paid: totalMinor, credited: 0, pending: 0 });
    await expect(
      takePayment(owner, { ...byHand, invoiceId, amountMinor: 1, idempotencyKey: uuidv7() }),
    ).rejects.toMatchObject({ code: "DUPLICATE" });
  });

  it("says the change, and refuses less cash than the amount", async () => {
    const { invoiceId } = await till.invoice();
    const input = { ...byHand, invoiceId, amountMinor: 1000, idempotencyKey: uuidv7() };
    await expect(takePayment(owner, { ...input, tenderedMinor: 900 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await takePayment(owner, { ...input, idempotencyKey: uuidv7(), tenderedMinor: 2000 })).toMatchObject({
      changeMinor: 1000,
    });
  });

  it("applies a deposit when the card is completed, and keeps what is above for the customer", async () => {
    const part = await buildPart(admin, till.tenant, { onHand: "10", priceMinor: 1250 });
    const card = await buildJobCard(admin, till.tenant, { lines: [{ kind: "PART", part, quantity: "2" }] });
    const subject = { type: "jobCard" as const, id: card.jobCardId };
    const { paymentId } = await takeDeposit(owner, {
      ...byHand,
      subject,
      amountMinor: 10_000,
      idempotencyKey: uuidv7(),
    });
    const { invoiceId, totalMinor } = await completeJobCard(owner, {
      jobCardId: card.jobCardId,
      idempotencyKey: uuidv7(),
    });
    expect(await till.balance(invoiceId)).toEqual({ due: 0, paid: totalMinor, credited: 0, pending: 0 });
    const free = 10_000 - totalMinor;
    const back = { paymentId, back: "SAME" as const, invoiceId: null, reason: "Left over" };
    await expect(
      refundPayment(owner, { ...back, amountMinor: free + 1, idempotencyKey: uuidv7() }, () => bank.gateway),
    ).rejects.toMatchObject({ code: "INVALID_INPUT", details: { leftMinor: free } });
    expect(
      await refundPayment(owner, { ...back, amountMinor: free, idempotencyKey: uuidv7() }, () => bank.gateway),
    ).toMatchObject({ state: "SUCCEEDED" });
    await expect(
      takeDeposit(owner, { ...byHand, subject, amountMinor: 1, idempotencyKey: uuidv7() }),
    ).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  });
});

describe("by card", () => {
  it("takes a part, gives some of it back, and both sides agree", async () => {
    const { tenant, ctx, invoiceId, totalMinor } = await till.customer();
    const paid = await processPayment(ctx, await till.byCard(invoiceId, 2000), bank.gateway);
    expect(paid.state).toBe("CAPTURED");
    expect(await till.balance(invoiceId)).toEqual({ due: totalMinor - 2000, paid: 2000, credited: 0, pending: 0 });
    const refund = { paymentId: paid.paymentId, back: "SAME" as const, invoiceId, reason: "Too much" };
    await refundPayment(ctx, { ...refund, amountMinor: 700, idempotencyKey: uuidv7() }, () => bank.gateway);
    expect(await till.balance(invoiceId)).toEqual({ due: totalMinor - 1300, paid: 1300, credited: 0, pending: 0 });
    await expect(
      refundPayment(ctx, { ...refund, amountMinor: 1301, idempotencyKey: uuidv7() }, () => bank.gateway),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await till.expectSameMoney(tenant.tenantId);
  });

  it("a declined card fails the payment, closes the intent and lets go of what it held", async () => {
    const { tenant, ctx, invoiceId, totalMinor } = await till.customer();
    await expect(
      processPayment(ctx, await till.byCard(invoiceId, 2000, "pm_card_visa_chargeDeclined"), bank.gateway),
    ).rejects.toMatchObject({
      code: "REFUSED_OUTSIDE",
    });
    expect(await till.balance(invoiceId)).toEqual({ due: totalMinor, paid: 0, credited: 0, pending: 0 });
    await processPayment(ctx, await till.byCard(invoiceId, totalMinor), bank.gateway);
    expect(await till.balance(invoiceId)).toMatchObject({ due: 0 });
    await till.expectSameMoney(tenant.tenantId);
  });

  it("an intent whose answer was lost is found by its key and closed, by the reconciler alone", async () => {
    const { tenant, ctx, invoiceId, totalMinor } = await till.customer();
    armCrashPoints(async (point) => {
      if (point === "payment.process/intent made:after") throw new Error("The answer was lost.");
    });
    await expect(processPayment(ctx, await till.byCard(invoiceId, totalMinor), bank.gateway)).rejects.toMatchObject({
      code: "OUTCOME_UNKNOWN",
    });
    armCrashPoints(undefined);
    const later = new Date(Date.now() + 20 * 60_000);
    expect(await reconcileMoney(gatewayCtx, () => bank.gateway, later)).toEqual({ looked: 1, unanswered: 0 });
    expect(await till.balance(invoiceId)).toEqual({ due: totalMinor, paid: 0, credited: 0, pending: 0 });
    await till.pass(tenant.tenantId);
    await till.expectSameMoney(tenant.tenantId);
  });

  it("a slow bank's payment holds its part of the balance, and is settled when it says yes", async () => {
    const { tenant, ctx, invoiceId, totalMinor } = await till.customer();
    const slow = await processPayment(
      ctx,
      await till.byCard(invoiceId, totalMinor, "pm_card_pitlane_slow"),
      bank.gateway,
    );
    expect(slow.state).toBe("PENDING");
    expect(await till.balance(invoiceId)).toMatchObject({ due: totalMinor, pending: totalMinor });
    await expect(
      takePayment(ctx, { ...byHand, invoiceId, amountMinor: 1, idempotencyKey: uuidv7() }),
    ).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
    await expect(voidInvoice(ctx, { invoiceId, reason: "x", idempotencyKey: uuidv7() })).rejects.toMatchObject({
      code: "TRANSITION_REFUSED",
    });
    await expect(processPayment(ctx, await till.byCard(invoiceId, totalMinor), bank.gateway)).rejects.toMatchObject({
      code: "TRANSITION_REFUSED",
    });
    await till.pass(tenant.tenantId);
    expect(await till.balance(invoiceId)).toEqual({ due: 0, paid: totalMinor, credited: 0, pending: 0 });
    const { rows } = await admin.query("select state from payment where tenant_id = $1", [tenant.tenantId]);
    expect(rows).toEqual([{ state: "CAPTURED" }]);
    await till.expectSameMoney(tenant.tenantId);
  });

  it("a refund that the gateway fails later is the customer's again, and somebody is alerted", async () => {
    const { tenant, ctx, invoiceId, totalMinor } = await till.customer();
    const { paymentId } = await processPayment(ctx, await till.byCard(invoiceId, totalMinor), bank.gateway);
    await bank.fault("failed-refund", 1);
    await refundPayment(
      ctx,
      { paymentId, back: "SAME", invoiceId, reason: "Sorry", amountMinor: 500, idempotencyKey: uuidv7() },
      () => bank.gateway,
    ).catch(() => undefined);
    await till.pass(tenant.tenantId);
    const { rows } = await admin.query("select state from refund where tenant_id = $1", [tenant.tenantId]);
    expect(rows).toEqual([{ state: "FAILED" }]);
    expect(await till.balance(invoiceId)).toMatchObject({ due: 0, paid: totalMinor });
    const tasks = await admin.query(
      "select severity from manual_task where tenant_id = $1 and kind = 'refund-failed'",
      [tenant.tenantId],
    );
    expect(tasks.rows).toEqual([{ severity: "URGENT" }]);
  });
});

it("each night what one side has and the other has not is a task, once", async () => {
  const { tenant, ctx, invoiceId } = await till.customer();
  const range = { from: new Date(Date.now() - 3_600_000), until: new Date(Date.now() + 3_600_000) };
  const compare = async () => compareGateway(ctx, await gatewayDay(bank.gateway, range), range, bank.gateway);
  await processPayment(ctx, await till.byCard(invoiceId, 500), bank.gateway);
  expect(await compare()).toBe(0);
  // There and not here.
  const paymentId = uuidv7();
  const { id: intentId } = await bank.gateway.create({
    paymentId,
    tenantId: tenant.tenantId,
    amountMinor: 700,
    currency: "GBP",
    description: "x",
  });
  const confirmationToken = await bank.token();
  await bank.gateway.charge({ paymentId, intentId, confirmationToken, returnUrl: "http://localhost:3000/" });
  expect(await compare()).toBe(1);
  // Here and not there.
  await admin.query(
    `insert into payment (tenant_id, id, branch_id, customer_id, job_card_id, method, state, gateway, intent_id, charge_id, amount_minor, currency, created_at, received_at)
     select tenant_id, $2, branch_id, customer_id, job_card_id, 'CARD', 'CAPTURED', 'sandbox', 'pi_nowhere', 'ch_nowhere', 900, 'GBP', now(), now() from invoice where id = $1`,
    [invoiceId, uuidv7()],
  );
  expect([await compare(), await compare()]).toEqual([2, 2]);
  const { rows } = await admin.query<{ title: string }>(
    "select title from manual_task where tenant_id = $1 and kind = 'gateway-difference' order by created_at",
    [tenant.tenantId],
  );
  expect(rows.map(({ title }) => title)).toEqual([
    "£7.00 came in at the gateway and is not in the books",
    "£9.00 is in the books and did not come in at the gateway",
  ]);
});

describe("taking back", () => {
  const onHand = async (partId: string): Promise<string> =>
    (await admin.query<{ on_hand: string }>("select on_hand::text from stock_level where part_id = $1", [partId]))
      .rows[0]?.on_hand ?? "";

  it("credits lines and amounts up to what is left, and the last one takes the residual", async () => {
    const { invoiceId, totalMinor, partId } = await till.invoice();
    const lines = await admin.query<{ position: number; kind: string; total_minor: string }>(
      "select position, kind, total_minor from invoice_line where invoice_id = $1 order by position",
      [invoiceId],
    );
    const part = lines.rows.find(({ kind }) => kind === "PART");
    const before = Number(await onHand(partId));
    const one = {
      by: "lines" as const,
      lines: [{ position: part?.position ?? 0, quantity: "1", stock: "SHELF" as const }],
    };
    const first = await issueCreditNote(owner, {
      invoiceId,
      reason: "Not used",
      credit: one,
      idempotencyKey: uuidv7(),
    });
    expect(Number(await onHand(partId))).toBe(before + 1);
    const second = await issueCreditNote(owner, {
      invoiceId,
      reason: "Not used",
      credit: one,
      idempotencyKey: uuidv7(),
    });
    expect(first.totalMinor + second.totalMinor).toBe(Number(part?.total_minor));
    await expect(
      issueCreditNote(owner, { invoiceId, reason: "Again", credit: one, idempotencyKey: uuidv7() }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const left = totalMinor - Number(part?.total_minor);
    const third = await issueCreditNote(owner, {
      invoiceId,
      reason: "Goodwill",
      credit: { by: "amount", amountMinor: 333 },
      idempotencyKey: uuidv7(),
    });
    expect(third.totalMinor).toBe(333);
    expect(await till.balance(invoiceId)).toMatchObject({ due: left - 333 });
    const last = await voidInvoice(owner, { invoiceId, reason: "All of it", idempotencyKey: uuidv7() });
    expect(last.totalMinor).toBe(left - 333);
    expect(last.number).toMatch(/-CN-0000\d$/);
  });

  it("opens a completed card again: invoice reversed, parts held for it, what was paid pays the next invoice", async () => {
    const { invoiceId, totalMinor, jobCardId, partId } = await till.invoice();
    await takePayment(owner, { ...byHand, invoiceId, amountMinor: totalMinor, idempotencyKey: uuidv7() });
    const before = Number(await onHand(partId));
    const visits = async () => {
      const card = await admin.query<{ vehicle_id: string }>(`select vehicle_id from job_card where id = $1`, [
        jobCardId,
      ]);
      const ids = card.rows.map(({ vehicle_id }) => vehicle_id);
      return (await runInTenant(owner.tenantId, () => ofVehicle(readDb(owner), ids, 9))).map(
        ({ reversed }) => reversed,
      );
    };
    expect(await visits()).toEqual([null]);
    await reopenJobCard(owner, { jobCardId, reason: "A bolt was missing", idempotencyKey: uuidv7() });
    expect(Number(await onHand(partId))).toBe(before + 2);
    expect(await till.balance(invoiceId)).toEqual({ due: 0, paid: 0, credited: totalMinor, pending: 0 });
    const reversed = { at: expect.any(Date), creditNote: expect.stringMatching(/-CN-/) };
    expect(await visits()).toEqual([reversed]);
    const again = await completeJobCard(contextOf(till.tenant), { jobCardId, idempotencyKey: uuidv7() });
    expect(again.invoiceId).not.toBe(invoiceId);
    expect(await visits()).toEqual([null, reversed]);
    expect(await till.balance(again.invoiceId)).toEqual({ due: 0, paid: totalMinor, credited: 0, pending: 0 });
    await expect(
      voidInvoice(owner, { invoiceId: again.invoiceId, reason: "x", idempotencyKey: uuidv7() }),
    ).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  });
});
