import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Call, FaultMode } from "#/server/gateways/sandbox/faults.ts";
import { createSandbox } from "#/server/gateways/stripe.ts";
import { keys, type OpenSandbox, openSandbox } from "./sandbox.ts";

// The machine may be crowded, and some of these calls are never answered.
vi.setConfig({ testTimeout: 60_000 });

const tenantId = uuidv7();
const returnUrl = "http://localhost:3000/pay/token";
let it: OpenSandbox;
beforeAll(async () => {
  it = await openSandbox();
});
afterAll(() => it.close());
afterEach(() => it.fault("ok"));

const open = async (amountMinor = 12_345) => {
  const paymentId = uuidv7();
  const intent = await it.gateway.create({
    paymentId,
    tenantId,
    amountMinor,
    currency: "GBP",
    description: "Invoice 7",
  });
  return { paymentId, intentId: intent.id };
};
const chargeWith = async (of: { paymentId: string; intentId: string }, method?: string, gateway = it.gateway) =>
  gateway.charge({ ...of, confirmationToken: await it.token(method), returnUrl });

/** The same adapter, which soon gives up: for calls that are never answered. */
const impatient = () => createSandbox({ ...keys, url: it.sandbox.url, timeoutMs: 1000 });
const gatewayFor = (mode: FaultMode) => (mode === "hang" ? impatient() : it.gateway);

const failureOf = async (work: Promise<unknown>): Promise<Error> => {
  const error: unknown = await work.then(
    (result) => `no failure but ${JSON.stringify(result)}`,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error(String(error));
  expect(error.message).toMatch(/^[A-Z].*[^.]\.$/);
  for (const secret of Object.values(keys)) expect(inspect(error, { depth: 9 })).not.toContain(secret);
  return error;
};
const isDefinite = (error: Error): boolean => error instanceof ServiceException && error.code === "REFUSED_OUTSIDE";
const effectOf = async (intentId: string) => {
  const found = (await it.effects()).intents.find(({ id }) => id === intentId);
  if (found === undefined) throw new Error(`The sandbox has no ${intentId}.`);
  return found;
};

describe("a charge", () => {
  test("takes the money once, and a repeat of the call gives the same answer", async () => {
    const of = await open();
    const input = { ...of, confirmationToken: await it.token(), returnUrl };
    const first = await it.gateway.charge(input);
    expect(first).toMatchObject({
      state: "SUCCEEDED",
      amountMinor: 12_345,
      currency: "GBP",
      refundedMinor: 0,
      tenantId,
    });
    expect(await it.gateway.charge(input)).toEqual(first);
    expect(await it.gateway.find(of.intentId)).toEqual(first);
    expect(await effectOf(of.intentId)).toMatchObject({ charges: 1, chargedMinor: 12_345, paymentId: of.paymentId });
  });

  type Case = { mode: FaultMode; definite: boolean; charges: number; found: string };
  // What is thrown, what really happened, and what asking finds.
  test.each<Case>([
    { mode: "decline", definite: true, charges: 0, found: "NEEDS_METHOD" },
    { mode: "fail-before", definite: false, charges: 0, found: "NEEDS_METHOD" },
    { mode: "fail-after", definite: false, charges: 1, found: "SUCCEEDED" },
    { mode: "hang", definite: false, charges: 0, found: "NEEDS_METHOD" },
    { mode: "reset", definite: false, charges: 1, found: "SUCCEEDED" },
  ])(
    "$mode: definite $definite, $charges charges, and asking finds $found",
    async ({ mode, definite, charges, found }) => {
      const of = await open();
      await it.fault(mode, 1);
      const failure = await failureOf(chargeWith(of, undefined, gatewayFor(mode)));
      expect(isDefinite(failure)).toBe(definite);
      expect(await it.gateway.find(of.intentId)).toMatchObject({ state: found });
      expect(await effectOf(of.intentId)).toMatchObject({ charges, chargedMinor: charges * 12_345 });
    },
  );

  test.each<FaultMode>(["doubled-webhook", "early-webhook", "out-of-order-webhooks", "failed-refund"])(
    "%s leaves the answer as it is",
    async (mode) => {
      const of = await open();
      await it.fault(mode, 1);
      expect(await chargeWith(of)).toMatchObject({ state: "SUCCEEDED" });
      expect(await effectOf(of.intentId)).toMatchObject({ charges: 1 });
    },
  );

  test.each<FaultMode>(["fail-after", "reset", "hang"])(
    "after %s the same call under the same key never takes the money twice",
    async (mode) => {
      const of = await open();
      const input = { ...of, confirmationToken: await it.token(), returnUrl };
      await it.fault(mode, 1);
      await failureOf(gatewayFor(mode).charge(input));
      const again = await it.gateway.charge(input).catch((error: Error) => error);
      // A 500 is kept like any first answer; then asking is what tells.
      if (mode === "fail-after")
        expect(isDefinite(again instanceof Error ? again : new Error("no failure"))).toBe(false);
      else expect(again).toMatchObject({ state: "SUCCEEDED" });
      expect(await it.gateway.find(of.intentId)).toMatchObject({ state: "SUCCEEDED" });
      expect(await effectOf(of.intentId)).toMatchObject({ charges: 1 });
    },
  );

  test("fifty at once under one key are one charge", async () => {
    const of = await open();
    const input = { ...of, confirmationToken: await it.token(), returnUrl };
    await Promise.allSettled(Array.from({ length: 50 }, () => it.gateway.charge(input)));
    expect(await it.gateway.find(of.intentId)).toMatchObject({ state: "SUCCEEDED" });
    expect(await effectOf(of.intentId)).toMatchObject({ charges: 1 });
  });

  test("another card under the same key is refused, and is no word on the first", async () => {
    const of = await open();
    await chargeWith(of);
    const failure = await failureOf(chargeWith(of));
    expect(failure).toMatchObject({ code: "KEY_REUSED" });
    expect(isDefinite(failure)).toBe(false);
    expect(await effectOf(of.intentId)).toMatchObject({ charges: 1 });
  });

  test("another amount under the same payment is refused", async () => {
    const paymentId = uuidv7();
    const payment = { paymentId, tenantId, amountMinor: 100, currency: "GBP", description: "Invoice 8" };
    const intent = await it.gateway.create(payment);
    expect(await it.gateway.create(payment)).toEqual(intent);
    expect(await failureOf(it.gateway.create({ ...payment, amountMinor: 101 }))).toMatchObject({ code: "KEY_REUSED" });
  });

  test.each([
    ["pm_card_visa_chargeDeclined", "generic_decline", /declined/],
    ["pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds", /not enough money/],
  ])("%s is a definite no, in words", async (method, declineCode, sentence) => {
    const of = await open();
    const failure = await failureOf(chargeWith(of, method));
    expect(failure).toMatchObject({ code: "REFUSED_OUTSIDE", details: { declineCode } });
    expect(failure.message).toMatch(sentence);
    expect(await it.gateway.find(of.intentId)).toMatchObject({
      state: "NEEDS_METHOD",
      chargeId: null,
      declined: { code: declineCode },
    });
    expect(await it.gateway.cancel(of)).toMatchObject({ state: "CANCELLED" });
  });

  test("a card that needs time is under way, and then pays", async () => {
    const of = await open();
    expect(await chargeWith(of, "pm_card_pitlane_slow")).toMatchObject({ state: "PROCESSING", chargeId: null });
    const failure = await failureOf(it.gateway.cancel(of));
    expect(isDefinite(failure)).toBe(false);
    await it.settle();
    expect(await it.gateway.find(of.intentId)).toMatchObject({ state: "SUCCEEDED" });
  });

  test("a card that never answers has no effect, and the next try is not in its way", async () => {
    const of = await open();
    expect(isDefinite(await failureOf(chargeWith(of, "pm_card_pitlane_silent", impatient())))).toBe(false);
    expect(await effectOf(of.intentId)).toMatchObject({ charges: 0, status: "requires_payment_method" });
    expect(await it.gateway.cancel(of)).toMatchObject({ state: "CANCELLED" });
  });

  test("a bank that asks has a page, and its yes and its no are the payment's", async () => {
    for (const [answer, state, status] of [
      ["yes", "SUCCEEDED", "succeeded"],
      ["no", "NEEDS_METHOD", "failed"],
    ]) {
      const of = await open();
      const asked = await chargeWith(of, "pm_card_authenticationRequired");
      expect(asked).toMatchObject({ state: "NEEDS_ACTION", actionUrl: expect.stringContaining(it.sandbox.url) });
      const address = asked.actionUrl ?? "";
      expect(await (await fetch(address)).text()).toContain("£123.45");
      const body = new URLSearchParams({ answer: answer ?? "" });
      const forged = await fetch(address, { method: "POST", body, headers: { origin: "https://evil.example" } });
      expect(forged.status).toBe(403);
      const back = await fetch(address, {
        method: "POST",
        body,
        headers: { origin: it.sandbox.url },
        redirect: "manual",
      });
      expect(back.headers.get("location")).toMatch(
        new RegExp(`^${returnUrl}\\?payment_intent=.*redirect_status=${status}$`),
      );
      expect(await it.gateway.find(of.intentId)).toMatchObject({ state });
    }
  });
});

describe("cancelling", () => {
  test("loses against money that was taken", async () => {
    const of = await open();
    await chargeWith(of);
    expect(await it.gateway.cancel(of)).toMatchObject({ state: "SUCCEEDED" });
    expect(await effectOf(of.intentId)).toMatchObject({ charges: 1, status: "succeeded" });
  });

  test("holds against a charge that comes later, and may be done twice", async () => {
    const of = await open();
    expect(await it.gateway.cancel(of)).toMatchObject({ state: "CANCELLED" });
    expect(await it.gateway.cancel(of)).toMatchObject({ state: "CANCELLED" });
    expect(isDefinite(await failureOf(chargeWith(of)))).toBe(true);
    expect(await effectOf(of.intentId)).toMatchObject({ charges: 0 });
  });

  test("after a refusal because of a payment under way it can be asked for again", async () => {
    const of = await open();
    await chargeWith(of, "pm_card_pitlane_slow");
    await failureOf(it.gateway.cancel(of));
    await it.settle();
    expect(await it.gateway.cancel(of)).toMatchObject({ state: "SUCCEEDED" });
  });
});

const lost: readonly FaultMode[] = ["fail-before", "fail-after", "hang", "reset"];
const others: readonly Call[] = ["create", "cancel", "capture"];

test.each(others.flatMap((call) => lost.map((mode) => ({ call, mode }))))(
  "$call that meets $mode is unknown, and asking and repeating bring it to its end",
  async ({ call, mode }) => {
    const payment = { paymentId: uuidv7(), tenantId, amountMinor: 300, currency: "GBP", description: "Invoice 9" };
    const using = gatewayFor(mode);
    if (call === "create") {
      await it.fault(mode, 1, ["create"]);
      expect(isDefinite(await failureOf(using.create(payment)))).toBe(false);
      const repeated = await it.gateway.create(payment).catch((error: Error) => error);
      // A 500 that is kept has used the key up; no money can move, as nobody has the intent.
      if (mode.startsWith("fail")) expect(repeated).toBeInstanceOf(Error);
      else expect(repeated).toMatchObject({ state: "NEEDS_METHOD", paymentId: payment.paymentId });
      return;
    }
    const of = { paymentId: payment.paymentId, intentId: (await it.gateway.create(payment)).id };
    const end = call === "cancel" ? "CANCELLED" : "SUCCEEDED";
    if (call === "capture") await chargeWith(of);
    await it.fault(mode, 1, [call]);
    const failure = await failureOf(call === "cancel" ? using.cancel(of) : using.capture(of));
    expect(isDefinite(failure)).toBe(false);
    expect(await (call === "cancel" ? it.gateway.cancel(of) : it.gateway.capture(of))).toMatchObject({ state: end });
    expect(await effectOf(of.intentId)).toMatchObject({ charges: call === "cancel" ? 0 : 1 });
  },
);

test("money that is only reserved is under way; capturing takes it, once", async () => {
  const response = await it.call("/v1/payment_intents", {
    method: "POST",
    body: new URLSearchParams({ amount: "500", currency: "gbp", capture_method: "manual" }),
  });
  const { id: intentId }: { id: string } = await response.json();
  const of = { paymentId: uuidv7(), intentId };
  expect(await failureOf(it.gateway.capture(of))).toMatchObject({ code: "REFUSED_OUTSIDE" });
  expect(await chargeWith(of)).toMatchObject({ state: "PROCESSING" });
  expect(await effectOf(intentId)).toMatchObject({ charges: 0 });
  expect(await it.gateway.capture(of)).toMatchObject({ state: "SUCCEEDED" });
  expect(await it.gateway.capture(of)).toMatchObject({ state: "SUCCEEDED" });
  expect(await effectOf(intentId)).toMatchObject({ charges: 1, chargedMinor: 500 });
});

describe("a refund", () => {
  const paid = async () => {
    const of = await open(1000);
    await chargeWith(of);
    return of;
  };
  const refundOf = (intentId: string, amountMinor: number, refundId = uuidv7()) => ({
    refundId,
    tenantId,
    intentId,
    amountMinor,
  });

  test("gives part back, then the rest, and never more", async () => {
    const { intentId } = await paid();
    const first = refundOf(intentId, 400);
    const made = await it.gateway.refund(first);
    expect(made).toMatchObject({
      state: "SUCCEEDED",
      amountMinor: 400,
      currency: "GBP",
      intentId,
      refundId: first.refundId,
    });
    expect(await it.gateway.refund(first)).toEqual(made);
    expect(await it.gateway.findRefund(made.id)).toEqual(made);
    expect(isDefinite(await failureOf(it.gateway.refund(refundOf(intentId, 601))))).toBe(true);
    await it.gateway.refund(refundOf(intentId, 600));
    expect(isDefinite(await failureOf(it.gateway.refund(refundOf(intentId, 1))))).toBe(true);
    expect(await it.gateway.find(intentId)).toMatchObject({ refundedMinor: 1000 });
    expect(await effectOf(intentId)).toMatchObject({ refunds: 2, refundedMinor: 1000 });
  });

  test("of a payment that took nothing is refused", async () => {
    const of = await open();
    expect(isDefinite(await failureOf(it.gateway.refund(refundOf(of.intentId, 1))))).toBe(true);
  });

  test("under a key that was used for another amount is refused", async () => {
    const { intentId } = await paid();
    const first = refundOf(intentId, 100);
    await it.gateway.refund(first);
    expect(await failureOf(it.gateway.refund({ ...first, amountMinor: 200 }))).toMatchObject({ code: "KEY_REUSED" });
    expect(await effectOf(intentId)).toMatchObject({ refunds: 1, refundedMinor: 100 });
  });

  test.each<{ mode: FaultMode; definite: boolean; refunds: number }>([
    { mode: "decline", definite: true, refunds: 0 },
    { mode: "fail-before", definite: false, refunds: 0 },
    { mode: "fail-after", definite: false, refunds: 1 },
    { mode: "hang", definite: false, refunds: 0 },
    { mode: "reset", definite: false, refunds: 1 },
  ])("$mode: definite $definite, $refunds refunds, found by our id", async ({ mode, definite, refunds }) => {
    const { intentId } = await paid();
    const input = refundOf(intentId, 250);
    await it.fault(mode, 1);
    expect(isDefinite(await failureOf(gatewayFor(mode).refund(input)))).toBe(definite);
    const found = await it.gateway.findRefundFor(input);
    expect(found === null ? null : found.refundId).toBe(refunds === 0 ? null : input.refundId);
    expect(await effectOf(intentId)).toMatchObject({ refunds, refundedMinor: refunds * 250 });
  });

  test("that fails later is pending, then failed with a reason, and the money is there again", async () => {
    const { intentId } = await paid();
    await it.fault("failed-refund", 1);
    const pending = await it.gateway.refund(refundOf(intentId, 1000));
    expect(pending.state).toBe("PENDING");
    expect(isDefinite(await failureOf(it.gateway.refund(refundOf(intentId, 1))))).toBe(true);
    await it.settle();
    expect(await it.gateway.findRefund(pending.id)).toMatchObject({
      state: "FAILED",
      failure: expect.stringMatching(/bank did not take the money back/),
    });
    expect(await it.gateway.find(intentId)).toMatchObject({ refundedMinor: 0 });
  });
});

test("what is not there is null, and a login that is refused is no answer", async () => {
  expect(await it.gateway.find("pi_nothing")).toBeNull();
  expect(await it.gateway.findRefund("re_nothing")).toBeNull();
  const stranger = createSandbox({ ...keys, url: it.sandbox.url, secretKey: "sk_of_somebody_else" });
  const failure = await failureOf(stranger.find("pi_nothing"));
  expect(isDefinite(failure)).toBe(false);
  expect(inspect(failure, { depth: 9 })).not.toContain("sk_of_somebody_else");
});
