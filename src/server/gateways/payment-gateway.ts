import { env } from "#/env.ts";
import type { PaymentGateway } from "./payments.ts";
import { createSandbox, createStripe } from "./stripe.ts";

declare global {
  var pitlanePaymentGateway: PaymentGateway | undefined;
}

const open = (): PaymentGateway => {
  const { STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_WEBHOOK_SECRET } = env;
  // The group came whole or not at all (domain/environment.ts).
  if (STRIPE_SECRET_KEY && STRIPE_PUBLISHABLE_KEY && STRIPE_WEBHOOK_SECRET)
    return createStripe({
      secretKey: STRIPE_SECRET_KEY,
      publishableKey: STRIPE_PUBLISHABLE_KEY,
      webhookSecret: STRIPE_WEBHOOK_SECRET,
      apiBase: env.STRIPE_API_BASE,
    });
  const { SANDBOX_URL, SANDBOX_SECRET_KEY, SANDBOX_PUBLISHABLE_KEY, SANDBOX_WEBHOOK_SECRET } = env;
  if (SANDBOX_URL && SANDBOX_SECRET_KEY && SANDBOX_PUBLISHABLE_KEY && SANDBOX_WEBHOOK_SECRET)
    return createSandbox({
      url: SANDBOX_URL,
      secretKey: SANDBOX_SECRET_KEY,
      publishableKey: SANDBOX_PUBLISHABLE_KEY,
      webhookSecret: SANDBOX_WEBHOOK_SECRET,
    });
  throw new Error("No payment gateway runs here: start Pitlane with npm start, or set STRIPE_*.");
};

// Not kept in `globalThis`: Next gives the pages, the routes and the workers a copy of every module each, and an error
// that was made by one copy's classes is not known by another's. A refusal would pass for an unknown outcome.
let opened: PaymentGateway | undefined;

/** Stripe, or the sandbox of this machine; a test puts its own into `globalThis.pitlanePaymentGateway`. */
export const paymentGateway = (): PaymentGateway => {
  if (globalThis.pitlanePaymentGateway !== undefined) return globalThis.pitlanePaymentGateway;
  opened ??= open();
  return opened;
};
