import { z } from "zod";

/** What the sandbox remembers. Never a card number: four digits, and what the card is for. */

export const behaviours = ["ok", "declined", "insufficient", "slow", "asks", "silent"] as const;
export type Behaviour = (typeof behaviours)[number];

const card = z.object({ brand: z.string(), last4: z.string(), behaviour: z.enum(behaviours) });
export type Card = z.infer<typeof card>;

const metadata = z.record(z.string(), z.string());
const seconds = z.int();

const lastError = z.object({ code: z.string(), declineCode: z.string().nullable(), message: z.string() });
export type LastError = z.infer<typeof lastError>;

export const intentSchema = z.object({
  kind: z.literal("intent"),
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  description: z.string().nullable(),
  metadata,
  created: seconds,
  status: z.enum([
    "requires_payment_method",
    "requires_action",
    "processing",
    "requires_capture",
    "succeeded",
    "canceled",
  ]),
  captureMethod: z.enum(["automatic", "manual"]),
  clientSecret: z.string(),
  card: card.nullable(),
  chargeId: z.string().nullable(),
  lastError: lastError.nullable(),
  returnUrl: z.string().nullable(),
  canceledAt: seconds.nullable(),
  /** Of one that is processing, when it succeeds: milliseconds since 1970. */
  settlesAt: z.number().nullable(),
});
export type IntentRecord = z.infer<typeof intentSchema>;

export const chargeSchema = z.object({
  kind: z.literal("charge"),
  id: z.string(),
  intentId: z.string(),
  amount: z.int(),
  currency: z.string(),
  created: seconds,
  /** Whether the bank said yes; and whether the money was taken, not only reserved. */
  paid: z.boolean(),
  captured: z.boolean(),
  refunded: z.int(),
  card,
  error: lastError.nullable(),
});
export type ChargeRecord = z.infer<typeof chargeSchema>;

export const refundSchema = z.object({
  kind: z.literal("refund"),
  id: z.string(),
  intentId: z.string(),
  chargeId: z.string(),
  amount: z.int(),
  currency: z.string(),
  metadata,
  created: seconds,
  status: z.enum(["pending", "succeeded", "failed"]),
  /** Of one that is pending, when it fails: milliseconds since 1970. */
  failsAt: z.number().nullable(),
});
export type RefundRecord = z.infer<typeof refundSchema>;

export const tokenSchema = z.object({
  kind: z.literal("token"),
  id: z.string(),
  created: seconds,
  card,
  usedBy: z.string().nullable(),
});
export type TokenRecord = z.infer<typeof tokenSchema>;

/** An event and how far its webhook has got. */
export const eventSchema = z.object({
  kind: z.literal("event"),
  id: z.string(),
  type: z.string(),
  created: seconds,
  /** As it is signed and sent, each time the same. */
  body: z.string(),
  attempts: z.int(),
  delivered: z.boolean(),
});
export type EventRecord = z.infer<typeof eventSchema>;

/** The first answer to an idempotency key, and what was asked. */
export const answerSchema = z.object({
  kind: z.literal("answer"),
  id: z.string(),
  asked: z.string(),
  status: z.int(),
  body: z.string(),
});
export type AnswerRecord = z.infer<typeof answerSchema>;

export const recordSchema = z.discriminatedUnion("kind", [
  intentSchema,
  chargeSchema,
  refundSchema,
  tokenSchema,
  eventSchema,
  answerSchema,
]);
export type SandboxRecord = z.infer<typeof recordSchema>;
