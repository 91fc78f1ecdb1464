import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { PaymentMethod } from "#/domain/invoice.ts";
import { formatMoney } from "#/domain/money.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as invoices from "#/server/repositories/invoices.ts";
import * as payments from "#/server/repositories/payments.ts";

type TakePayment = {
  readonly invoiceId: string;
  readonly method: PaymentMethod;
  readonly amountMinor: number;
  readonly reference: string;
  readonly idempotencyKey: string;
};

/** Records a full payment by cash or terminal. @throws PREREQUISITES_UNMET for another amount, DUPLICATE when it is paid */
export const takePayment = (ctx: Ctx, { idempotencyKey, ...input }: TakePayment) => {
  const { actor } = ctx;
  return executeInTransaction(
    ctx,
    "payment.take",
    async (tx) => {
      if (actor.kind !== "member") throw new ValidationException("FORBIDDEN", "Money is taken by a member of staff.");
      const invoice = await invoices.load(tx, input.invoiceId);
      tx.within(invoice.branchId);
      const due = invoice.totalMinor - invoice.paidMinor;
      const shown = formatMoney(due, invoice.currency, invoice.parties.branch.locale);
      const paid = new ValidationException("DUPLICATE", `${invoice.number} is paid. Nothing was recorded.`);
      if (due <= 0) throw paid;
      if (input.amountMinor !== due)
        throw new ValidationException("INVALID_INPUT", `${shown} is due. Record the full amount.`, {
          field: "amountMinor",
          dueMinor: due,
        });

      const payment = { id: uuidv7(), ...input, currency: invoice.currency, receivedById: actor.memberId };
      if (
        !(await tx.step(
          "payment recorded",
          () => payments.insert(tx, payment),
          () => ({ text: shown }),
        ))
      )
        throw paid;
      tx.audit({
        action: "payment.taken",
        subjectType: "invoice",
        subjectId: invoice.id,
        changes: { paymentId: payment.id, amountMinor: payment.amountMinor, method: payment.method },
      });
      tx.audit({
        action: "payment.taken",
        subjectType: "jobCard",
        subjectId: invoice.jobCard.id,
        changes: { invoiceId: invoice.id, amountMinor: payment.amountMinor },
      });
      return { paymentId: payment.id, invoiceId: invoice.id, paidMinor: invoice.paidMinor + payment.amountMinor };
    },
    { idempotencyKey, input, subject: { type: "invoice", id: input.invoiceId } },
  );
};
