import { consumerTitles } from "#/domain/events.ts";
import { type RunView, runTitles, stepTitles } from "#/domain/operation.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as operations from "#/server/repositories/operations.ts";

const runsShown = 30;

/** What was done to a record and what follows, newest first. */
export const timeline = async (db: Db, subjectType: string, subjectId: string): Promise<{ runs: RunView[] }> => {
  const rows = await operations.runsOf(db, subjectType, subjectId, runsShown);
  return { runs: rows.map(runView) };
};

const runView = ({ steps, effects, ...run }: operations.RunRow): RunView => ({
  ...run,
  title: runTitles[run.name] ?? run.name,
  steps: steps.map(({ payload, ...step }) => ({
    ...step,
    title: stepTitles[step.name] ?? step.name,
    detail: payload?.text ?? null,
  })),
  effects: effects.map(({ availableAt, finishedAt, lastError, closedReason, result, ...effect }) => ({
    ...effect,
    title: consumerTitles[effect.consumer] ?? effect.consumer,
    nextTryAt: effect.state === "PENDING" ? new Date(availableAt) : null,
    finishedAt: finishedAt === null ? null : new Date(finishedAt),
    reason: closedReason ?? lastError,
    result: result?.text ?? null,
  })),
});
