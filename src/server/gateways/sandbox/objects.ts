import type Stripe from "stripe";
import type { ChargeRecord, IntentRecord, LastError, RefundRecord, TokenRecord } from "./records.ts";

/**
 * The sandbox's records as Stripe writes them. The SDK's types, which Stripe generates from its OpenAPI description,
 * hold these to every field that must be there.
 */

type Facts = { readonly url: string; readonly charge?: ChargeRecord | undefined; readonly expand?: boolean };

const inSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/** The page of the payer's bank. */
export const bankPage = (url: string, intent: IntentRecord): string =>
  `${url}/bank/${intent.id}?client_secret=${encodeURIComponent(intent.clientSecret)}`;

const lastErrorOf = (error: LastError): Stripe.PaymentIntent.LastPaymentError => ({
  type: "card_error",
  code: error.code,
  ...(error.declineCode === null ? {} : { decline_code: error.declineCode }),
  message: error.message,
  doc_url: `https://docs.stripe.com/error-codes#${error.code.replaceAll("_", "-")}`,
});

export const wireCharge = (charge: ChargeRecord, metadata: Record<string, string>): Stripe.Charge => ({
  id: charge.id,
  object: "charge",
  amount: charge.amount,
  amount_captured: charge.captured ? charge.amount : 0,
  amount_refunded: charge.refunded,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
  calculated_statement_descriptor: null,
  captured: charge.captured,
  created: charge.created,
  currency: charge.currency,
  customer: null,
  description: null,
  disputed: false,
  failure_balance_transaction: null,
  failure_code: charge.error?.code ?? null,
  failure_message: charge.error?.message ?? null,
  fraud_details: {},
  livemode: false,
  metadata,
  on_behalf_of: null,
  outcome: null,
  paid: charge.paid,
  payment_intent: charge.intentId,
  payment_method: null,
  payment_method_details: null,
  receipt_email: null,
  receipt_number: null,
  receipt_url: null,
  refunded: charge.refunded === charge.amount,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: charge.paid ? "succeeded" : "failed",
  transfer_data: null,
  transfer_group: null,
});

export const wireIntent = (intent: IntentRecord, { url, charge, expand }: Facts): Stripe.PaymentIntent => ({
  id: intent.id,
  object: "payment_intent",
  allowed_payment_method_types: ["card"],
  amount: intent.amount,
  amount_capturable: intent.status === "requires_capture" ? intent.amount : 0,
  amount_received: intent.status === "succeeded" ? intent.amount : 0,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  canceled_at: intent.canceledAt,
  cancellation_reason: null,
  capture_method: intent.captureMethod,
  client_secret: intent.clientSecret,
  confirmation_method: "automatic",
  created: intent.created,
  currency: intent.currency,
  customer: null,
  customer_account: null,
  description: intent.description,
  excluded_payment_method_types: null,
  last_payment_error: intent.lastError === null ? null : lastErrorOf(intent.lastError),
  latest_charge: expand && charge !== undefined ? wireCharge(charge, intent.metadata) : intent.chargeId,
  livemode: false,
  managed_payments: null,
  metadata: intent.metadata,
  next_action:
    intent.status === "requires_action"
      ? { type: "redirect_to_url", redirect_to_url: { url: bankPage(url, intent), return_url: intent.returnUrl } }
      : null,
  on_behalf_of: null,
  payment_method: null,
  payment_method_configuration_details: null,
  payment_method_options: null,
  payment_method_types: ["card"],
  payment_record: null,
  processing: null,
  receipt_email: null,
  review: null,
  setup_future_usage: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: intent.status,
  transfer_group: null,
});

export const wireRefund = (refund: RefundRecord): Stripe.Refund => ({
  id: refund.id,
  object: "refund",
  amount: refund.amount,
  balance_transaction: null,
  charge: refund.chargeId,
  created: refund.created,
  currency: refund.currency,
  customer: null,
  customer_account: null,
  ...(refund.status === "failed" ? { failure_reason: "expired_or_canceled_card" } : {}),
  metadata: refund.metadata,
  payment_intent: refund.intentId,
  payment_method: null,
  reason: null,
  receipt_number: null,
  source_transfer_reversal: null,
  status: refund.status,
  transfer_reversal: null,
});

const twelveHours = 43_200;

export const wireToken = (token: TokenRecord): Stripe.ConfirmationToken => ({
  id: token.id,
  object: "confirmation_token",
  created: token.created,
  expires_at: token.created + twelveHours,
  livemode: false,
  metadata: null,
  payment_intent: token.usedBy,
  payment_method_options: null,
  payment_method_preview: null,
  return_url: null,
  setup_future_usage: null,
  setup_intent: null,
  shipping: null,
  use_stripe_sdk: false,
});

export const wireEvent = (
  id: string,
  type: string,
  object: Stripe.PaymentIntent | Stripe.Charge | Stripe.Refund,
  now: number,
  version: string,
) => ({
  id,
  object: "event",
  api_version: version,
  created: inSeconds(now),
  data: { object },
  livemode: false,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: null },
  type,
});
