import Stripe from "stripe";
import { ServiceException, ValidationException } from "#/domain/errors.ts";
import type { GatewayName, GatewayRefund, Intent, PaymentGateway } from "./payments.ts";
import { failureOf, intentInTheWay, isInvalidRequest, isMissing, isStoredFailure } from "./stripe-errors.ts";
import { readEvent, readIntent, readRefund, toWire } from "./stripe-objects.ts";

export type StripeAccount = {
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
  /** `https://api.stripe.com` unless told: any server that speaks Stripe's protocol. */
  readonly apiBase?: string;
  readonly timeoutMs?: number;
};

type Speaking = StripeAccount & { readonly name: GatewayName; readonly frameUrl: string | null };

const webhookToleranceSeconds = 300;

/** One request for each call and no more: the saga repeats, and what it repeats it has written down. */
const openClient = ({ secretKey, apiBase = "https://api.stripe.com", timeoutMs = 15_000 }: StripeAccount): Stripe => {
  const { protocol, hostname, port } = new URL(apiBase);
  return new Stripe(secretKey, {
    // The version that the SDK's types describe.
    apiVersion: Stripe.API_VERSION,
    host: hostname,
    port: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port),
    protocol: protocol === "http:" ? "http" : "https",
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    // Through Node's own client the SDK repeats a call after a closed connection even so. And a login goes to the
    // address that was configured, and to no other.
    httpClient: Stripe.createFetchHttpClient((address, init) => fetch(address, { ...init, redirect: "error" })),
  });
};

/** When the sender says it signed, seconds since 1970; the SDK holds against what is too old, not against the future. */
const signedAt = (signature: string): number => Number(/(?:^|,)t=(\d+)(?:,|$)/.exec(signature)?.[1]);

/** The adapter for whoever speaks Stripe's protocol: Stripe, and the sandbox. */
export const speakStripe = (account: Speaking): PaymentGateway => {
  const client = openClient(account);
  const title = account.name === "stripe" ? "Stripe" : "The sandbox gateway";
  const expand = ["latest_charge"];

  const asking = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw failureOf(title, error);
    }
  };
  const orNull = async <Result>(work: () => Promise<Result>): Promise<Result | null> => {
    try {
      return await work();
    } catch (error) {
      if (isMissing(error)) return null;
      throw failureOf(title, error);
    }
  };
  /** A call that came too late is answered by what the intent has become. */
  const orAsItIs = async (work: () => Promise<Stripe.PaymentIntent>): Promise<Intent> => {
    try {
      return readIntent(await work());
    } catch (error) {
      const found = intentInTheWay(error);
      if (found === null) throw failureOf(title, error);
      return readIntent(found);
    }
  };
  async function* each<From, To>(items: () => AsyncIterable<From>, read: (item: From) => To): AsyncIterable<To> {
    try {
      for await (const item of items()) yield read(item);
    } catch (error) {
      throw failureOf(title, error);
    }
  }
  const within = ({ from, until }: { from: Date; until: Date }) => ({
    created: { gte: Math.ceil(from.getTime() / 1000), lt: Math.ceil(until.getTime() / 1000) },
    limit: 100,
  });
  const findRefundFor: PaymentGateway["findRefundFor"] = ({ refundId, intentId }) =>
    asking(async () => {
      for await (const refund of client.refunds.list({ payment_intent: intentId, limit: 100 }))
        if (refund.metadata?.refund_id === refundId) return readRefund(refund);
      return null;
    });

  return {
    name: account.name,
    browser: { publishableKey: account.publishableKey, frameUrl: account.frameUrl },

    create: ({ paymentId, tenantId, amountMinor, currency, description }) =>
      asking(async () =>
        readIntent(
          await client.paymentIntents.create(
            {
              amount: toWire(amountMinor, currency),
              currency: currency.toLowerCase(),
              description,
              // Cards and the wallets that hold them: what answers at once, and what the till calls a card. The browser's
              // Elements say the same: `allowedPaymentMethodTypes: ["card"]`.
              allowed_payment_method_types: ["card"],
              metadata: { payment_id: paymentId, tenant_id: tenantId },
              expand,
            },
            { idempotencyKey: paymentId },
          ),
        ),
      ),

    charge: async ({ paymentId, intentId, confirmationToken, returnUrl }) => {
      const intent = await orAsItIs(() =>
        client.paymentIntents.confirm(
          intentId,
          { confirmation_token: confirmationToken, return_url: returnUrl, expand },
          { idempotencyKey: `${paymentId}:charge` },
        ),
      );
      if (intent.state === "CANCELLED")
        throw new ServiceException("REFUSED_OUTSIDE", "This payment was closed before. Start a new one.", {
          code: "payment_intent_unexpected_state",
        });
      return intent;
    },

    capture: async ({ intentId }) => {
      const intent = await orAsItIs(() => client.paymentIntents.capture(intentId, { expand }));
      if (intent.state === "SUCCEEDED" || intent.state === "PROCESSING") return intent;
      throw new ServiceException("REFUSED_OUTSIDE", "Nothing is reserved that could be taken.");
    },

    cancel: async ({ intentId }) => {
      const intent = await orAsItIs(() => client.paymentIntents.cancel(intentId, { expand }));
      if (intent.state === "SUCCEEDED" || intent.state === "CANCELLED") return intent;
      throw new Error(`${title} cannot close this payment yet: it is still under way.`);
    },

    find: (intentId) => orNull(async () => readIntent(await client.paymentIntents.retrieve(intentId, { expand }))),

    refund: async ({ refundId, tenantId, intentId, amountMinor }) => {
      const ask = async (idempotencyKey: string, keysLeft: number): Promise<GatewayRefund> => {
        try {
          // How its currency is counted stands on the payment alone.
          const { currency } = await client.paymentIntents.retrieve(intentId);
          return readRefund(
            await client.refunds.create(
              {
                payment_intent: intentId,
                amount: toWire(amountMinor, currency),
                metadata: { refund_id: refundId, tenant_id: tenantId },
              },
              { idempotencyKey },
            ),
          );
        } catch (error) {
          // Keys are forgotten after a while: "too much" may mean that this very refund was made long ago. And a key whose
          // stored answer is a failure says so for ever: where nothing came of it, another is taken.
          const usedUp = isStoredFailure(error);
          const made = isInvalidRequest(error) || usedUp ? await findRefundFor({ refundId, intentId }) : null;
          if (made !== null) return made;
          if (usedUp && keysLeft > 0) return ask(`${refundId}:${keysLeft}`, keysLeft - 1);
          throw failureOf(title, error);
        }
      };
      return ask(refundId, 3);
    },

    findRefund: (id) => orNull(async () => readRefund(await client.refunds.retrieve(id))),
    findRefundFor,

    intents: (range) =>
      each(() => client.paymentIntents.list({ ...within(range), expand: ["data.latest_charge"] }), readIntent),
    refunds: (range) => each(() => client.refunds.list(within(range)), readRefund),

    readWebhook: ({ body, signature, now }) => {
      const refuse = (reason: string): never => {
        throw new ValidationException("FORBIDDEN", `This message is not from ${title}: ${reason}.`);
      };
      if (signature === null) return refuse("it is not signed");
      // The SDK compares lengths in characters and then in bytes: of other letters it throws what is no refusal.
      if (!/^[\x20-\x7e]*$/.test(signature)) return refuse("its signature does not hold");
      const skew = Math.abs(now.getTime() / 1000 - signedAt(signature));
      if (!(skew <= webhookToleranceSeconds)) return refuse("it was signed at another time");
      try {
        return readEvent(
          Stripe.webhooks.constructEvent(
            body,
            signature,
            account.webhookSecret,
            webhookToleranceSeconds,
            undefined,
            now.getTime(),
          ),
        );
      } catch (error) {
        if (error instanceof Stripe.errors.StripeSignatureVerificationError)
          return refuse("its signature does not hold");
        throw error;
      }
    },
  };
};

export const createStripe = (account: StripeAccount): PaymentGateway =>
  speakStripe({ ...account, name: "stripe", frameUrl: null });

/** The sandbox of this machine: the same adapter at another address, with a frame of its own for the card. */
export const createSandbox = ({
  url,
  ...keys
}: Omit<StripeAccount, "apiBase"> & { readonly url: string }): PaymentGateway =>
  speakStripe({ ...keys, apiBase: url, name: "sandbox", frameUrl: `${url}/frame` });
