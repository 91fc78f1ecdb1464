import { z } from "zod";
import { id } from "#/domain/fields.ts";
import { invoiceView } from "#/domain/invoice.ts";
import { invoiceListView, listInvoicesInput, owedView } from "#/domain/invoice-list.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import * as lists from "#/server/services/invoice-list.ts";
import * as views from "#/server/services/invoice-views.ts";

export const invoiceRouter = router({
  byId: memberProcedure("invoice.read")
    .input(z.object({ invoiceId: id }))
    .output(invoiceView)
    .query(({ ctx, input }) => views.invoiceView(readDb(ctx), input.invoiceId)),
  list: memberProcedure("invoice.read")
    .input(listInvoicesInput)
    .output(invoiceListView)
    .query(({ ctx, input }) => lists.list(readDb(ctx), input)),
  /** What is owed to the workshop. */
  owed: memberProcedure("invoice.read")
    .output(owedView)
    .query(({ ctx }) => lists.owed(readDb(ctx))),
});
