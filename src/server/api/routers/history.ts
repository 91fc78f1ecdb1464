import { z } from "zod";
import {
  historyCountView,
  historyFilter,
  historyNamesInput,
  historyNamesView,
  historyPageView,
  listHistoryInput,
} from "#/domain/history.ts";
import { personView } from "#/domain/job-card.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import * as history from "#/server/services/history.ts";
import * as staff from "#/server/services/staff.ts";

export const historyRouter = router({
  list: memberProcedure("history.read")
    .input(listHistoryInput)
    .output(historyPageView)
    .query(({ ctx, input }) => history.page(readDb(ctx), input)),
  count: memberProcedure("history.read")
    .input(historyFilter)
    .output(historyCountView)
    .query(({ ctx, input }) => history.count(readDb(ctx), input)),
  names: memberProcedure("history.read")
    .input(historyNamesInput)
    .output(historyNamesView)
    .query(({ ctx, input }) => history.names(readDb(ctx), input)),
  /** Everybody who may have worked on a card or completed it, those who left included. */
  people: memberProcedure("history.read")
    .output(z.array(personView.extend({ technician: z.boolean() })))
    .query(({ ctx }) => staff.everyone(readDb(ctx))),
});
