import { formatMoney } from "#/domain/money.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import type { GatewayRefund, Intent, PaymentGateway } from "#/server/gateways/payments.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { type NewTask, raiseTasks } from "#/server/outbox/tasks.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as refunds from "#/server/repositories/refunds.ts";

export type Range = { readonly from: Date; readonly until: Date };

/** What the gateway has of a day, of every tenant. */
export type GatewayDay = { readonly intents: readonly Intent[]; readonly refunds: readonly GatewayRefund[] };

const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const read: Item[] = [];
  for await (const item of items) read.push(item);
  return read;
};

/** Reads it; once for all tenants. */
export const gatewayDay = async (gateway: PaymentGateway, range: Range): Promise<GatewayDay> => ({
  intents: await all(gateway.intents(range)),
  refunds: await all(gateway.refunds(range)),
});

/** What is made on one side just before the range may stand on the other just within it. */
const marginMs = 10 * 60_000;

/**
 * Holds the money at the gateway against the books, both ways: what came in there and is not here, what is here and did
 * not come in there, and what differs. Each has a task, once.
 * @returns how many differ
 */
export const compareGateway = async (
  ctx: Ctx,
  day: GatewayDay,
  range: Range,
  gateway: PaymentGateway,
): Promise<number> => {
  const db = readDb(ctx);
  const inner = {
    from: new Date(range.from.getTime() + marginMs),
    until: new Date(range.until.getTime() - marginMs),
  };
  const [booked, returned] = await runInTenant(ctx.tenantId, async () => [
    await payments.throughGateway(db, gateway.name, range),
    await refunds.throughGateway(db, gateway.name, range),
  ]);
  const tasks: NewTask[] = [];
  const differs = (key: string, title: string, detail: string) =>
    tasks.push({
      severity: "URGENT",
      kind: "gateway-difference",
      title,
      detail,
      subject: null,
      sourceKey: `gateway:${key}`,
      again: true,
    });

  const bookedOf = new Map(booked.map((payment) => [payment.id, payment]));
  for (const intent of day.intents.filter(
    ({ tenantId, state }) => tenantId === ctx.tenantId && state === "SUCCEEDED",
  )) {
    const payment = intent.paymentId === null ? undefined : bookedOf.get(intent.paymentId);
    const money = formatMoney(intent.amountMinor, intent.currency, "en-GB");
    if (payment === undefined && intent.createdAt >= inner.from && intent.createdAt < inner.until)
      differs(
        intent.id,
        `${money} came in at the gateway and is not in the books`,
        `Charge ${intent.chargeId ?? intent.id}. Record it by hand on its invoice, or give it back at the gateway.`,
      );
    else if (payment !== undefined && payment.state === "FAILED")
      differs(
        intent.id,
        `${money} came in at the gateway for a payment that failed here`,
        `Charge ${intent.chargeId ?? intent.id}. Give it back at the gateway, or record it by hand.`,
      );
    else if (payment !== undefined && payment.amountMinor !== intent.amountMinor)
      differs(
        intent.id,
        `${money} came in at the gateway, ${formatMoney(payment.amountMinor, payment.currency, "en-GB")} is in the books`,
        `Charge ${intent.chargeId ?? intent.id}.`,
      );
  }

  const charged = new Set(day.intents.filter(({ state }) => state === "SUCCEEDED").map(({ id }) => id));
  for (const payment of booked.filter(
    ({ state, createdAt }) => state === "CAPTURED" && createdAt >= inner.from && createdAt < inner.until,
  ))
    if (payment.intentId === null || !charged.has(payment.intentId))
      differs(
        payment.id,
        `${formatMoney(payment.amountMinor, payment.currency, "en-GB")} is in the books and did not come in at the gateway`,
        `Payment ${payment.id}, ${payment.intentId ?? "without a charge"}.`,
      );

  const there = new Map(day.refunds.flatMap((refund) => (refund.refundId === null ? [] : [[refund.refundId, refund]])));
  for (const refund of returned.filter(({ createdAt }) => createdAt >= inner.from && createdAt < inner.until)) {
    const at = there.get(refund.id);
    const money = formatMoney(refund.amountMinor, refund.currency, "en-GB");
    if (
      refund.state === "SUCCEEDED" &&
      (at === undefined || at.amountMinor !== refund.amountMinor || at.state === "FAILED")
    )
      differs(
        refund.id,
        `A refund of ${money} is in the books and not at the gateway`,
        `Refund ${refund.id}. Look at the payment there, and give the money back another way.`,
      );
    if (refund.state === "FAILED" && at?.state === "SUCCEEDED")
      differs(refund.id, `A refund of ${money} went out at the gateway and failed here`, `Refund ${at.id}.`);
  }
  if (tasks.length > 0) await executeInTransaction(ctx, "payment.compare", (tx) => raiseTasks(tx, tasks));
  return tasks.length;
};
