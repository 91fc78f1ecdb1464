import { ValidationException } from "#/domain/errors.ts";
import { creditNoteIssued, inventoryAdjusted, jobCardReopened } from "#/domain/events.ts";
import { formatMoney } from "#/domain/money.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { raiseTask } from "#/server/outbox/tasks.ts";
import * as creditNotes from "#/server/repositories/credit-notes.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as jobLines from "#/server/repositories/job-lines.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as crediting from "#/server/services/crediting.ts";
import * as inventory from "#/server/services/inventory.ts";

export type CreditIssued = {
  readonly creditNoteId: string;
  readonly number: string;
  readonly totalMinor: number;
  readonly overpaidMinor: number;
};

type Keyed<Input> = Input & { readonly idempotencyKey: string };

/**
 * Takes back an invoice in part, by line or by amount; parts go back to the shelf, or wait for their supplier.
 * @throws INVALID_INPUT above what is left, TRANSITION_REFUSED while the invoice is being paid, NOT_FOUND
 */
export const issueCreditNote = (
  ctx: Ctx,
  {
    idempotencyKey,
    ...input
  }: Keyed<{
    readonly invoiceId: string;
    readonly reason: string;
    readonly credit: Exclude<crediting.CreditAsked, { by: "all" }>;
  }>,
): Promise<CreditIssued> =>
  executeInTransaction(
    ctx,
    "invoice.credit",
    async (tx) => {
      const balance = await payments.lockBalance(tx, input.invoiceId);
      tx.within(balance.branchId);
      return issue(tx, ctx, balance, input.credit, {
        kind: input.credit.by === "lines" ? "LINES" : "AMOUNT",
        reason: input.reason,
      });
    },
    { idempotencyKey, input, subject: { type: "invoice", id: input.invoiceId } },
  );

/**
 * Takes back the whole of an invoice that nobody has paid anything of.
 * @throws TRANSITION_REFUSED when something was paid: that is given back first
 */
export const voidInvoice = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Keyed<{ readonly invoiceId: string; readonly reason: string }>,
): Promise<CreditIssued> =>
  executeInTransaction(
    ctx,
    "invoice.void",
    async (tx) => {
      const balance = await payments.lockBalance(tx, input.invoiceId);
      tx.within(balance.branchId);
      if (balance.paidMinor > 0)
        throw new ValidationException(
          "TRANSITION_REFUSED",
          `${formatMoney(balance.paidMinor, balance.currency, balance.locale)} of it is paid. Give that back first, or issue a credit note.`,
        );
      return issue(tx, ctx, balance, { by: "all", stock: "NONE" }, { kind: "VOID", reason: input.reason });
    },
    { idempotencyKey, input, subject: { type: "invoice", id: input.invoiceId } },
  );

const issue = async (
  tx: Tx,
  ctx: Ctx,
  balance: payments.Balance,
  asked: crediting.CreditAsked,
  note: { readonly kind: "LINES" | "AMOUNT" | "VOID"; readonly reason: string },
): Promise<CreditIssued> => {
  const { invoiceId, currency, locale } = balance;
  const money = (minor: number) => formatMoney(minor, currency, locale);
  const issued = await tx.step(
    "credit note issued",
    () => crediting.issue(tx, ctx, balance, asked, note),
    ({ number, credit }) => ({ text: `${number}, ${money(credit.totalMinor)}` }),
  );
  await tx.step(
    "parts taken back",
    () => takeBack(tx, balance, issued),
    (parts) => ({ text: parts === 0 ? "None came back" : `${parts} ${parts === 1 ? "line" : "lines"}` }),
  );
  emit(tx, creditNoteIssued, { type: "invoice", id: invoiceId }, { creditNoteId: issued.id, invoiceId });
  const { totalMinor } = issued.credit;
  const changes = { creditNote: issued.number, totalMinor, kind: note.kind, reason: note.reason };
  tx.audit({ action: "invoice.credited", subjectType: "invoice", subjectId: invoiceId, changes });
  tx.audit({ action: "invoice.credited", subjectType: "jobCard", subjectId: balance.jobCardId, changes });
  const left = balance.totalMinor - balance.creditedMinor - totalMinor;
  return {
    creditNoteId: issued.id,
    number: issued.number,
    totalMinor,
    overpaidMinor: Math.max(0, balance.paidMinor - left),
  };
};

/** Puts back on the shelf what came back to it, and asks somebody to send the rest to its supplier. */
const takeBack = async (tx: Tx, balance: payments.Balance, issued: crediting.IssuedCredit): Promise<number> => {
  const going = issued.credit.lines.flatMap((line) => {
    const of = issued.lines.find(({ position }) => position === line.position);
    const stock = issued.stock.get(line.position) ?? "NONE";
    return of === undefined || of.partId === null || stock === "NONE"
      ? []
      : [{ ...of, partId: of.partId, quantity: line.quantity, stock }];
  });
  const toShelf = going.filter(({ stock }) => stock === "SHELF");
  if (toShelf.length > 0) {
    const partIds = await inventory.takeBack(
      tx,
      { branchId: balance.branchId, jobCardId: balance.jobCardId },
      toShelf,
      issued.number,
    );
    emit(
      tx,
      inventoryAdjusted,
      { type: "jobCard", id: balance.jobCardId },
      { branchId: balance.branchId, jobCardId: balance.jobCardId, partIds },
    );
  }
  for (const { jobLineId, description, quantity, stock } of going)
    if (stock === "SUPPLIER")
      await raiseTask(tx, {
        severity: "NORMAL",
        kind: "return-to-supplier",
        title: `Send back to its supplier: ${quantity} × ${description}`,
        detail: `It came back with ${issued.number} and is not on the shelf.`,
        subject: { type: "invoice", id: balance.invoiceId },
        sourceKey: `return:${issued.id}:${jobLineId}`,
      });
  return going.length;
};

/**
 * Opens a completed card again: its invoice is taken back by a credit note, its parts are on the shelf and held for it, the
 * car's history says that the visit was reversed, and what was paid stands for the card until it is completed anew.
 * @throws TRANSITION_REFUSED for a card that is not completed, TRANSITION_REFUSED while its invoice is being paid
 */
export const reopenJobCard = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Keyed<{ readonly jobCardId: string; readonly reason: string }>,
): Promise<{ jobCardId: string; creditNoteId: string | null; number: string | null }> =>
  executeInTransaction(
    ctx,
    "job-card.reopen",
    async (tx) => {
      const card = await jobCards.lock(tx, input.jobCardId);
      tx.within(card.branch.id);
      if ((card.status !== "COMPLETED" && card.status !== "COLLECTED") || !card.invoice)
        throw new ValidationException("TRANSITION_REFUSED", "Only a completed card can be opened again.");
      const shares = await payments.sharesOf(tx, card.invoice.id);
      for (const { paymentId } of shares.toSorted((a, b) => (a.paymentId < b.paymentId ? -1 : 1)))
        await payments.lock(tx, paymentId);
      const balance = await payments.lockBalance(tx, card.invoice.id);
      const { invoiceId, currency, locale } = balance;
      await tx.step(
        "payments freed",
        () =>
          payments.allocate(
            tx,
            shares.map(({ paymentId, amountMinor }) => ({ paymentId, invoiceId, amountMinor: -amountMinor })),
          ),
        () => ({
          text:
            shares.length === 0
              ? "Nothing was paid"
              : `${formatMoney(balance.paidMinor, currency, locale)} stands for this card`,
        }),
      );
      const whole = balance.totalMinor > balance.creditedMinor;
      const issued = whole
        ? await tx.step(
            "invoice taken back",
            () =>
              crediting.issue(tx, ctx, balance, { by: "all", stock: "NONE" }, { kind: "REOPEN", reason: input.reason }),
            ({ number, credit }) => ({ text: `${number}, ${formatMoney(credit.totalMinor, currency, locale)}` }),
          )
        : null;
      const { partIds: back } = await tx.step(
        "parts taken back",
        async () => {
          const taken = await inventory.takeBackAll(
            tx,
            card,
            issued?.lines ?? (await creditNotes.linesOf(tx, invoiceId)),
          );
          await jobLines.hold(tx, taken.held);
          return taken;
        },
        ({ held }) => ({
          text: held.size === 0 ? "No parts on this card" : `${held.size} on the shelf, held for this card`,
        }),
      );
      if (!(await jobCards.reopen(tx, card)))
        throw new ValidationException(
          "TRANSITION_REFUSED",
          "Someone else has just moved this card. Nothing was changed; reload to see where it stands.",
        );
      const subject = { type: "jobCard", id: card.id };
      if (back.length > 0)
        emit(tx, inventoryAdjusted, subject, { branchId: card.branch.id, jobCardId: card.id, partIds: [...back] });
      if (issued !== null)
        emit(tx, creditNoteIssued, { type: "invoice", id: invoiceId }, { creditNoteId: issued.id, invoiceId });
      emit(tx, jobCardReopened, subject, {
        jobCardId: card.id,
        invoiceId,
        completionNumber: card.completionNumber,
      });
      const changes = {
        status: [card.status, "IN_PROGRESS"],
        invoice: balance.number,
        creditNote: issued?.number ?? null,
        reason: input.reason,
      };
      tx.audit({ action: "job-card.reopened", subjectType: "jobCard", subjectId: card.id, changes });
      tx.audit({ action: "invoice.credited", subjectType: "invoice", subjectId: invoiceId, changes });
      return { jobCardId: card.id, creditNoteId: issued?.id ?? null, number: issued?.number ?? null };
    },
    { idempotencyKey, input, subject: { type: "jobCard", id: input.jobCardId } },
  );
