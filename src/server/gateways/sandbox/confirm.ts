import { cardByMethod } from "./cards.ts";
import { type Form, textOf } from "./form.ts";
import { makeId, seconds, showIntent, unfit, type World, wire } from "./intents.ts";
import { wireCharge } from "./objects.ts";
import type { Card, ChargeRecord, IntentRecord, LastError, TokenRecord } from "./records.ts";
import { type Change, done, malformed, missing, no, type Reply, silent } from "./replies.ts";

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
export const settleIntent = (world: World, intent: IntentRecord, yes: boolean): Change => {
  if (intent.card === null) throw new Error(`${intent.id} has no card to settle.`);
  return yes
    ? succeed(world, intent, intent.card).change
    : decline(world, intent, intent.card, {
        code: "payment_intent_authentication_failure",
        declineCode: null,
        message: "The bank did not confirm the payment.",
      }).change;
};
