import { z } from "zod";
import { id } from "#/domain/fields.ts";
import { invoiceView } from "#/domain/invoice.ts";
import { invoiceListView, listInvoicesInput, owedView } from "#/domain/invoice-list.ts";
import { creditIssued, creditNoteInput, voidInvoiceInput } from "#/domain/payment.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { issueCreditNote, voidInvoice } from "#/server/orchestrators/payments/issue-credit-note.ts";
import { openPayLink } from "#/server/orchestrators/payments/open-pay-link.ts";
import * as bills from "#/server/services/bills.ts";
import * as lists from "#/server/services/invoice-list.ts";
import * as views from "#/server/services/invoice-views.ts";

export const invoiceRouter = router({
  byId: memberProcedure("invoice.read")
    .input(z.object({ invoiceId: id }))
    .output(invoiceView)
    .query(({ ctx, input }) => views.invoiceView(readDb(ctx), input.invoiceId)),
  /** The address by which its customer pays it. */
  payLink: memberProcedure("invoice.read")
    .input(z.object({ invoiceId: id }))
    .output(z.object({ path: z.string() }))
    .query(({ ctx, input }) => bills.payPath(readDb(ctx), input.invoiceId)),
  /** Opens that address where there is none yet. */
  openPayLink: memberProcedure("payment.take")
    .input(mutationInput({ invoiceId: id }))
    .output(z.object({ path: z.string() }))
    .mutation(({ ctx, input }) => openPayLink(ctx, input)),
  credit: memberProcedure("invoice.credit")
    .input(mutationInput(creditNoteInput.shape))
    .output(creditIssued)
    .mutation(({ ctx, input }) => issueCreditNote(ctx, input)),
  void: memberProcedure("invoice.credit")
    .input(mutationInput(voidInvoiceInput.shape))
    .output(creditIssued)
    .mutation(({ ctx, input }) => voidInvoice(ctx, input)),
  list: memberProcedure("invoice.read")
    .input(listInvoicesInput)
    .output(invoiceListView)
    .query(({ ctx, input }) => lists.list(readDb(ctx), input)),
  /** What is owed to the workshop. */
  owed: memberProcedure("invoice.read")
    .output(owedView)
    .query(({ ctx }) => lists.owed(readDb(ctx))),
});
