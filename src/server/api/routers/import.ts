import { z } from "zod";
import { id } from "#/domain/fields.ts";
import {
  checkImportInput,
  importChanged,
  importListView,
  importRowsInput,
  importRowsView,
  importView,
} from "#/domain/import.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { checkImport, runImport, undoImport } from "#/server/orchestrators/imports/work-import.ts";
import * as views from "#/server/services/imports/views.ts";

export const importRouter = router({
  list: memberProcedure("import.run")
    .output(importListView)
    .query(({ ctx }) => views.list(readDb(ctx))),
  byId: memberProcedure("import.run")
    .input(z.object({ importId: id }))
    .output(importView)
    .query(({ ctx, input }) => views.byId(readDb(ctx), input.importId)),
  rows: memberProcedure("import.run")
    .input(importRowsInput)
    .output(importRowsView)
    .query(({ ctx, input }) => views.rowsOf(readDb(ctx), input)),
  check: memberProcedure("import.run")
    .input(mutationInput(checkImportInput.shape))
    .output(importChanged)
    .mutation(({ ctx, input }) => checkImport(ctx, input)),
  run: memberProcedure("import.run")
    .input(mutationInput({ importId: id }))
    .output(importChanged)
    .mutation(({ ctx, input }) => runImport(ctx, input)),
  undo: memberProcedure("import.run")
    .input(mutationInput({ importId: id }))
    .output(importChanged)
    .mutation(({ ctx, input }) => undoImport(ctx, input)),
});
