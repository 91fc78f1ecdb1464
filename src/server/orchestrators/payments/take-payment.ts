import { paymentSucceeded } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoney } from "#/domain/money.ts";
import type { HandMethod, PaymentTaken } from "#/domain/payment.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as paying from "#/server/services/paying.ts";

export type ByHand = {
  readonly method: HandMethod;
  readonly amountMinor: number;
  readonly tenderedMinor: number | null;
  readonly reference: string;
};
type TakePayment = ByHand & { readonly invoiceId: string; readonly idempotencyKey: string };

/**
 * Records money that was taken by hand, in full or in part.
 * @throws DUPLICATE when nothing is owed any more, INVALID_INPUT above what is, or for less cash than the amount
 */
export const takePayment = (ctx: Ctx, { idempotencyKey, ...input }: TakePayment): Promise<PaymentTaken> =>
  executeInTransaction(
    ctx,
    "payment.take",
    async (tx) => {
      const receivedById = paying.takerOf(ctx);
      const changeMinor = paying.changeOf(input);
      const balance = await payments.lockBalance(tx, input.invoiceId);
      tx.within(balance.branchId);
      paying.requireRoom(balance, input.amountMinor);
      const { invoiceId, method, amountMinor, tenderedMinor, reference } = input;
      const paymentId = uuidv7();
      await tx.step(
        "payment recorded",
        async () => {
          await payments.insert(tx, {
            id: paymentId,
            invoiceId,
            appointmentId: null,
            jobCardId: null,
            branchId: balance.branchId,
            customerId: balance.customerId,
            method,
            gateway: "manual",
            state: "CAPTURED",
            amountMinor,
            currency: balance.currency,
            tenderedMinor,
            reference,
            receivedById,
          });
          await payments.allocate(tx, [{ paymentId, invoiceId, amountMinor }]);
        },
        () => ({ text: formatMoney(amountMinor, balance.currency, balance.locale) }),
      );
      emit(tx, paymentSucceeded, { type: "invoice", id: invoiceId }, { paymentId, invoiceId });
      const changes = { paymentId, amountMinor, method };
      tx.audit({ action: "payment.taken", subjectType: "invoice", subjectId: invoiceId, changes });
      tx.audit({
        action: "payment.taken",
        subjectType: "jobCard",
        subjectId: balance.jobCardId,
        changes: { invoiceId, amountMinor },
      });
      return { paymentId, state: "CAPTURED" as const, dueMinor: payments.dueOf(balance) - amountMinor, changeMinor };
    },
    { idempotencyKey, input, subject: { type: "invoice", id: input.invoiceId } },
  );

/** The same ahead of an invoice: it pays the invoice that the card's completion issues. @throws ValidationException */
export const takeDeposit = (
  ctx: Ctx,
  {
    idempotencyKey,
    ...input
  }: ByHand & {
    readonly subject: { readonly type: "appointment" | "jobCard"; readonly id: string };
    readonly idempotencyKey: string;
  },
): Promise<PaymentTaken> =>
  executeInTransaction(
    ctx,
    "payment.take-deposit",
    async (tx) => {
      const receivedById = paying.takerOf(ctx);
      const changeMinor = paying.changeOf(input);
      const { subject, method, amountMinor, tenderedMinor, reference } = input;
      const place = await paying.depositPlace(tx, subject);
      tx.within(place.branchId);
      const paymentId = uuidv7();
      await tx.step(
        "deposit recorded",
        () =>
          payments.insert(tx, {
            id: paymentId,
            invoiceId: null,
            appointmentId: subject.type === "appointment" ? subject.id : null,
            jobCardId: subject.type === "jobCard" ? subject.id : null,
            branchId: place.branchId,
            customerId: place.customerId,
            method,
            gateway: "manual",
            state: "CAPTURED",
            amountMinor,
            currency: place.currency,
            tenderedMinor,
            reference,
            receivedById,
          }),
        () => ({ text: formatMoney(amountMinor, place.currency, place.locale) }),
      );
      emit(tx, paymentSucceeded, subject, { paymentId, invoiceId: null });
      tx.audit({
        action: "payment.deposit-taken",
        subjectType: subject.type,
        subjectId: subject.id,
        changes: { paymentId, amountMinor, method },
      });
      return { paymentId, state: "CAPTURED" as const, dueMinor: null, changeMinor };
    },
    { idempotencyKey, input, subject: input.subject },
  );
