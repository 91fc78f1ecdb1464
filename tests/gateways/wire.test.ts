import { createServer, type IncomingHttpHeaders } from "node:http";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { type Form, readForm } from "#/server/gateways/sandbox/form.ts";
import { createStripe } from "#/server/gateways/stripe.ts";
import { keys, type OpenSandbox, openSandbox } from "./sandbox.ts";
import { descriptionVersion, misfits } from "./stripe-description.ts";
import { answerProblems, errorProblems, publishedCalls, publishedVersion, requestProblems } from "./stripe-openapi.ts";

vi.setConfig({ testTimeout: 60_000 });

type Exchange = {
  readonly call: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: Form;
  readonly status: number;
  readonly answer: unknown;
};

let sandbox: OpenSandbox;
let apiBase = "";
let closeRecorder: () => void = () => undefined;
const exchanges: Exchange[] = [];

/** Stands between adapter and sandbox, and writes down what passes. */
beforeAll(async () => {
  sandbox = await openSandbox();
  const recorder = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const headers = new Headers();
    for (const name of ["authorization", "content-type", "idempotency-key", "stripe-version"]) {
      const value = request.headers[name];
      if (typeof value === "string") headers.set(name, value);
    }
    const url = new URL(request.url ?? "", sandbox.sandbox.url);
    const method = request.method ?? "";
    const passed = await fetch(url, { method, headers, ...(method === "POST" ? { body: text } : {}) });
    const body = await passed.text();
    exchanges.push({
      call: `${method} ${url.pathname.replace(/\/(pi|re|ctoken|evt)_[^/]+/, "/:id")}`,
      headers: request.headers,
      form: readForm(method === "POST" ? text : url.search),
      status: passed.status,
      answer: JSON.parse(body),
    });
    // By this the SDK counts what it would tell of the call before.
    const requestId = passed.headers.get("request-id") ?? "";
    response.writeHead(passed.status, { "content-type": "application/json", "request-id": requestId }).end(body);
  });
  await new Promise<void>((resolve) => recorder.listen(0, "127.0.0.1", resolve));
  const address = recorder.address();
  apiBase = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
  closeRecorder = () => void recorder.close().closeAllConnections();
});
afterAll(async () => {
  closeRecorder();
  await sandbox.close();
});

/** What each call takes and gives, by the names of Stripe's description; the type in a list stands in brackets. */
const described: Readonly<Record<string, readonly [resource: string, takes: string, gives: string]>> = {
  "POST /v1/payment_intents": ["PaymentIntents", "PaymentIntentCreateParams", "PaymentIntent"],
  "GET /v1/payment_intents": ["PaymentIntents", "PaymentIntentListParams", "[PaymentIntent]"],
  "GET /v1/payment_intents/:id": ["PaymentIntents", "PaymentIntentRetrieveParams", "PaymentIntent"],
  "POST /v1/payment_intents/:id/confirm": ["PaymentIntents", "PaymentIntentConfirmParams", "PaymentIntent"],
  "POST /v1/payment_intents/:id/cancel": ["PaymentIntents", "PaymentIntentCancelParams", "PaymentIntent"],
  "POST /v1/payment_intents/:id/capture": ["PaymentIntents", "PaymentIntentCaptureParams", "PaymentIntent"],
  "POST /v1/refunds": ["Refunds", "RefundCreateParams", "Refund"],
  "GET /v1/refunds": ["Refunds", "RefundListParams", "[Refund]"],
  "GET /v1/refunds/:id": ["Refunds", "RefundRetrieveParams", "Refund"],
};

/** Every verb of the port, and each state that an answer can be in. */
const useEverything = async () => {
  const gateway = createStripe({ ...keys, apiBase });
  const tenantId = uuidv7();
  const pay = async (method: string) => {
    const paymentId = uuidv7();
    const payment = { paymentId, tenantId, amountMinor: 4200, currency: "GBP", description: "Invoice NM-7 & 50 % off" };
    const of = { paymentId, intentId: (await gateway.create(payment)).id };
    const charge = {
      ...of,
      confirmationToken: await sandbox.token(method),
      returnUrl: "https://garage.example/pay/t?a=b",
    };
    await Promise.allSettled([await gateway.charge(charge).catch(() => null)]);
    return of;
  };
  const paid = await pay("pm_card_visa");
  const declined = await pay("pm_card_visa_chargeDeclined");
  await pay("pm_card_pitlane_slow");
  await pay("pm_card_authenticationRequired");
  await gateway.cancel(declined);
  await gateway.cancel(paid);
  await gateway.capture(paid);
  const refund = { refundId: uuidv7(), tenantId, intentId: paid.intentId, amountMinor: 200 };
  const { id } = await gateway.refund(refund);
  await gateway.findRefund(id);
  await gateway.findRefundFor(refund);
  await gateway.find(paid.intentId);
  await gateway.find("pi_nothing");
  const range = { from: new Date(0), until: new Date(Date.now() + 60_000) };
  for await (const _ of gateway.intents(range));
  for await (const _ of gateway.refunds(range));
  return { tenantId, ...paid, refundId: refund.refundId };
};

test("what goes over the wire fits Stripe's own description, both ways", async () => {
  const { tenantId, paymentId, refundId } = await useEverything();
  expect(new Set(exchanges.map(({ call }) => call))).toEqual(new Set(Object.keys(described)));
  for (const { call, form, status, answer } of exchanges) {
    const [resource = "", takes = "", gives = ""] = described[call] ?? [];
    expect(misfits(form, resource, takes, { form: true }), call).toEqual([]);
    if (status !== 200) continue;
    const list = /^\[(.*)\]$/.exec(gives)?.[1];
    const items = list === undefined ? [answer] : readList(answer);
    for (const item of items) expect(misfits(item, resource, list ?? gives), call).toEqual([]);
  }

  const ofPost = (call: string) => exchanges.filter((each) => each.call === call);
  const [created] = ofPost("POST /v1/payment_intents");
  expect(created?.form).toMatchObject({
    amount: "4200",
    currency: "gbp",
    allowed_payment_method_types: { 0: "card" },
    metadata: { payment_id: paymentId, tenant_id: tenantId },
    description: "Invoice NM-7 & 50 % off",
    expand: { 0: "latest_charge" },
  });
  expect(created?.headers["idempotency-key"]).toBe(paymentId);
  const [confirmed] = ofPost("POST /v1/payment_intents/:id/confirm");
  expect(confirmed?.headers["idempotency-key"]).toBe(`${paymentId}:charge`);
  expect(confirmed?.form).toMatchObject({
    return_url: "https://garage.example/pay/t?a=b",
    expand: { 0: "latest_charge" },
  });
  const [refunded] = ofPost("POST /v1/refunds");
  expect(refunded?.headers["idempotency-key"]).toBe(refundId);
  expect(refunded?.form).toMatchObject({ amount: "200", metadata: { refund_id: refundId, tenant_id: tenantId } });

  for (const { call, headers } of exchanges) {
    expect(headers, call).toMatchObject({
      authorization: `Bearer ${keys.secretKey}`,
      "stripe-version": Stripe.API_VERSION,
    });
    if (call.startsWith("POST")) expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(headers["x-stripe-client-telemetry"]).toBeUndefined();
    expect(JSON.parse(String(headers["x-stripe-client-user-agent"]))).not.toHaveProperty("platform");
  }
});

test("and the OpenAPI description that Stripe publishes", () => {
  expect(publishedVersion).toMatch(/^\d{4}-\d\d-\d\d\./);
  expect(new Set(exchanges.map(({ call }) => call))).toEqual(new Set(publishedCalls));
  for (const { call, form, status, answer } of exchanges) {
    expect(requestProblems(call, form), call).toEqual([]);
    expect(status === 200 ? answerProblems(call, answer) : errorProblems(answer), call).toEqual([]);
  }
});

test.each([
  ["no amount", "POST /v1/payment_intents", { currency: "gbp" }],
  ["an amount in words", "POST /v1/payment_intents", { currency: "gbp", amount: "forty" }],
  ["a parameter of nobody's", "POST /v1/payment_intents", { currency: "gbp", amount: "1", colour: "red" }],
  ["a reason of nobody's", "POST /v1/refunds", { reason: "bored" }],
  ["a list that is none", "POST /v1/payment_intents/:id/cancel", { expand: "latest_charge" }],
])("the published description refuses %s", (_, call, form) => {
  expect(requestProblems(call, form)).not.toEqual([]);
});

const readList = (answer: unknown): unknown[] => {
  if (typeof answer !== "object" || answer === null || !("data" in answer) || !Array.isArray(answer.data))
    throw new Error("A list has no data.");
  expect(answer).toMatchObject({
    object: "list",
    has_more: expect.any(Boolean),
    url: expect.stringMatching(/^\/v1\//),
  });
  return answer.data;
};

test("the sandbox's errors, events and tokens have Stripe's form", async () => {
  const declined = exchanges.find(({ call, status }) => call.endsWith("confirm") && status === 402);
  expect(declined?.answer).toMatchObject({
    error: { type: "card_error", code: "card_declined", decline_code: "generic_decline", message: expect.any(String) },
  });
  const late = exchanges.find(({ call, status }) => call.endsWith("cancel") && status === 400);
  expect(late?.answer).toMatchObject({ error: { code: "payment_intent_unexpected_state" } });
  const intents = [declined, late].map((each) => {
    const answer = each?.answer;
    if (typeof answer !== "object" || answer === null || !("error" in answer)) throw new Error("There was no error.");
    const { error } = answer;
    return typeof error === "object" && error !== null && "payment_intent" in error ? error.payment_intent : null;
  });
  for (const intent of intents) expect(misfits(intent, "PaymentIntents", "PaymentIntent")).toEqual([]);

  const client = new Stripe(keys.secretKey, {
    host: "127.0.0.1",
    port: Number(new URL(sandbox.sandbox.url).port),
    protocol: "http",
  });
  const token = await client.testHelpers.confirmationTokens.create({ payment_method: "pm_card_visa" });
  expect(
    misfits(await client.confirmationTokens.retrieve(token.id), "ConfirmationTokens", "ConfirmationToken"),
  ).toEqual([]);
  const { data } = await client.events.list({ limit: 100 });
  expect(new Set(data.map(({ type }) => type))).toEqual(
    new Set([
      "payment_intent.created",
      "payment_intent.processing",
      "payment_intent.requires_action",
      "payment_intent.payment_failed",
      "payment_intent.succeeded",
      "payment_intent.canceled",
      "charge.succeeded",
      "charge.failed",
      "charge.refunded",
      "refund.created",
    ]),
  );
  for (const { data: _, ...event } of data)
    expect(misfits({ ...event, data: { object: {} } }, "Events", "EventBase")).toEqual([]);
  const resources = {
    payment_intent: ["PaymentIntents", "PaymentIntent"],
    charge: ["Charges", "Charge"],
    refund: ["Refunds", "Refund"],
  };
  for (const event of data) {
    const { object } = event.data;
    const name = "object" in object ? object.object : "";
    if (name !== "payment_intent" && name !== "charge" && name !== "refund")
      throw new Error(`${event.type} tells of ${name}.`);
    const [resource = "", type = ""] = resources[name];
    expect(misfits(object, resource, type), event.type).toEqual([]);
  }
});

describe("the sandbox refuses as Stripe does", () => {
  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    sandbox.call(path, { method: "POST", body: new URLSearchParams(form), headers });

  test.each([
    ["no amount", { currency: "gbp" }, 400, "parameter_invalid_integer"],
    ["a fraction", { amount: "1.5", currency: "gbp" }, 400, "parameter_invalid_integer"],
    ["what it does not know", { amount: "1", currency: "gbp", payment_method_types: "card" }, 400, "parameter_unknown"],
  ])("%s", async (_, form, status, code) => {
    const response = await post("/v1/payment_intents", Object.fromEntries(Object.entries(form)));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error", code } });
  });

  test("a wrong key, a wrong address, a wrong version and a wrong expansion", async () => {
    expect((await post("/v1/refunds", {}, { authorization: "Bearer sk_wrong" })).status).toBe(401);
    expect((await post("/v1/customers", {})).status).toBe(404);
    expect((await post("/v1/refunds", {}, { "stripe-version": "latest" })).status).toBe(400);
    expect((await post("/v1/payment_intents", { amount: "1", currency: "gbp", "expand[0]": "customer" })).status).toBe(
      400,
    );
  });

  test("what was not well-formed is not kept: the same key may be used for what is", async () => {
    const key = { "idempotency-key": uuidv7() };
    expect((await post("/v1/payment_intents", { amount: "0", currency: "gbp" }, key)).status).toBe(400);
    expect((await post("/v1/payment_intents", { amount: "1", currency: "gbp" }, key)).status).toBe(200);
    const again = await post("/v1/payment_intents", { currency: "gbp", amount: "1" }, key);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
  });
});

test("a long night's list comes whole, newest first, page by page, and from its own hours alone", async () => {
  const own = await openSandbox();
  for (let at = 0; at < 205; at++)
    await own.gateway.create({
      paymentId: uuidv7(),
      tenantId: uuidv7(),
      amountMinor: at + 1,
      currency: "GBP",
      description: "x",
    });
  const amounts: number[] = [];
  for await (const intent of own.gateway.intents({ from: new Date(0), until: new Date(Date.now() + 2000) }))
    amounts.push(intent.amountMinor);
  expect(amounts).toEqual(Array.from({ length: 205 }, (_, at) => 205 - at));
  for await (const intent of own.gateway.intents({ from: new Date(0), until: new Date(Date.now() - 600_000) }))
    throw new Error(`${intent.id} is not of that time.`);
  await own.close();
});

test("amounts of a currency without a minor unit are counted as Stripe counts them", async () => {
  const gateway = createStripe({ ...keys, apiBase });
  const payment = { paymentId: uuidv7(), tenantId: uuidv7(), amountMinor: 2500, currency: "ISK", description: "x" };
  const intent = await gateway.create(payment);
  expect(intent).toMatchObject({ amountMinor: 2500, currency: "ISK" });
  expect(exchanges.at(-1)?.form).toMatchObject({ amount: "250000", currency: "isk" });
  const of = { paymentId: payment.paymentId, intentId: intent.id };
  await gateway.charge({ ...of, confirmationToken: await sandbox.token(), returnUrl: "https://garage.example/" });
  const refund = { refundId: uuidv7(), tenantId: payment.tenantId, intentId: intent.id, amountMinor: 1000 };
  expect(await gateway.refund(refund)).toMatchObject({ amountMinor: 1000 });
  expect(exchanges.at(-1)?.form).toMatchObject({ amount: "100000" });
  expect(await gateway.find(intent.id)).toMatchObject({ refundedMinor: 1000 });
});

test("the description that all this is held against is the SDK's", () => {
  expect(descriptionVersion).toMatch(/^v\d+$/);
  expect(
    misfits({ amount: "x", currency: "gbp" }, "PaymentIntents", "PaymentIntentCreateParams", { form: true }),
  ).toHaveLength(1);
  expect(misfits({ amount: "1" }, "PaymentIntents", "PaymentIntentCreateParams", { form: true })).toHaveLength(1);
  expect(
    misfits({ amount: "1", currency: "gbp", colour: "red" }, "PaymentIntents", "PaymentIntentCreateParams", {
      form: true,
    }),
  ).toHaveLength(1);
  expect(misfits({ reason: "bored" }, "Refunds", "RefundCreateParams", { form: true }).length).toBeGreaterThan(0);
});
