import { notFound } from "#/domain/errors.ts";
import { consumerTitles } from "#/domain/events.ts";
import { type RunView, runTitles, stepTitles } from "#/domain/operation.ts";
import {
  type EffectStanding,
  effectStandings,
  type ListRuns,
  type OperationFigures,
  type RunDetailView,
  type RunRowView,
} from "#/domain/operation-list.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as runList from "#/server/repositories/operation-list.ts";
import * as operations from "#/server/repositories/operations.ts";
import * as subjects from "#/server/repositories/subjects.ts";

const runsShown = 30;
const runsPerPage = 50;

/** What was done to a record and what follows, newest first. */
export const timeline = async (db: Db, subjectType: string, subjectId: string): Promise<{ runs: RunView[] }> => {
  const rows = await operations.runsOf(db, subjectType, subjectId, runsShown);
  return { runs: rows.map(runView) };
};

/** One run, with what it is about. @throws NOT_FOUND */
export const byId = async (db: Db, runId: string): Promise<RunDetailView> => {
  const row = await operations.byId(db, runId);
  if (row === null) throw notFound("This run");
  const labelOf = await subjects.labels(db, [row]);
  const { branchName, finishedAt, correlationId } = row;
  return { ...runView(row), subject: labelOf(row), branchName, finishedAt, correlationId };
};

const isStanding = (outcome: ListRuns["outcome"]): outcome is EffectStanding =>
  effectStandings.some((standing) => standing === outcome);

/**
 * A page of the tenant's runs, newest first. Asked for a consumer or for how effects stand, it goes through the effects:
 * a run that owes two that match stands on the page once, so a page may then hold fewer runs.
 */
export const list = async (db: Db, { type, outcome, cursor, ...rest }: ListRuns) => {
  const ofConsumer = type !== null && Object.hasOwn(consumerTitles, type);
  const [runOutcome, standing] = isStanding(outcome) ? [null, outcome] : [outcome, null];
  const wanted = {
    ...rest,
    name: ofConsumer ? null : type,
    outcome: runOutcome,
    after: cursor,
    limit: runsPerPage,
  };
  const page =
    ofConsumer || standing !== null
      ? await runList.byEffect(db, { ...wanted, consumer: ofConsumer ? type : null, standing })
      : await runList.byRun(db, wanted);

  const labelOf = await subjects.labels(db, page.runs);
  const progress = await runList.progress(
    db,
    page.runs.map(({ id }) => id),
  );
  return {
    runs: page.runs.flatMap((run) => {
      const made = progress.get(run.id);
      return made === undefined ? [] : [rowView(run, made, labelOf)];
    }),
    next: page.more ? page.last : null,
  };
};

/** What is on its way and what stands still, of all branches. */
export const figures = (db: Db): Promise<OperationFigures> => runList.figures(db);

const rowView = (
  { subjectType, subjectId, ...row }: runList.RunListRow,
  progress: Pick<RunRowView, "steps" | "effects">,
  labelOf: Awaited<ReturnType<typeof subjects.labels>>,
): RunRowView => ({
  ...row,
  ...progress,
  title: runTitles[row.name] ?? row.name,
  subject: labelOf({ subjectType, subjectId }),
});

const runView = (row: operations.RunRow): RunView => ({
  id: row.id,
  name: row.name,
  title: runTitles[row.name] ?? row.name,
  state: row.state,
  actorName: row.actorName,
  startedAt: row.startedAt,
  durationMs: row.durationMs,
  errorMessage: row.errorMessage,
  steps: row.steps.map(({ payload, ...step }) => ({
    ...step,
    title: stepTitles[step.name] ?? step.name,
    detail: payload?.text ?? null,
  })),
  effects: [...row.effects],
  removed: row.removed,
});
