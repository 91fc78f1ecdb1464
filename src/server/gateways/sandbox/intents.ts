import { randomBytes } from "node:crypto";
import { cardByMethod } from "./cards.ts";
import { type Form, groupOf, textOf, textsOf } from "./form.ts";
import { wireCharge, wireIntent } from "./objects.ts";
import type { Card, ChargeRecord, IntentRecord, LastError, TokenRecord } from "./records.ts";
import { done, malformed, missing, no, type Reply, silent } from "./replies.ts";
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

const wire = (world: World, intent: IntentRecord, charge: ChargeRecord | undefined, expand = false) =>
  wireIntent(intent, { url: world.url, charge, expand });

export const chargeOf = (world: World, intent: IntentRecord): ChargeRecord | undefined =>
  intent.chargeId === null ? undefined : world.store.charges.get(intent.chargeId);

export const showIntent = (world: World, intent: IntentRecord, expand: boolean) =>
  wire(world, intent, chargeOf(world, intent), expand);

/** The call came too late, or too early: the intent goes along, so that the caller sees what it is. */
const unfit = (world: World, intent: IntentRecord, verb: string): Reply =>
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

const declines = {
  declined: { code: "card_declined", declineCode: "generic_decline", message: "Your card was declined." },
  insufficient: {
    code: "card_declined",
    declineCode: "insufficient_funds",
    message: "Your card has insufficient funds.",
  },
} satisfies Record<string, LastError>;

const chargeFor = (world: World, intent: IntentRecord, card: Card, error: LastError | null): ChargeRecord => ({
  kind: "charge",
  id: makeId("ch"),
  intentId: intent.id,
  amount: intent.amount,
  currency: intent.currency,
  created: seconds(world),
  paid: error === null,
  captured: error === null && intent.captureMethod === "automatic",
  refunded: 0,
  card,
  error,
});

/** The bank says no: no money moves, and the intent waits for another card. */
const decline = (world: World, before: IntentRecord, card: Card, error: LastError) => {
  const charge = chargeFor(world, before, card, error);
  const intent: IntentRecord = {
    ...before,
    card,
    status: "requires_payment_method",
    chargeId: charge.id,
    lastError: error,
    settlesAt: null,
  };
  const object = wire(world, intent, charge);
  return {
    charge,
    object,
    change: {
      records: [charge, intent],
      events: [
        { type: "charge.failed", object: wireCharge(charge, intent.metadata) },
        { type: "payment_intent.payment_failed", object },
      ],
    },
  };
};

/** The bank says yes: the money is taken, or reserved where capturing was asked for. */
const succeed = (world: World, before: IntentRecord, card: Card) => {
  const charge = chargeFor(world, before, card, null);
  const intent: IntentRecord = {
    ...before,
    card,
    status: before.captureMethod === "manual" ? "requires_capture" : "succeeded",
    chargeId: charge.id,
    lastError: null,
    settlesAt: null,
  };
  const object = wire(world, intent, charge);
  const type = charge.captured ? "payment_intent.succeeded" : "payment_intent.amount_capturable_updated";
  return {
    intent,
    charge,
    change: {
      records: [charge, intent],
      events: [
        { type: "charge.succeeded", object: wireCharge(charge, intent.metadata) },
        { type, object },
      ],
    },
  };
};

const wait = (world: World, intent: IntentRecord, expand: boolean, type: string, used: readonly TokenRecord[]): Reply =>
  done(showIntent(world, intent, expand), {
    records: [...used, intent],
    events: [{ type, object: showIntent(world, intent, false) }],
  });

/** @param declined whether the bank says no whatever the card is */
export const confirmIntent = (
  world: World,
  intent: IntentRecord,
  form: Form,
  expand: boolean,
  declined = false,
): Reply => {
  const tokenId = textOf(form, "confirmation_token");
  const method = textOf(form, "payment_method");
  const token = tokenId === null ? undefined : world.store.tokens.get(tokenId);
  if (tokenId !== null && token === undefined) return missing("confirmation_token", tokenId);
  const card = token?.card ?? (method === null ? null : cardByMethod(method));
  if (card === null)
    return malformed("You must give a confirmation_token.", { code: "parameter_missing", param: "confirmation_token" });
  if (intent.status !== "requires_payment_method") return unfit(world, intent, "confirmed");
  if (token !== undefined && token.usedBy !== null)
    return malformed("This ConfirmationToken has been used.", { param: "confirmation_token" });
  if (card.behaviour === "silent" && !declined) return silent;

  const used: TokenRecord[] = token === undefined ? [] : [{ ...token, usedBy: intent.id }];
  const behaviour = declined ? "declined" : card.behaviour;
  if (behaviour === "declined" || behaviour === "insufficient") {
    const { code, declineCode, message } = declines[behaviour];
    const { charge, object, change } = decline(world, intent, card, declines[behaviour]);
    return no(
      402,
      {
        type: "card_error",
        code,
        decline_code: declineCode,
        message,
        charge: charge.id,
        payment_intent: object,
      },
      { ...change, records: [...used, ...change.records] },
    );
  }
  if (behaviour === "slow")
    return wait(
      world,
      { ...intent, card, status: "processing", settlesAt: world.now() + world.slowMs, lastError: null },
      expand,
      "payment_intent.processing",
      used,
    );
  if (behaviour === "asks") {
    const returnUrl = textOf(form, "return_url");
    if (returnUrl === null || !/^https?:\/\//.test(returnUrl))
      return malformed("A return_url must be given: the bank leads the payer back.", { param: "return_url" });
    return wait(
      world,
      { ...intent, card, status: "requires_action", returnUrl, lastError: null },
      expand,
      "payment_intent.requires_action",
      used,
    );
  }
  const paid = succeed(world, intent, card);
  return done(wire(world, paid.intent, paid.charge, expand), {
    ...paid.change,
    records: [...used, ...paid.change.records],
  });
};

/** What becomes of a payment that was processing, or that the bank had to ask about. */
export const settleIntent = (world: World, intent: IntentRecord, yes: boolean) => {
  if (intent.card === null) throw new Error(`${intent.id} has no card to settle.`);
  return yes
    ? succeed(world, intent, intent.card).change
    : decline(world, intent, intent.card, {
        code: "payment_intent_authentication_failure",
        declineCode: null,
        message: "The bank did not confirm the payment.",
      }).change;
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
