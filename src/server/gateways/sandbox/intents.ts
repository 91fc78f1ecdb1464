import { randomBytes } from "node:crypto";
import { type Form, groupOf, textOf, textsOf } from "./form.ts";
import { wireCharge, wireIntent } from "./objects.ts";
import type { ChargeRecord, IntentRecord } from "./records.ts";
import { done, malformed, no, type Reply } from "./replies.ts";
import type { Store } from "./store.ts";

/** What the calls need to know. `now` in milliseconds since 1970; `slowMs`: how long a slow card takes. */
export type World = {
  readonly store: Store;
  readonly url: string;
  readonly now: () => number;
  readonly slowMs: number;
};

/** An id as Stripe makes them: a prefix and 24 letters and digits. */
export const makeId = (prefix: string): string =>
  `${prefix}_${randomBytes(24).toString("base64url").replace(/[-_]/g, "0").slice(0, 24)}`;
export const seconds = (world: World): number => Math.floor(world.now() / 1000);

export const wire = (world: World, intent: IntentRecord, charge: ChargeRecord | undefined, expand = false) =>
  wireIntent(intent, { url: world.url, charge, expand });

export const chargeOf = (world: World, intent: IntentRecord): ChargeRecord | undefined =>
  intent.chargeId === null ? undefined : world.store.charges.get(intent.chargeId);

export const showIntent = (world: World, intent: IntentRecord, expand: boolean) =>
  wire(world, intent, chargeOf(world, intent), expand);

/** The call came too late, or too early: the intent goes along, so that the caller sees what it is. */
export const unfit = (world: World, intent: IntentRecord, verb: string): Reply =>
  no(400, {
    type: "invalid_request_error",
    code: "payment_intent_unexpected_state",
    message: `This PaymentIntent could not be ${verb} because it has a status of ${intent.status}.`,
    payment_intent: wire(world, intent, chargeOf(world, intent)),
  });

export const createIntent = (world: World, form: Form, expand: boolean): Reply => {
  const amount = Number(textOf(form, "amount") ?? Number.NaN);
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > 99_999_999)
    return malformed("Invalid integer: amount", { code: "parameter_invalid_integer", param: "amount" });
  const currency = textOf(form, "currency");
  if (currency === null || !/^[a-z]{3}$/.test(currency))
    return malformed("Invalid currency: it has three lower-case letters.", { param: "currency" });
  const methods = Object.values(textsOf(groupOf(form, "allowed_payment_method_types")));
  if (methods.length > 0 && !methods.includes("card"))
    return malformed("The sandbox takes cards alone.", { param: "allowed_payment_method_types" });
  const id = makeId("pi");
  const intent: IntentRecord = {
    kind: "intent",
    id,
    amount,
    currency,
    description: textOf(form, "description"),
    metadata: textsOf(groupOf(form, "metadata")),
    created: seconds(world),
    status: "requires_payment_method",
    captureMethod: textOf(form, "capture_method") === "manual" ? "manual" : "automatic",
    clientSecret: `${id}_secret_${randomBytes(18).toString("hex")}`,
    card: null,
    chargeId: null,
    lastError: null,
    returnUrl: null,
    canceledAt: null,
    settlesAt: null,
  };
  const object = wire(world, intent, undefined);
  return done(wire(world, intent, undefined, expand), {
    records: [intent],
    events: [{ type: "payment_intent.created", object }],
  });
};

export const cancelIntent = (world: World, intent: IntentRecord, expand: boolean): Reply => {
  if (!["requires_payment_method", "requires_action", "requires_capture"].includes(intent.status))
    return unfit(world, intent, "canceled");
  const canceled: IntentRecord = { ...intent, status: "canceled", canceledAt: seconds(world), settlesAt: null };
  const reserved = chargeOf(world, intent);
  // What was reserved and never taken goes back, and is no charge any more.
  const freed = reserved?.paid && !reserved.captured ? [{ ...reserved, paid: false }] : [];
  return done(wire(world, canceled, freed[0] ?? reserved, expand), {
    records: [...freed, canceled],
    events: [{ type: "payment_intent.canceled", object: showIntent(world, canceled, false) }],
  });
};

export const captureIntent = (world: World, intent: IntentRecord, expand: boolean): Reply => {
  const reserved = chargeOf(world, intent);
  if (intent.status !== "requires_capture" || reserved === undefined) return unfit(world, intent, "captured");
  const captured: IntentRecord = { ...intent, status: "succeeded" };
  const charge: ChargeRecord = { ...reserved, captured: true };
  return done(wire(world, captured, charge, expand), {
    records: [charge, captured],
    events: [
      { type: "charge.captured", object: wireCharge(charge, intent.metadata) },
      { type: "payment_intent.succeeded", object: wire(world, captured, charge) },
    ],
  });
};
