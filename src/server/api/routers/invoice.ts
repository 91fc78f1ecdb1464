import { z } from "zod";
import { id } from "#/domain/fields.ts";
import { invoiceView } from "#/domain/invoice.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import * as views from "#/server/services/invoice-views.ts";

export const invoiceRouter = router({
  byId: memberProcedure("invoice.read")
    .input(z.object({ invoiceId: id }))
    .output(invoiceView)
    .query(({ ctx, input }) => views.invoiceView(readDb(ctx), input.invoiceId)),
});
