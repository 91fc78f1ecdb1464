import { type Form, groupOf, textOf, textsOf } from "./form.ts";
import { chargeOf, makeId, seconds, type World } from "./intents.ts";
import { wireCharge, wireRefund } from "./objects.ts";
import type { ChargeRecord, RefundRecord } from "./records.ts";
import { type Change, done, malformed, missing, no, type Reply } from "./replies.ts";

/**
 * Gives money back.
 * @param fault `decline`: the bank says no at once; `fails`: it is taken on, and fails later
 */
export const createRefund = (world: World, form: Form, fault: "decline" | "fails" | null): Reply => {
  const intentId = textOf(form, "payment_intent");
  if (intentId === null)
    return malformed("You must give a payment_intent.", { code: "parameter_missing", param: "payment_intent" });
  const intent = world.store.intents.get(intentId);
  if (intent === undefined) return missing("payment_intent", intentId);
  const charge = chargeOf(world, intent);
  if (charge === undefined || !charge.captured)
    return no(400, {
      type: "invalid_request_error",
      message: `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
    });
  const left = charge.amount - charge.refunded;
  const amount = Number(textOf(form, "amount") ?? left);
  if (!Number.isSafeInteger(amount) || (amount < 1 && left > 0))
    return malformed("Invalid positive integer", { code: "parameter_invalid_integer", param: "amount" });
  if (left === 0)
    return no(400, {
      type: "invalid_request_error",
      code: "charge_already_refunded",
      message: `Charge ${charge.id} has already been refunded.`,
    });
  if (amount > left)
    return no(400, {
      type: "invalid_request_error",
      param: "amount",
      message: `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
    });
  if (fault === "decline")
    return no(400, { type: "invalid_request_error", message: "The bank does not take the money back." });

  const refund: RefundRecord = {
    kind: "refund",
    id: makeId("re"),
    intentId: intent.id,
    chargeId: charge.id,
    amount,
    currency: charge.currency,
    metadata: textsOf(groupOf(form, "metadata")),
    created: seconds(world),
    status: fault === "fails" ? "pending" : "succeeded",
    failsAt: fault === "fails" ? world.now() + world.slowMs : null,
  };
  // Counted as given back while it is under way, so that no second refund can be made of the same money.
  const after: ChargeRecord = { ...charge, refunded: charge.refunded + amount };
  return done(wireRefund(refund), {
    records: [after, refund],
    events: [
      { type: "refund.created", object: wireRefund(refund) },
      { type: "charge.refunded", object: wireCharge(after, intent.metadata) },
    ],
  });
};

/** A refund that was under way does not arrive: the money is the workshop's again. */
export const failRefund = (world: World, refund: RefundRecord): Change => {
  const charge = world.store.charges.get(refund.chargeId);
  const failed: RefundRecord = { ...refund, status: "failed", failsAt: null };
  return {
    records: [failed, ...(charge === undefined ? [] : [{ ...charge, refunded: charge.refunded - refund.amount }])],
    events: [{ type: "refund.failed", object: wireRefund(failed) }],
  };
};
