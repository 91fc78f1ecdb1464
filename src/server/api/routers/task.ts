import { z } from "zod";
import { id, text } from "#/domain/fields.ts";
import { taskSummaryView } from "#/domain/operation.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { resolveTask, takeTask } from "#/server/orchestrators/mend-operation.ts";
import { summary } from "#/server/services/tasks.ts";

const changed = z.object({ taskId: id });

export const taskRouter = router({
  summary: memberProcedure("task.read")
    .input(z.object({}))
    .output(taskSummaryView)
    .query(({ ctx }) => summary(readDb(ctx))),
  take: memberProcedure("task.resolve")
    .input(mutationInput({ taskId: id }))
    .output(changed)
    .mutation(({ ctx, input }) => takeTask(ctx, input)),
  resolve: memberProcedure("task.resolve")
    .input(mutationInput({ taskId: id, resolution: text("Say what was done.", 500) }))
    .output(changed)
    .mutation(({ ctx, input }) => resolveTask(ctx, input)),
});
