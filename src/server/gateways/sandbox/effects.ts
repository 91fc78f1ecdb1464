import { chargeOf, type World } from "./intents.ts";

/** What really happened to each payment: the tests' oracle. */
export const effectsOf = (world: World) => {
  const { intents, charges, refunds } = world.store;
  const taken = [...charges.values()].filter(({ captured, paid }) => paid && captured);
  const given = [...refunds.values()].filter(({ status }) => status !== "failed");
  const total = (items: readonly { readonly amount: number }[]) => items.reduce((sum, { amount }) => sum + amount, 0);
  return {
    totals: {
      charges: taken.length,
      chargedMinor: total(taken),
      refunds: given.length,
      refundedMinor: total(given),
    },
    intents: [...intents.values()].map((intent) => {
      const itsCharges = taken.filter(({ intentId }) => intentId === intent.id);
      const itsRefunds = given.filter(({ intentId }) => intentId === intent.id);
      return {
        id: intent.id,
        paymentId: intent.metadata.payment_id ?? null,
        tenantId: intent.metadata.tenant_id ?? null,
        status: intent.status,
        currency: intent.currency,
        amountMinor: intent.amount,
        chargeId: chargeOf(world, intent)?.id ?? null,
        charges: itsCharges.length,
        chargedMinor: total(itsCharges),
        refunds: itsRefunds.length,
        refundedMinor: total(itsRefunds),
        refundIds: itsRefunds.map(({ metadata }) => metadata.refund_id ?? null),
      };
    }),
  };
};
export type Effects = ReturnType<typeof effectsOf>;
