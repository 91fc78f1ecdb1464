import { z } from "zod";
import { id } from "#/domain/fields.ts";
import { personView } from "#/domain/job-card.ts";
import {
  assignTaskInput,
  listTasksInput,
  resolveTaskInput,
  taskChanged,
  taskDetailView,
  taskListView,
  taskSummaryView,
} from "#/domain/task.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { assignTask, releaseTask, resolveTask, takeTask } from "#/server/orchestrators/work-task.ts";
import * as tasks from "#/server/services/tasks.ts";

export const taskRouter = router({
  summary: memberProcedure("task.read")
    .input(z.object({}))
    .output(taskSummaryView)
    .query(({ ctx }) => tasks.summary(readDb(ctx))),
  list: memberProcedure("task.read")
    .input(listTasksInput)
    .output(taskListView)
    .query(({ ctx, input }) => tasks.list(readDb(ctx), ctx.member.id, input)),
  byId: memberProcedure("task.read")
    .input(z.object({ taskId: id }))
    .output(taskDetailView)
    .query(({ ctx, input }) => tasks.byId(readDb(ctx), input.taskId)),
  /** Who can be given a task. */
  people: memberProcedure("task.read")
    .output(z.array(personView))
    .query(({ ctx }) => tasks.people(readDb(ctx))),
  take: memberProcedure("task.resolve")
    .input(mutationInput({ taskId: id }))
    .output(taskChanged)
    .mutation(({ ctx, input }) => takeTask(ctx, input)),
  release: memberProcedure("task.resolve")
    .input(mutationInput({ taskId: id }))
    .output(taskChanged)
    .mutation(({ ctx, input }) => releaseTask(ctx, input)),
  assign: memberProcedure("task.resolve")
    .input(mutationInput(assignTaskInput.shape))
    .output(taskChanged)
    .mutation(({ ctx, input }) => assignTask(ctx, input)),
  resolve: memberProcedure("task.resolve")
    .input(mutationInput(resolveTaskInput.shape))
    .output(taskChanged)
    .mutation(({ ctx, input }) => resolveTask(ctx, input)),
});
