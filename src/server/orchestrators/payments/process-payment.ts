import { z } from "zod";
import { ValidationException } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { keyedId } from "#/server/db/keyed-id.ts";
import { paymentGateway } from "#/server/gateways/payment-gateway.ts";
import type { Intent, PaymentGateway } from "#/server/gateways/payments.ts";
import { executeInTransaction, executeSteps, onAbandoned, type Tx } from "#/server/orchestrators/kernel.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as refunds from "#/server/repositories/refunds.ts";
import * as paying from "#/server/services/paying.ts";
import { carryOut } from "./refund-payment.ts";
import { giveUp, settle, settleOrRefuse } from "./settle.ts";

const name = "payment.process";

const inputShape = z.object({
  invoiceId: z.uuid().nullable(),
  deposit: z.object({ type: z.enum(["appointment", "jobCard"]), id: z.uuid() }).nullable(),
  amountMinor: z.int().positive(),
  /** What the gateway's own frame gave the browser for the card: good for one charge. */
  confirmationToken: z.string().min(1).max(200),
  /** Where the payer's bank leads them back to. */
  returnUrl: z.string().max(500),
});
export type ProcessPayment = z.infer<typeof inputShape>;

export type Processed = {
  readonly paymentId: string;
  /** PENDING while the gateway has not said yes or no: it is being asked. */
  readonly state: "CAPTURED" | "PENDING";
};

/**
 * Takes a payment through the gateway. The row comes first, held from the balance, and its id is the gateway's key; the
 * charge is outside of any transaction; what came is noted once, whoever hears of it. A definite no closes the intent and
 * fails the payment; what fails after the charge gives the money back. Silence decides nothing: the webhook or the
 * reconciler does.
 * @throws REFUSED_OUTSIDE when the card was declined, OUTCOME_UNKNOWN while there is no answer, KEY_REUSED, and what `paying` refuses
 */
export const processPayment = (
  ctx: Ctx,
  { idempotencyKey, ...input }: ProcessPayment & { readonly idempotencyKey: string },
  gateway: PaymentGateway = paymentGateway(),
): Promise<Processed> => process(ctx, idempotencyKey, input, gateway);

/** What the payer's browser needs to ask for a card: never a secret. */
export const cardFrame = () => {
  const { name, browser } = paymentGateway();
  return { name, ...browser };
};

/** Says which gateway sagas are carried on with; once, where the workers start. */
export const resumePayments = (gateway: () => PaymentGateway): void =>
  onAbandoned(name, (ctx, key, input) => process(ctx, key, inputShape.parse(input), gateway()));

/** The payment that a key stands for, before it is known whether there is one: made from the tenant and the key. */
export const paymentIdOf = (tenantId: string, key: string): string => keyedId(`payment ${tenantId} ${key}`);

const process = (ctx: Ctx, key: string, input: ProcessPayment, gateway: PaymentGateway): Promise<Processed> =>
  executeSteps(
    ctx,
    {
      name,
      key,
      input,
      subject: input.invoiceId === null ? (input.deposit ?? undefined) : { type: "invoice", id: input.invoiceId },
    },
    async (step) => {
      const opened = await step.transaction(
        "payment opened",
        (tx) => open(tx, paymentIdOf(ctx.tenantId, key), input, gateway),
        ({ paymentId }) =>
          executeInTransaction(ctx, "payment.fail", (tx) => giveUp(tx, paymentId, "The card was not charged.")),
      );
      const { paymentId } = opened;
      const intentId = await step.external(
        "intent made",
        async () => {
          const { id } = await gateway.create({ ...opened, tenantId: ctx.tenantId });
          return id;
        },
        (id) => gateway.cancel({ paymentId, intentId: id }),
      );
      await step.transaction("intent noted", (tx) => payments.setIntent(tx, paymentId, intentId));
      const charged = await step.external(
        "card charged",
        () =>
          charge(gateway, {
            paymentId,
            intentId,
            confirmationToken: input.confirmationToken,
            returnUrl: input.returnUrl,
          }),
        // What was taken and cannot be kept goes back as a row of its own.
        async ({ state, chargeId }) => {
          if (state !== "SUCCEEDED") return;
          const refundId = await executeInTransaction(ctx, "payment.return", (tx) => giveBack(tx, paymentId, chargeId));
          if (refundId !== null) await carryOut(ctx, refundId, gateway);
        },
      );
      if (charged.state !== "SUCCEEDED") return { paymentId, state: "PENDING" as const };
      await step.transaction("payment settled", (tx) => settleOrRefuse(tx, paymentId, charged.chargeId));
      return { paymentId, state: "CAPTURED" as const };
    },
  );

type Opened = { paymentId: string; amountMinor: number; currency: string; description: string };

const open = async (tx: Tx, paymentId: string, input: ProcessPayment, gateway: PaymentGateway): Promise<Opened> => {
  const common = {
    id: paymentId,
    method: "CARD" as const,
    gateway: gateway.name,
    state: "PENDING" as const,
    amountMinor: input.amountMinor,
    tenderedMinor: null,
    reference: "",
    receivedById: null,
  };
  if (input.invoiceId !== null) {
    const balance = await payments.lockBalance(tx, input.invoiceId);
    paying.requireRoom(balance, input.amountMinor);
    const { branchId, customerId, currency } = balance;
    await payments.insert(tx, {
      ...common,
      branchId,
      customerId,
      currency,
      invoiceId: input.invoiceId,
      appointmentId: null,
      jobCardId: null,
    });
    return openedAs(tx, paymentId);
  }
  if (input.deposit === null) throw new ValidationException("INVALID_INPUT", "Say what is paid.");
  const { type, id } = input.deposit;
  const { branchId, customerId, currency } = await paying.depositPlace(tx, input.deposit);
  await payments.insert(tx, {
    ...common,
    branchId,
    customerId,
    currency,
    invoiceId: null,
    appointmentId: type === "appointment" ? id : null,
    jobCardId: type === "jobCard" ? id : null,
  });
  return openedAs(tx, paymentId);
};

const openedAs = async (tx: Tx, paymentId: string): Promise<Opened> => {
  const { amountMinor, currency, description } = await payments.load(tx, paymentId);
  return { paymentId, amountMinor, currency, description };
};

/** Charges once: a charge whose answer was lost is looked for before it is asked for again. @throws REFUSED_OUTSIDE */
const charge = async (
  gateway: PaymentGateway,
  input: {
    readonly paymentId: string;
    readonly intentId: string;
    readonly confirmationToken: string;
    readonly returnUrl: string;
  },
): Promise<Pick<Intent, "state" | "chargeId">> => {
  const before = await gateway.find(input.intentId);
  const known = before !== null && before.state !== "NEEDS_METHOD" ? before : await gateway.charge(input);
  if (known.state === "CANCELLED")
    throw new ValidationException("REFUSED_OUTSIDE", "This payment was closed before the card was charged. Pay again.");
  return { state: known.state, chargeId: known.chargeId };
};

/** Notes money that came and cannot be kept, and the refund of it; null when it was settled by somebody else after all. */
const giveBack = async (tx: Tx, paymentId: string, chargeId: string | null): Promise<string | null> => {
  const { refundId } = await settle(tx, paymentId, chargeId);
  return refundId ?? (await refunds.ofUnsettled(tx, paymentId));
};
