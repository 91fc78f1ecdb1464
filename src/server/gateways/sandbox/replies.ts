import type Stripe from "stripe";
import type { SandboxRecord } from "./records.ts";

/** What a call does: nothing of it has happened until its records are in the store. */
export type Change = {
  readonly records: readonly SandboxRecord[];
  /** What webhooks tell of it, in the order in which it happened. */
  readonly events: readonly {
    readonly type: string;
    readonly object: Stripe.PaymentIntent | Stripe.Charge | Stripe.Refund;
  }[];
};

/** The answer to a call. `keep`: whether it is the answer to its idempotency key from now on. `silent`: it never comes. */
export type Reply = {
  readonly status: number;
  readonly body: object;
  readonly change: Change;
  readonly keep: boolean;
  readonly silent: boolean;
};

export const nothing: Change = { records: [], events: [] };

export const done = (body: object, change: Change = nothing): Reply => ({
  status: 200,
  body,
  change,
  keep: true,
  silent: false,
});

export const silent: Reply = { status: 0, body: {}, change: nothing, keep: false, silent: true };

type ApiError = {
  readonly type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly charge?: string;
  readonly payment_intent?: Stripe.PaymentIntent;
};

/** https://docs.stripe.com/api/errors */
export const no = (status: number, error: ApiError, change: Change = nothing): Reply => ({
  status,
  body: { error },
  change,
  keep: true,
  silent: false,
});

/** What was asked is not well-formed: Stripe keeps no answer to that, so a corrected call may use the same key. */
export const malformed = (message: string, details: { code?: string; param?: string } = {}, status = 400): Reply => ({
  ...no(status, { type: "invalid_request_error", message, ...details }),
  keep: false,
});

export const missing = (what: string, id: string): Reply =>
  malformed(`No such ${what}: '${id}'`, { code: "resource_missing", param: "id" }, 404);
