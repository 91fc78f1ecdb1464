import { completionConditions } from "#/domain/completion.ts";
import { ValidationException } from "#/domain/errors.ts";
import { inventoryAdjusted, invoiceGenerated, jobCardCompleted } from "#/domain/events.ts";
import type { CompletionView } from "#/domain/job-card.ts";
import { formatMoney } from "#/domain/money.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx, validatePrerequisites } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as bays from "#/server/repositories/bays.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as serviceHistory from "#/server/repositories/service-history.ts";
import * as visitLinks from "#/server/services/booking/links.ts";
import * as inventory from "#/server/services/inventory.ts";
import * as invoicing from "#/server/services/invoicing.ts";

type CompleteJobCard = {
  readonly jobCardId: string;
  readonly idempotencyKey: string;
  /** That the car is ready; yes unless told otherwise. */
  readonly tellCustomer?: boolean;
};

/**
 * Closes the work: parts leave stock, the bay is free, the invoice is issued, the car's history grows;
 * all of it, or nothing. Locks go job card → stock by id → invoice counter, the busiest row last.
 *
 * @throws PREREQUISITES_UNMET with every unmet condition; STOCK_SHORT when a race took the parts
 */
export const completeJobCard = (
  ctx: Ctx,
  { idempotencyKey, jobCardId, tellCustomer = true }: CompleteJobCard,
): Promise<CompletionView> =>
  executeInTransaction(
    ctx,
    "job-card.complete",
    async (tx) => {
      const card = await jobCards.lock(tx, jobCardId);
      tx.within(card.branch.id);
      await tx.step(
        "prerequisites",
        async () => validatePrerequisites(completionConditions(card)),
        () => ({ text: "Nothing stood in the way" }),
      );

      const issued = await tx.step(
        "parts issued",
        () => inventory.issue(tx, card),
        (parts) => ({
          text:
            parts.length === 0
              ? "No parts on this card"
              : `${parts.length} ${parts.length === 1 ? "part" : "parts"} left stock`,
        }),
      );
      await tx.step(
        "bay freed",
        async () => (card.bay === null ? 0 : bays.release(tx, card.id)),
        (freed) => ({ text: freed === 0 || card.bay === null ? "It stood on no bay" : `${card.bay.name} is free` }),
      );
      await tx.step(
        "status set",
        () => complete(tx, card),
        () => ({ text: "Completed" }),
      );
      const invoice = await tx.step(
        "invoice issued",
        () => invoicing.issueFrom(tx, card),
        ({ number, totalMinor, currency }) => ({
          text: `${number}, ${formatMoney(totalMinor, currency, card.branch.locale)}`,
        }),
      );
      if (card.hasDeposit)
        await tx.step(
          "deposit applied",
          () => applyDeposits(tx, card, invoice),
          (appliedMinor) => ({ text: formatMoney(appliedMinor, invoice.currency, card.branch.locale) }),
        );
      const completionNumber = card.completionNumber + 1;
      const odometer = card.odometerOut ?? 0;
      await tx.step("history written", () =>
        serviceHistory.insert(tx, card, {
          invoiceId: invoice.id,
          completionNumber,
          odometer,
          summary: summaryOf(card),
        }),
      );

      const visit = await visitLinks.openOfCard(tx, card.id);
      const subject = { type: "jobCard", id: card.id };
      const told = { jobCardId: card.id, invoiceId: invoice.id, visit };
      emit(tx, jobCardCompleted, subject, { ...told, completionNumber, tellCustomer });
      emit(tx, invoiceGenerated, { type: "invoice", id: invoice.id }, told);
      const partIds = issued.map(({ partId }) => partId);
      if (partIds.length > 0)
        emit(tx, inventoryAdjusted, subject, { branchId: card.branch.id, jobCardId: card.id, partIds });
      tx.audit({
        action: "job-card.completed",
        subjectType: "jobCard",
        subjectId: card.id,
        changes: { status: [card.status, "COMPLETED"], invoice: invoice.number, totalMinor: invoice.totalMinor },
      });
      for (const { partId, before, after } of issued)
        tx.audit({
          action: "stock.issued",
          subjectType: "part",
          subjectId: partId,
          changes: { onHandMilli: [before, after], jobCardId: card.id },
        });
      return {
        jobCardId: card.id,
        invoiceId: invoice.id,
        invoiceNumber: invoice.number,
        totalMinor: invoice.totalMinor,
        currency: invoice.currency,
        runId: tx.runId,
      };
    },
    { idempotencyKey, input: { jobCardId, tellCustomer }, subject: { type: "jobCard", id: jobCardId } },
  );

const complete = async (tx: Tx, card: jobCards.CardRow): Promise<void> => {
  if (await jobCards.complete(tx, card)) return;
  throw new ValidationException(
    "TRANSITION_REFUSED",
    "Someone else has just moved this card. Nothing was changed; reload to see where it stands.",
  );
};

/** Pays the new invoice with what was paid ahead, the oldest first; what is above it stays the customer's. */
const applyDeposits = async (
  tx: Tx,
  card: jobCards.CardRow,
  { id: invoiceId, totalMinor, currency }: invoicing.IssuedInvoice,
): Promise<number> => {
  let left = totalMinor;
  const shares: payments.Share[] = [];
  for (const payment of await payments.lockFreeOfCard(tx, card.id)) {
    const amountMinor = payment.currency === currency ? Math.min(left, payment.freeMinor) : 0;
    if (amountMinor === 0) continue;
    shares.push({ paymentId: payment.id, invoiceId, amountMinor });
    left -= amountMinor;
  }
  await payments.allocate(tx, shares);
  return totalMinor - left;
};

/** What the car's history says was done: the packages by name, and the labour outside them. */
const summaryOf = ({ lines, complaint }: jobCards.CardRow): string => {
  const titles = [...new Set(lines.flatMap((line) => (line.packageTitle === null ? [] : [line.packageTitle])))];
  const labour = lines
    .filter((line) => line.packageTitle === null && line.kind === "LABOUR")
    .map((line) => line.description);
  const all = [...titles, ...labour];
  return all.length === 0 ? complaint : all.join(", ");
};
