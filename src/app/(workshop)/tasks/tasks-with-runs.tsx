"use client";

import { RunPart } from "#/features/operations/run-pane.tsx";
import { TasksScreen } from "#/features/tasks/tasks-screen.tsx";

/** The queue, with the run behind each task: there its dead effect is tried again or skipped. */
export const TasksWithRuns = () => (
  <TasksScreen runOf={(runId, { stepless }) => <RunPart runId={runId} stepless={stepless} />} />
);
