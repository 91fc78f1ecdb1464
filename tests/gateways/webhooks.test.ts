import { createServer, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import type { GatewayEvent } from "#/server/gateways/payments.ts";
import { signatureFor } from "#/server/gateways/sandbox/webhooks.ts";
import { createStripe } from "#/server/gateways/stripe.ts";
import { rounds } from "../harness/rounds.ts";
import { keys, type OpenSandbox, openSandbox } from "./sandbox.ts";

vi.setConfig({ testTimeout: 60_000 });

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

const gateway = createStripe({ ...keys, apiBase: "http://127.0.0.1:1" });
const now = new Date("2026-11-26T12:00:00Z");

/** Receives webhooks, reads each with the adapter, and answers as told, 200 unless told. */
const openApp = async (...statuses: number[]) => {
  const arrived: { event: GatewayEvent; body: string; signature: string }[] = [];
  const answer = async (request: IncomingMessage): Promise<number> => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const signature = String(request.headers["stripe-signature"]);
    arrived.push({ event: gateway.readWebhook({ body, signature, now: new Date() }), body, signature });
    return statuses.shift() ?? 200;
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(() => server.close().closeAllConnections());
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return { arrived, url: `http://127.0.0.1:${port}/hook`, types: () => arrived.map(({ event }) => event.type) };
};

const open = async (webhookUrl: string, heldMs = 60_000): Promise<OpenSandbox> => {
  const it = await openSandbox({ webhookUrl, heldMs });
  undo.push(it.close);
  return it;
};
const pay = async (it: OpenSandbox) => {
  const [paymentId, tenantId] = [uuidv7(), uuidv7()];
  const { id: intentId } = await it.gateway.create({
    paymentId,
    tenantId,
    amountMinor: 700,
    currency: "GBP",
    description: "Invoice 9",
  });
  const charge = async () =>
    it.gateway.charge({
      paymentId,
      intentId,
      confirmationToken: await it.token(),
      returnUrl: "http://localhost:3000/",
    });
  return { paymentId, tenantId, intentId, charge };
};

describe("a webhook", () => {
  test("tells of payment and refund, with our ids", async () => {
    const app = await openApp();
    const it = await open(app.url);
    const { paymentId, tenantId, intentId, charge } = await pay(it);
    await charge();
    const refundId = uuidv7();
    await it.gateway.refund({ refundId, tenantId, intentId, amountMinor: 100 });
    await it.sandbox.settled();
    expect(app.types()).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "refund.created",
      "charge.refunded",
    ]);
    const [, , paid, refunded] = app.arrived.map(({ event }) => event.subject);
    expect(paid).toMatchObject({ kind: "intent", intent: { id: intentId, state: "SUCCEEDED", paymentId, tenantId } });
    expect(refunded).toMatchObject({ kind: "refund", tenantId, refund: { refundId, intentId, amountMinor: 100 } });
    expect(app.arrived.map(({ event }) => event.subject.kind).filter((kind) => kind === "other")).toHaveLength(2);
  });

  test("that is refused is sent again, the same", async () => {
    const app = await openApp(503, 503);
    const it = await open(app.url);
    await pay(it);
    await vi.waitFor(() => expect(app.arrived).toHaveLength(3), 10_000);
    expect(new Set(app.arrived.map(({ body }) => body)).size).toBe(1);
  });

  test("comes twice when doubled, with one id", async () => {
    const app = await openApp();
    const it = await open(app.url);
    const { charge } = await pay(it);
    await it.fault("doubled-webhook");
    await charge();
    await it.sandbox.settled();
    const ids = app.arrived
      .filter(({ event }) => event.type === "payment_intent.succeeded")
      .map(({ event }) => event.id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test("comes before the answer when early", async () => {
    const app = await openApp();
    const it = await open(app.url);
    const { charge } = await pay(it);
    await it.fault("early-webhook");
    await charge();
    expect(app.types()).toContain("payment_intent.succeeded");
  });

  test("comes late and backwards when out of order", async () => {
    const app = await openApp();
    const it = await open(app.url);
    const { intentId, tenantId, charge } = await pay(it);
    await it.fault("out-of-order-webhooks", 1);
    await charge();
    await it.gateway.refund({ refundId: uuidv7(), tenantId, intentId, amountMinor: 100 });
    await it.sandbox.settled();
    expect(app.types()).toEqual([
      "payment_intent.created",
      "refund.created",
      "charge.refunded",
      "payment_intent.succeeded",
      "charge.succeeded",
    ]);
  });

  test("that nobody has taken goes out when the app has an address again", async () => {
    const it = await openSandbox();
    undo.push(it.close);
    await pay(it);
    const app = await openApp();
    it.sandbox.setWebhookUrl(app.url);
    await it.sandbox.settled();
    expect(app.types()).toEqual(["payment_intent.created"]);
  });
});

const bodyOf = (type: string): string =>
  JSON.stringify({ id: "evt_1", object: "event", created: 1_795_694_400, type, data: { object: { id: "cus_1" } } });
const body = bodyOf("customer.created");
const read = (input: { body?: string; signature?: string | null; at?: Date; secret?: string }) =>
  createStripe({ ...keys, webhookSecret: input.secret ?? keys.webhookSecret }).readWebhook({
    body: input.body ?? body,
    signature: input.signature === undefined ? signatureFor(body, keys.webhookSecret, now.getTime()) : input.signature,
    now: input.at ?? now,
  });

/** https://en.wikipedia.org/wiki/Lehmer_random_number_generator: the same flips in each run. */
const seeded = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
};

const flipped = (text: string, bit: number): string => {
  const bytes = Buffer.from(text);
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bytes.toString("latin1");
};

describe("a signature", () => {
  test("holds for what was signed", () => {
    expect(read({})).toEqual({
      id: "evt_1",
      type: "customer.created",
      createdAt: new Date(1_795_694_400_000),
      subject: { kind: "other" },
    });
  });

  test("does not hold after a single bit has changed, in the message or in itself", () => {
    const random = seeded(20_261_126);
    const signature = signatureFor(body, keys.webhookSecret, now.getTime());
    for (let round = 0; round < rounds(500, 10_000); round++) {
      const inBody = random(2) === 0;
      const bit = random((inBody ? body : signature).length * 8);
      const input = inBody ? { body: flipped(body, bit) } : { signature: flipped(signature, bit) };
      expect(() => read(input), `round ${round}, bit ${bit} of the ${inBody ? "body" : "signature"}`).toThrow(
        expect.objectContaining({ code: "FORBIDDEN" }),
      );
    }
  });

  const aside = (seconds: number) => ({ at: new Date(now.getTime() + seconds * 1000) });
  test.each([-300, -299, 0, 299, 300])("%i s aside is accepted", (seconds) => {
    expect(read(aside(seconds)).id).toBe("evt_1");
  });
  test.each([-86_400, -301, 301, 302, 86_400])("%i s aside is refused", (seconds) => {
    expect(() => read(aside(seconds))).toThrow(/another time/);
  });

  test.each<[string, Parameters<typeof read>[0]]>([
    ["with another secret", { secret: "whsec_another" }],
    ["that is absent", { signature: null }],
    ["that is empty", { signature: "" }],
    ["without a time", { signature: `v1=${"0".repeat(64)}` }],
    ["of another scheme", { signature: signatureFor(body, keys.webhookSecret, now.getTime()).replace("v1=", "v0=") }],
    ["of another message", { body: bodyOf("customer.deleted") }],
    [
      "with a second, fresh time",
      { signature: `t=${now.getTime() / 1000},${signatureFor(body, keys.webhookSecret, 0)}` },
    ],
  ])("%s is refused", (_, input) => {
    expect(() => read(input)).toThrow(expect.objectContaining({ code: "FORBIDDEN" }));
  });

  test("one of two may hold, as while a secret is being changed", () => {
    const signature = signatureFor(body, keys.webhookSecret, now.getTime());
    expect(read({ signature: `${signature.split(",")[0]},v1=${"0".repeat(64)},${signature.split(",")[1]}` }).id).toBe(
      "evt_1",
    );
  });
});
