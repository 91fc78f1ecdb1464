import { z } from "zod";
import type { EventName } from "#/domain/events.ts";
import { id, moment, text, version } from "#/domain/fields.ts";
import { deliveryStates } from "#/domain/operation.ts";

/** Signed messages to addresses of the tenant's own, in the Standard Webhooks format (decision 111). */

/** What an endpoint can be told of: the event within, its name outside and how a person calls it. */
export const webhookEvents = {
  "job-card.completed": { event: "job-card/completed", word: "Job card completed" },
  "invoice.generated": { event: "invoice/generated", word: "Invoice issued" },
  "credit-note.issued": { event: "credit-note/issued", word: "Credit note issued" },
  "payment.succeeded": { event: "payment/succeeded", word: "Payment received" },
  "payment.failed": { event: "payment/failed", word: "Payment failed" },
  "payment.refunded": { event: "payment/refunded", word: "Money given back" },
  "appointment.booked": { event: "appointment/booked", word: "Appointment booked" },
  "appointment.rescheduled": { event: "appointment/rescheduled", word: "Appointment moved" },
  "appointment.cancelled": { event: "appointment/cancelled", word: "Appointment cancelled" },
} as const satisfies Record<string, { readonly event: EventName; readonly word: string }>;
export type WebhookType = keyof typeof webhookEvents;
const isWebhookType = (name: string): name is WebhookType => Object.hasOwn(webhookEvents, name);
export const webhookTypes: readonly WebhookType[] = Object.keys(webhookEvents).filter(isWebhookType);

/** As an event within is called outside: `invoice/generated` is `invoice.generated`. */
export const webhookTypeOf = (event: EventName): WebhookType => {
  const found = webhookTypes.find((type) => webhookEvents[type].event === event);
  if (found === undefined) throw new Error(`${event} is told to no webhook.`);
  return found;
};

/** How many days without one message arriving end in an endpoint being turned off. */
export const webhookFailingDays = 3;
/** How many days its messages and their tries are kept. */
export const webhookKeptDays = 90;
/** How many hours a signing secret that was changed still signs beside the new one. */
export const secretOverlapHours = 24;
/** As many endpoints as a tenant may have. */
export const mostEndpoints = 20;

const endpointFields = {
  name: text("Say what listens there, as Parts ordering.", 60),
  url: z
    .url("An address looks like https://example.com/hooks.")
    .max(500, "500 characters at most.")
    .refine(
      (url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ""),
      "An address looks like https://example.com/hooks.",
    )
    .refine((url) => {
      const parsed = URL.parse(url);
      return parsed !== null && parsed.username === "" && parsed.password === "";
    }, "Leave the login out of the address: each message is signed instead."),
  events: z
    .array(z.enum(webhookTypes))
    .min(1, "Choose an event at least.")
    .max(webhookTypes.length)
    .transform((chosen) => webhookTypes.filter((type) => chosen.includes(type))),
};
export const createEndpointInput = z.object(endpointFields);
export const updateEndpointInput = z.object({ endpointId: id, version, ...endpointFields });
export const endpointVersionInput = z.object({ endpointId: id, version });
export type EndpointFields = z.output<typeof createEndpointInput>;

export const endpointView = z.object({
  id,
  version: z.int(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.enum(webhookTypes)),
  createdAt: moment,
  failingSince: moment.nullable(),
  disabledAt: moment.nullable(),
  disabledReason: z.string().nullable(),
  /** Until when the signing secret before the present one counts as well. */
  formerUntil: moment.nullable(),
});
export type EndpointView = z.infer<typeof endpointView>;
/** `secret` is told when it is made, and never again. */
export const endpointMade = endpointView.extend({ secret: z.string() });
export const endpointsView = z.object({ endpoints: z.array(endpointView) });

/** `cursor` is the last message of the page before. */
export const listWebhooksInput = z.object({ endpointId: id.nullable(), cursor: id.nullish() });
export const webhookTryView = z.object({
  id,
  at: moment,
  durationMs: z.int(),
  status: z.int().nullable(),
  answer: z.string(),
  reason: z.string().nullable(),
});
export const webhookView = z.object({
  id,
  endpointId: id,
  endpointName: z.string(),
  type: z.string(),
  createdAt: moment,
  deliveredAt: moment.nullable(),
  /** How its last sending stands; null once that is so long ago that its details are gone. */
  state: z.enum(deliveryStates).nullable(),
  /** When it is tried again, while it waits. */
  nextTryAt: moment.nullable(),
  /** Why it was not sent, or did not arrive. */
  reason: z.string().nullable(),
  tries: z.array(webhookTryView),
});
export type WebhookView = z.infer<typeof webhookView>;
export const webhooksView = z.object({ deliveries: z.array(webhookView), next: id.nullable() });

export const replayWebhookInput = z.object({ webhookDeliveryId: id });
export const webhookReplayed = z.object({ webhookDeliveryId: id });
