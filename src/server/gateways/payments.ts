/**
 * The port of a payment gateway. Amounts are integer minor units of `currency`, an ISO 4217 code in capitals.
 *
 * What the kernel needs of it (`orchestrators/kernel/saga.ts`): a definite no is a ServiceException REFUSED_OUTSIDE
 * whose message is a sentence for whoever pays, with `details.declineCode` where a card was declined. Everything else
 * that is thrown (no answer, 5xx, 409, 429, a refused login, a key used with other parameters) says neither yes nor no.
 *
 * Stripe keeps the first answer to an idempotency key, a 500 included, and gives it again to each repeat
 * (https://docs.stripe.com/api/idempotent_requests). So after an unknown answer ask first, by `find` or
 * `findRefundFor`, and repeat the call only where that finds nothing done. Where the repeat says 500 again the key is
 * used up: cancel the intent and fail the payment; a refund is asked for anew, under another id. A repeat that goes
 * through gives what was so at first (PROCESSING, say): `find` tells what is so now.
 */
export type GatewayName = "stripe" | "sandbox";

/**
 * NEEDS_METHOD: no card, or the last one was declined; no money moved. NEEDS_ACTION: the payer's bank asks them.
 * PROCESSING: under way or only reserved; ask again.
 */
export type IntentState = "NEEDS_METHOD" | "NEEDS_ACTION" | "PROCESSING" | "SUCCEEDED" | "CANCELLED";

/** `code` is Stripe's (https://docs.stripe.com/declines/codes), `sentence` is for whoever pays. */
export type Decline = { readonly code: string; readonly sentence: string };

export type Intent = {
  readonly id: string;
  readonly state: IntentState;
  readonly amountMinor: number;
  readonly currency: string;
  /** The charge that took the money; null until then. */
  readonly chargeId: string | null;
  /** Given back so far. A webhook's intent does not tell, and has 0 here: `find` does. */
  readonly refundedMinor: number;
  /** For the payer's browser, of this one payment. */
  readonly clientSecret: string | null;
  /** While NEEDS_ACTION, the page of the payer's bank; it leads back to `returnUrl`. */
  readonly actionUrl: string | null;
  readonly declined: Decline | null;
  /** Ours, from metadata; null for an intent that is not of this product. */
  readonly paymentId: string | null;
  readonly tenantId: string | null;
  readonly createdAt: Date;
};

export type RefundState = "PENDING" | "SUCCEEDED" | "FAILED";

export type GatewayRefund = {
  readonly id: string;
  readonly state: RefundState;
  readonly amountMinor: number;
  readonly currency: string;
  readonly intentId: string;
  /** Ours, from metadata. */
  readonly refundId: string | null;
  /** Why it failed, a sentence. */
  readonly failure: string | null;
};

export type NewIntent = {
  readonly paymentId: string;
  readonly tenantId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
};

export type GatewayEvent = {
  /** Stable over repeats: what has been seen is known by it. */
  readonly id: string;
  readonly type: string;
  readonly createdAt: Date;
  /** A snapshot of when it happened. Events come twice and out of order: ask `find` for what is so now. */
  readonly subject:
    | { readonly kind: "intent"; readonly intent: Intent }
    | { readonly kind: "refund"; readonly refund: GatewayRefund; readonly tenantId: string | null }
    | { readonly kind: "other" };
};

type OfIntent = { readonly paymentId: string; readonly intentId: string };
type Range = { readonly from: Date; readonly until: Date };

export type PaymentGateway = {
  readonly name: GatewayName;
  /** What the browser needs to collect a card: never a secret. */
  readonly browser: {
    readonly publishableKey: string;
    /** Address of the sandbox's own frame, to which `?origin=` of the page around it is added; null with Stripe. */
    readonly frameUrl: string | null;
  };
  /** Idempotency key: the payment's id, so a repeat gives the same intent. */
  readonly create: (payment: NewIntent) => Promise<Intent>;
  /**
   * Takes the money with what the browser collected. Idempotency key: `<paymentId>:charge`, so one payment is one card
   * and one try. A decline throws REFUSED_OUTSIDE and leaves the intent NEEDS_METHOD: the caller cancels it.
   * An intent that is past charging is given as it is; one that is cancelled throws REFUSED_OUTSIDE.
   * @throws ServiceException KEY_REUSED, which the kernel takes as unknown, for another token than the first one
   */
  readonly charge: (
    input: OfIntent & { readonly confirmationToken: string; readonly returnUrl: string },
  ) => Promise<Intent>;
  /** Takes money that was only reserved; one that has been taken is given as it is. */
  readonly capture: (input: OfIntent) => Promise<Intent>;
  /**
   * Closes the intent for good, whatever comes later. One that SUCCEEDED is given as it is (cancelling loses), one
   * cancelled before is CANCELLED. No idempotency key: a stored refusal would come back after the intent has moved on.
   */
  readonly cancel: (input: OfIntent) => Promise<Intent>;
  readonly find: (intentId: string) => Promise<Intent | null>;
  /** Idempotency key: the refund's id. More than is left throws REFUSED_OUTSIDE. */
  readonly refund: (input: {
    readonly refundId: string;
    readonly tenantId: string;
    readonly intentId: string;
    readonly amountMinor: number;
  }) => Promise<GatewayRefund>;
  readonly findRefund: (gatewayRefundId: string) => Promise<GatewayRefund | null>;
  /** The refund that bears our id, among those of its intent: after an answer that was lost, ours is all that is known. */
  readonly findRefundFor: (input: {
    readonly refundId: string;
    readonly intentId: string;
  }) => Promise<GatewayRefund | null>;
  /** Made within [from, until), newest first: the nightly comparison. */
  readonly intents: (range: Range) => AsyncIterable<Intent>;
  readonly refunds: (range: Range) => AsyncIterable<GatewayRefund>;
  /**
   * @param input `body` as it came over the wire, byte for byte
   * @throws ValidationException FORBIDDEN for a signature that does not hold, or is more than five minutes away
   */
  readonly readWebhook: (input: {
    readonly body: string;
    readonly signature: string | null;
    readonly now: Date;
  }) => GatewayEvent;
};
