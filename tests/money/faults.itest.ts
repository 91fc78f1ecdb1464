import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import type { Ctx } from "#/server/db/context.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { isDisconnect } from "#/server/db/failures.ts";
import type { FaultMode } from "#/server/gateways/sandbox/faults.ts";
import { issueCreditNote } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { processPayment } from "#/server/orchestrators/payments/process-payment.ts";
import { refundPayment } from "#/server/orchestrators/payments/refund-payment.ts";
import { nightly } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";
import { openHook } from "./hooks.ts";
import { openTill } from "./stage.ts";

const admin = adminPool();
const till = await openTill(admin);
const { bank } = till;
const hook = await openHook(bank.gateway);
afterEach(() => armCrashPoints(undefined));
afterAll(async () => {
  await hook.close();
  await bank.close();
  await closeDatabase();
  await admin.end();
});

/** A story of money: what a person does, ready to be begun and begun again with the same key. */
type Story = (ctx: Ctx, tenantId: string) => Promise<() => Promise<unknown>>;

const paying: Story = async (ctx, tenantId) => {
  const { invoiceId, totalMinor } = await till.invoice(await tenantOf(tenantId));
  const input = await till.byCard(invoiceId, totalMinor);
  return () => processPayment(ctx, input, bank.gateway);
};
const refunding: Story = async (ctx, tenantId) => {
  const { invoiceId, totalMinor } = await till.invoice(await tenantOf(tenantId));
  const paid = await processPayment(ctx, await till.byCard(invoiceId, totalMinor), bank.gateway);
  const input = {
    paymentId: paid.paymentId,
    back: "SAME" as const,
    invoiceId,
    reason: "Sorry",
    amountMinor: 500,
    idempotencyKey: uuidv7(),
  };
  return () => refundPayment(ctx, input, () => bank.gateway);
};
const stories = { paying, refunding };

const tenants = new Map<string, Awaited<ReturnType<typeof till.customer>>["tenant"]>();
const tenantOf = async (tenantId: string) => {
  const tenant = tenants.get(tenantId);
  if (!tenant) throw new Error("There is no such tenant.");
  return tenant;
};

const attempt = (begin: () => Promise<unknown>): Promise<unknown> =>
  begin().catch((error: unknown) => {
    // A session that ended: what asks over HTTP hears that the database was away.
    if (!(error instanceof ServiceException) && !isDisconnect(error)) throw error;
    return error;
  });

/** Every point that a story passes when nothing goes wrong. */
const pointsOf = async (story: Story): Promise<string[]> => {
  const { tenant, ctx } = await till.customer();
  tenants.set(tenant.tenantId, tenant);
  const begin = await story(ctx, tenant.tenantId);
  const points = new Set<string>();
  armCrashPoints(async (point) => void points.add(point));
  await begin();
  armCrashPoints(undefined);
  return [...points];
};
const points = { paying: await pointsOf(paying), refunding: await pointsOf(refunding) };

const modes: readonly FaultMode[] = [
  "ok",
  "fail-before",
  "fail-after",
  "hang",
  "reset",
  "doubled-webhook",
  "early-webhook",
  "out-of-order-webhooks",
  "decline",
];

const waits = "the webhook, the sweep and the reconciler come first";
const faults = {
  "an error is thrown": async (point: string) => {
    throw new Error(`Broken at ${point}.`);
  },
  [waits]: async (_: string, tenantId: string) => {
    await till.turn(tenantId);
  },
  "every session ends": async () => {
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pitlane' and datname = current_database() and pid <> pg_backend_pid()",
    );
  },
} as const;

it("has its points before and after each step, commit and call", () => {
  for (const step of ["payment opened", "intent made", "intent noted", "card charged", "payment settled"])
    for (const side of ["before", "after"]) expect(points.paying).toContain(`payment.process/${step}:${side}`);
  for (const step of ["refund opened", "money given back"])
    for (const side of ["before", "after"]) expect(points.refunding).toContain(`payment.refund/${step}:${side}`);
});

describe.each(modes)("the gateway: %s", (mode) => {
  beforeAll(() => bank.sandbox.setWebhookUrl(mode.endsWith("webhook") || mode.endsWith("webhooks") ? hook.url : null));

  it.each(Object.entries(faults))(
    "%s at any point, and the money at the gateway is the money in the books",
    { timeout: 600_000 },
    async (fault, strike) => {
      // Whoever comes first waits for the locks of whoever stands: by day a third of the points, another third in each mode.
      const some =
        nightly || fault !== waits ? () => true : (_: string, at: number) => at % 3 === modes.indexOf(mode) % 3;
      const { tenant, ctx } = await till.customer();
      tenants.set(tenant.tenantId, tenant);
      for (const [name, story] of Object.entries(stories)) {
        for (const point of (name === "paying" ? points.paying : points.refunding).filter(some)) {
          const begin = await story(ctx, tenant.tenantId);
          let struck = false;
          armCrashPoints(async (passed) => {
            if (passed !== point || struck) return;
            struck = true;
            await strike(point, tenant.tenantId);
          });
          await bank.fault(mode, mode === "ok" ? undefined : 1);
          await attempt(begin);
          // The person tries again, with the same key.
          await attempt(begin);
          armCrashPoints(undefined);
          await bank.fault("ok");
          await till.pass(tenant.tenantId);
        }
      }
      await till.expectSameMoney(tenant.tenantId);
      const { payments } = await moneyOf(tenant.tenantId);
      expect(payments.filter(({ charges }) => charges > 1)).toEqual([]);
    },
  );
});

/** How often each payment was charged there, by the sandbox's own count. */
const moneyOf = async (tenantId: string) => {
  const effects = await bank.effects();
  const { rows } = await admin.query<{ id: string; intent: string }>(
    "select id, intent_id as intent from payment where tenant_id = $1 and intent_id is not null",
    [tenantId],
  );
  return {
    payments: rows.map(({ id, intent }) => ({
      id,
      charges: effects.intents.find((each) => each.id === intent)?.charges ?? 0,
    })),
  };
};

it("money that comes for an invoice that was taken back meanwhile goes back by itself", async () => {
  const { tenant, ctx, invoiceId, totalMinor } = await till.customer();
  let credited = false;
  const gateway = {
    ...bank.gateway,
    charge: async (asked: Parameters<typeof bank.gateway.charge>[0]) => {
      const charged = await bank.gateway.charge(asked);
      // The door refuses that while somebody pays, so what is held is let go of for a moment.
      const hold = (minor: number) =>
        admin.query("update invoice_balance set pending_minor = $2 where invoice_id = $1", [invoiceId, minor]);
      await hold(0);
      await issueCreditNote(ctx, {
        invoiceId,
        reason: "Taken back",
        credit: { by: "amount", amountMinor: totalMinor },
        idempotencyKey: uuidv7(),
      });
      await hold(totalMinor);
      credited = true;
      return charged;
    },
  };
  const input = await till.byCard(invoiceId, totalMinor);
  await expect(processPayment(ctx, input, gateway)).rejects.toMatchObject({ code: "TRANSITION_REFUSED" });
  expect(credited).toBe(true);
  const { rows } = await admin.query(
    "select p.state, p.allocated_minor::int as paid, r.state as back from payment p join refund r on r.payment_id = p.id where p.tenant_id = $1",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ state: "CAPTURED", paid: 0, back: "SUCCEEDED" }]);
  await till.expectSameMoney(tenant.tenantId);
});

/** By day a third of the points with a gateway that answers, and one point with each that does not. */
const fatal = [...points.paying, ...points.refunding].map((point, at) => ({ point, at }));
const killedIn = (mode: FaultMode) =>
  fatal
    .filter(
      ({ at }) =>
        nightly ||
        (mode === "ok" ? at % 3 === 0 : at === Math.floor((modes.indexOf(mode) * fatal.length) / modes.length)),
    )
    .map(({ point }) => point);

describe.each(modes)("the process is killed, the gateway: %s", (mode) => {
  beforeAll(() => bank.sandbox.setWebhookUrl(mode.includes("webhook") ? hook.url : null));

  it.each(killedIn(mode))("at %s, and the person tries again", { timeout: 60_000 }, async (at) => {
    const { tenant, invoiceId, totalMinor, ctx } = await till.customer();
    const paid = points.paying.includes(at)
      ? null
      : await processPayment(ctx, await till.byCard(invoiceId, totalMinor), bank.gateway);
    const { userId, memberId } = tenant.members.owner;
    const input = {
      invoiceId,
      paymentId: paid?.paymentId ?? null,
      amountMinor: paid === null ? totalMinor : 400,
      confirmationToken: await bank.token(),
      idempotencyKey: uuidv7(),
    };
    const job = { tenantId: tenant.tenantId, userId, memberId, url: bank.sandbox.url, fatal: at, input };
    await bank.fault(mode, mode === "ok" ? undefined : 1);
    const end = await promisify(execFile)(
      process.execPath,
      [path.join(import.meta.dirname, "child.ts"), JSON.stringify(job)],
      { env: process.env },
    ).then(
      () => "by itself",
      (error: unknown) => (error instanceof Error && "signal" in error ? error.signal : error),
    );
    // What a fault of the gateway keeps a payment from, it does not come to.
    expect(mode === "ok" ? ["SIGKILL"] : ["SIGKILL", "by itself"]).toContain(end);
    const { paymentId, ...asked } = input;
    await attempt(() =>
      paymentId === null
        ? processPayment(ctx, { ...asked, deposit: null, returnUrl: "http://localhost:3000/" }, bank.gateway)
        : refundPayment(
            ctx,
            {
              paymentId,
              back: "SAME",
              invoiceId,
              reason: "Sorry",
              amountMinor: 400,
              idempotencyKey: input.idempotencyKey,
            },
            () => bank.gateway,
          ),
    );
    await bank.fault("ok");
    await till.pass(tenant.tenantId);
    await till.expectSameMoney(tenant.tenantId);
    const { payments } = await moneyOf(tenant.tenantId);
    expect(payments.filter(({ charges }) => charges > 1)).toEqual([]);
  });
});
