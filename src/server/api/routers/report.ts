import { reportAsked, reportFigures, reportOwed, reportStock } from "#/domain/report.ts";
import { reportRowsInput, reportRowsView } from "#/domain/report-rows.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import * as reports from "#/server/services/reports.ts";

export const reportRouter = router({
  /** Sums over days, of which the figures are reckoned. */
  figures: memberProcedure("report.read")
    .input(reportAsked)
    .output(reportFigures)
    .query(({ ctx, input }) => reports.figures(readDb(ctx), input, ctx.permissions.has("cost.read"))),
  owed: memberProcedure("report.read")
    .input(reportAsked)
    .output(reportOwed)
    .query(({ ctx, input }) => reports.owed(readDb(ctx), input)),
  /** At purchase cost: for whoever may see it. */
  stock: memberProcedure("report.read")
    .input(reportAsked)
    .output(reportStock.nullable())
    .query(({ ctx, input }) => (ctx.permissions.has("cost.read") ? reports.stock(readDb(ctx), input) : null)),
  /** The rows behind a figure. */
  rows: memberProcedure("report.read")
    .input(reportRowsInput)
    .output(reportRowsView)
    .query(({ ctx, input }) => reports.page(readDb(ctx), input, ctx.permissions.has("cost.read"))),
});
