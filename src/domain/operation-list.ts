import { z } from "zod";
import { givenMoment, id, moment } from "#/domain/fields.ts";
import { runStates, runView, subjectView } from "#/domain/operation.ts";

/** Every run of a tenant and where its effects stand: what the operations page shows. */

/** How a run ended, and how an effect stands: the words of `orchestration_run.outcome` and `event_delivery.standing`. */
export const runOutcomes = ["done", "refused", "undone", "unknown", "running"] as const;
export const effectStandings = ["waiting", "planned", "dead", "skipped"] as const;
export type RunOutcome = (typeof runOutcomes)[number];
export type EffectStanding = (typeof effectStandings)[number];

const runCursor = z.object({ at: givenMoment, id });

export const listRunsInput = z.object({
  /** An operation (`job-card.complete`) or a consumer (`email-invoice`). */
  type: z.string().max(60).nullable().default(null),
  outcome: z
    .enum([...runOutcomes, ...effectStandings])
    .nullable()
    .default(null),
  branchId: id.nullable().default(null),
  /** From then on, and before then. */
  from: givenMoment.nullable().default(null),
  to: givenMoment.nullable().default(null),
  /** What the page before ended with. */
  cursor: runCursor.nullable().default(null),
});
export type ListRuns = z.infer<typeof listRunsInput>;

export const runRowView = z.object({
  id,
  name: z.string(),
  title: z.string(),
  state: z.enum(runStates),
  subject: subjectView.nullable(),
  actorName: z.string(),
  branchName: z.string().nullable(),
  startedAt: moment,
  durationMs: z.int().nullable(),
  errorMessage: z.string().nullable(),
  steps: z.object({ done: z.int(), all: z.int() }),
  effects: z.object({ all: z.int(), waiting: z.int(), planned: z.int(), dead: z.int(), skipped: z.int() }),
});
export type RunRowView = z.infer<typeof runRowView>;

/** Newest first. */
export const runListView = z.object({ runs: z.array(runRowView), next: runCursor.nullable() });

/** One run with its steps and effects, who asked for it, and what ties its log lines together. */
export const runDetailView = runView.extend({
  subject: subjectView.nullable(),
  branchName: z.string().nullable(),
  finishedAt: moment.nullable(),
  correlationId: z.string(),
});
export type RunDetailView = z.infer<typeof runDetailView>;

/** How it stands now, of all branches. */
export const operationFiguresView = z.object({
  oldestUnsentAt: moment.nullable(),
  waiting: z.int(),
  /** Of those waiting: tried before. */
  retrying: z.int(),
  dead: z.int(),
  /** Runs whose outcome the outside has not said. */
  unknown: z.int(),
});
export type OperationFigures = z.infer<typeof operationFiguresView>;
