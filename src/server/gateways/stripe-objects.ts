import type Stripe from "stripe";
import type { Decline, GatewayEvent, GatewayRefund, Intent, IntentState, RefundState } from "./payments.ts";
import { declineFor } from "./stripe-errors.ts";

// https://docs.stripe.com/payments/paymentintents/lifecycle
const states: Readonly<Record<string, IntentState>> = {
  requires_payment_method: "NEEDS_METHOD",
  requires_confirmation: "NEEDS_METHOD",
  requires_action: "NEEDS_ACTION",
  processing: "PROCESSING",
  // Reserved on the card and not taken yet: `capture` takes it.
  requires_capture: "PROCESSING",
  succeeded: "SUCCEEDED",
  canceled: "CANCELLED",
};

// https://docs.stripe.com/currencies#special-cases: no minor unit in ISO 4217, yet the API counts in hundredths.
const countedInHundredths = new Set(["ISK", "UGX"]);
const factorOf = (currency: string): number => (countedInHundredths.has(currency.toUpperCase()) ? 100 : 1);

/** An amount in the currency's own minor units as Stripe counts it. */
export const toWire = (amountMinor: number, currency: string): number => amountMinor * factorOf(currency);
const fromWire = (amount: number, currency: string): number => amount / factorOf(currency);

const declineOf = ({ last_payment_error: error }: Stripe.PaymentIntent): Decline | null =>
  error === null ? null : declineFor(error.decline_code ?? error.code ?? "card_declined");

const idOf = (reference: string | { id: string } | null): string | null =>
  typeof reference === "string" ? reference : (reference?.id ?? null);

/** Throws for a state that the API may have in a later version: guessing would be worse. */
export const readIntent = (intent: Stripe.PaymentIntent): Intent => {
  const state = states[intent.status];
  if (state === undefined) throw new Error(`The gateway has a payment in a state that is not known: ${intent.status}.`);
  const charge = intent.latest_charge;
  return {
    id: intent.id,
    state,
    amountMinor: fromWire(intent.amount, intent.currency),
    currency: intent.currency.toUpperCase(),
    // The latest charge of a payment that has not succeeded is one that was declined.
    chargeId: state === "SUCCEEDED" ? idOf(charge) : null,
    refundedMinor:
      charge !== null && typeof charge === "object" ? fromWire(charge.amount_refunded, charge.currency) : 0,
    clientSecret: intent.client_secret,
    actionUrl: intent.next_action?.redirect_to_url?.url ?? null,
    declined: state === "SUCCEEDED" ? null : declineOf(intent),
    paymentId: intent.metadata.payment_id ?? null,
    tenantId: intent.metadata.tenant_id ?? null,
    createdAt: new Date(intent.created * 1000),
  };
};

// https://docs.stripe.com/refunds: a cancelled one, like a failed one, leaves the money where it was.
const refundStates: Readonly<Record<string, RefundState>> = {
  pending: "PENDING",
  requires_action: "PENDING",
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  canceled: "FAILED",
};

const failures: Readonly<Record<string, string>> = {
  lost_or_stolen_card: "The card was lost or stolen, so the bank did not take the money back.",
  expired_or_canceled_card: "The card has expired or was cancelled, so the bank did not take the money back.",
  insufficient_funds: "There is not enough money at the gateway to give back.",
  declined: "The bank did not take the money back.",
};

export const readRefund = (refund: Stripe.Refund): GatewayRefund => {
  const state = refundStates[refund.status ?? ""];
  if (state === undefined) throw new Error(`The gateway has a refund in a state that is not known: ${refund.status}.`);
  return {
    id: refund.id,
    state,
    amountMinor: fromWire(refund.amount, refund.currency),
    currency: refund.currency.toUpperCase(),
    intentId: idOf(refund.payment_intent) ?? "",
    refundId: refund.metadata?.refund_id ?? null,
    failure: state === "FAILED" ? (failures[refund.failure_reason ?? ""] ?? "The refund did not go through.") : null,
  };
};

const subjectOf = (event: Stripe.Event): GatewayEvent["subject"] => {
  switch (event.type) {
    case "payment_intent.created":
    case "payment_intent.processing":
    case "payment_intent.requires_action":
    case "payment_intent.amount_capturable_updated":
    case "payment_intent.payment_failed":
    case "payment_intent.succeeded":
    case "payment_intent.canceled":
      return { kind: "intent", intent: readIntent(event.data.object) };
    case "refund.created":
    case "refund.updated":
    case "refund.failed":
    case "charge.refund.updated":
      return {
        kind: "refund",
        refund: readRefund(event.data.object),
        tenantId: event.data.object.metadata?.tenant_id ?? null,
      };
    default:
      return { kind: "other" };
  }
};

export const readEvent = (event: Stripe.Event): GatewayEvent => ({
  id: event.id,
  type: event.type,
  createdAt: new Date(event.created * 1000),
  subject: subjectOf(event),
});
