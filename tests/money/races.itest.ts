import { afterAll, expect, it } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { processPayment } from "#/server/orchestrators/payments/process-payment.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";
import { openTill } from "./stage.ts";

const admin = adminPool();
const till = await openTill(admin);
const { bank } = till;
afterAll(async () => {
  await bank.close();
  await closeDatabase();
  await admin.end();
});

const [many, abreast] = rounds([50, 20], [200, 100]);
const byHand = { method: "CASH", tenderedMinor: null, reference: "" } as const;
const refusals = (results: readonly PromiseSettledResult<unknown>[]): string[] =>
  results.flatMap((result) => {
    if (result.status === "fulfilled") return [];
    if (result.reason instanceof ServiceException) return [result.reason.code];
    throw result.reason;
  });

it(`${many} × ${abreast} payments at once under one key are one charge`, { timeout: 900_000 }, async () => {
  const { tenant, ctx } = await till.customer();
  for (let round = 0; round < many; round += 1) {
    const { invoiceId, totalMinor } = await till.invoice(tenant);
    const confirmationToken = await bank.token();
    const asked = {
      invoiceId,
      deposit: null,
      amountMinor: totalMinor,
      confirmationToken,
      returnUrl: "http://localhost:3000/",
      idempotencyKey: uuidv7(),
    };
    const results = await Promise.allSettled(
      Array.from({ length: abreast }, () => processPayment(ctx, asked, bank.gateway)),
    );
    expect(refusals(results).filter((code) => code !== "IN_PROGRESS" && code !== "BUSY")).toEqual([]);
    await till.pass(tenant.tenantId);
    expect(await till.balance(invoiceId)).toEqual({ due: 0, paid: totalMinor, credited: 0, pending: 0 });
  }
  const { rows } = await admin.query("select 1 from payment where tenant_id = $1", [tenant.tenantId]);
  expect(rows).toHaveLength(many);
  expect(
    (await bank.effects()).intents.filter(({ tenantId, charges }) => tenantId === tenant.tenantId && charges === 1),
  ).toHaveLength(many);
  await till.expectSameMoney(tenant.tenantId);
});

it(`${many} × ${abreast} tills at once, by hand and by card, never take more than is owed`, {
  timeout: 900_000,
}, async () => {
  const { tenant, ctx } = await till.customer();
  for (let round = 0; round < many; round += 1) {
    const { invoiceId, totalMinor } = await till.invoice(tenant);
    const tokens = await Promise.all(Array.from({ length: 4 }, () => bank.token()));
    const amountMinor = Math.ceil(totalMinor / 3);
    const results = await Promise.allSettled(
      Array.from({ length: abreast }, (_, index) => {
        const token = tokens[index];
        return token === undefined
          ? takePayment(ctx, { ...byHand, invoiceId, amountMinor, idempotencyKey: uuidv7() })
          : processPayment(
              ctx,
              {
                invoiceId,
                deposit: null,
                amountMinor,
                confirmationToken: token,
                returnUrl: "http://localhost:3000/",
                idempotencyKey: uuidv7(),
              },
              bank.gateway,
            );
      }),
    );
    const taken = results.filter(({ status }) => status === "fulfilled").length;
    const foreseen = ["INVALID_INPUT", "TRANSITION_REFUSED", "BUSY", "DUPLICATE", "OUTCOME_UNKNOWN"];
    expect(refusals(results).filter((code) => !foreseen.includes(code))).toEqual([]);
    await till.pass(tenant.tenantId);
    const after = await till.balance(invoiceId);
    expect(after?.paid).toBeLessThanOrEqual(totalMinor);
    expect(taken).toBeLessThanOrEqual(3);
    expect(taken).toBeGreaterThan(0);
  }
  await till.expectSameMoney(tenant.tenantId);
});

it("two refunds of one payment at once never give back more than came in", { timeout: 300_000 }, async () => {
  const { tenant, ctx } = await till.customer();
  for (let round = 0; round < rounds(10, 100); round += 1) {
    const { invoiceId, totalMinor } = await till.invoice(tenant);
    const { paymentId } = await processPayment(ctx, await till.byCard(invoiceId, totalMinor), bank.gateway);
    const amountMinor = Math.ceil(totalMinor * 0.6);
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        refundPayment(
          ctx,
          { paymentId, invoiceId, back: "SAME", reason: "Sorry", amountMinor, idempotencyKey: uuidv7() },
          () => bank.gateway,
        ),
      ),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await till.pass(tenant.tenantId);
  }
  await till.expectSameMoney(tenant.tenantId);
});
