import Stripe from "stripe";
import { ServiceException } from "#/domain/errors.ts";
import type { Decline } from "./payments.ts";

/** For whoever pays, by https://docs.stripe.com/declines/codes. Reasons that would tell a thief something are not told. */
const declineSentences: Readonly<Record<string, string>> = {
  insufficient_funds: "The card has not enough money on it. Try another card, or a smaller amount.",
  expired_card: "The card has expired. Try another card.",
  incorrect_cvc: "The security code does not match the card. Check the three or four digits on it.",
  invalid_cvc: "The security code does not match the card. Check the three or four digits on it.",
  incorrect_number: "The card number is not right. Check it and try again.",
  invalid_number: "The card number is not right. Check it and try again.",
  invalid_expiry_month: "The card's expiry date is not right. Check it and try again.",
  invalid_expiry_year: "The card's expiry date is not right. Check it and try again.",
  card_not_supported: "This card cannot be used for this payment. Try another card.",
  currency_not_supported: "This card cannot be used in this currency. Try another card.",
  card_velocity_exceeded: "The card has reached its limit. Try another card, or ask your bank.",
  withdrawal_count_limit_exceeded: "The card has reached its limit. Try another card, or ask your bank.",
  authentication_required: "Your bank wants to ask you first. Try again and confirm with your bank.",
  payment_intent_authentication_failure: "Your bank did not confirm that it is you. Try again, or use another card.",
  processing_error: "The card could not be read this time. Try again in a moment.",
  issuer_not_available: "Your bank cannot be reached just now. Try again later, or use another card.",
  try_again_later: "Your bank did not take the payment this time. Try again later, or use another card.",
};
const plainDecline = "The card was declined. Try another card, or ask your bank.";

/** @param code Stripe's `decline_code`, or its `code` where the bank gave no reason */
export const declineFor = (code: string): Decline => ({ code, sentence: declineSentences[code] ?? plainDecline });

const refused = (message: string, details: { declineCode?: string; code?: string }): ServiceException =>
  new ServiceException("REFUSED_OUTSIDE", message, details);

/** Neither yes nor no. SDK errors are not passed on as a cause: they hold headers and the payer's secret. */
const unknown = (message: string): Error => new Error(message);

/**
 * Sorts what the SDK throws into a definite no and everything else, as the port says.
 * @param gateway the gateway's name as it begins a sentence
 */
export const failureOf = (gateway: string, error: unknown): Error => {
  if (error instanceof ServiceException) return error;
  if (!(error instanceof Stripe.errors.StripeError)) return unknown(`${gateway} could not be asked.`);
  const request = error.requestId ? ` (request ${error.requestId})` : "";
  if (error instanceof Stripe.errors.StripeConnectionError)
    return unknown(`${gateway} could not be reached, or did not answer in time.`);
  if (error instanceof Stripe.errors.StripeCardError) {
    const { code, sentence } = declineFor(error.decline_code ?? error.code ?? "card_declined");
    return refused(sentence, { declineCode: code });
  }
  if (error instanceof Stripe.errors.StripeIdempotencyError)
    // Says nothing of what the first use of the key has done, so it must not count as a no.
    return error.statusCode === 400
      ? new ServiceException("KEY_REUSED", `${gateway} has seen this payment with other particulars${request}.`)
      : unknown(`${gateway} is still working on this payment${request}.`);
  if (error instanceof Stripe.errors.StripeAuthenticationError || error instanceof Stripe.errors.StripePermissionError)
    // A person mends the key, and then a repeat goes through; what an earlier call has done is not told.
    return unknown(`${gateway} refused the login: check STRIPE_SECRET_KEY${request}.`);
  if (error instanceof Stripe.errors.StripeRateLimitError)
    return unknown(`${gateway} asks to wait: too many calls at once${request}.`);
  if (error instanceof Stripe.errors.StripeInvalidRequestError)
    return refused(`${gateway} said no: ${error.message.replace(/\.$/, "")}.`, error.code ? { code: error.code } : {});
  return unknown(
    error.statusCode === undefined
      ? `${gateway}'s answer could not be read${request}.`
      : `${gateway} answered ${error.statusCode}${request}.`,
  );
};

/** The intent that stood in the way: Stripe sends it along when a call does not fit its state. */
export const intentInTheWay = (error: unknown): Stripe.PaymentIntent | null =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "payment_intent_unexpected_state"
    ? (error.payment_intent ?? null)
    : null;

export const isMissing = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing";

export const isInvalidRequest = (error: unknown): boolean => error instanceof Stripe.errors.StripeInvalidRequestError;

/**
 * The key's first answer was a failure of the gateway's, and is given again to each repeat
 * (https://docs.stripe.com/api/idempotent_requests): the first call has ended, whatever it did.
 */
export const isStoredFailure = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeError &&
  (error.statusCode ?? 0) >= 500 &&
  error.headers?.["idempotent-replayed"] === "true";
