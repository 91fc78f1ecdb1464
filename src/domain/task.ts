import { z } from "zod";
import { givenMoment, id, moment, text } from "#/domain/fields.ts";
import { deliveryView, subjectView } from "#/domain/operation.ts";

/** The queue of what only a person can mend. */

export const taskStates = ["OPEN", "TAKEN", "RESOLVED"] as const;
export const taskSeverities = ["NORMAL", "URGENT"] as const;
export const taskFilters = ["open", "mine", "resolved"] as const;
export type TaskFilter = (typeof taskFilters)[number];

export const taskView = z.object({
  id,
  severity: z.enum(taskSeverities),
  state: z.enum(taskStates),
  kind: z.string(),
  title: z.string(),
  detail: z.string(),
  createdAt: moment,
  takenBy: z.string().nullable(),
});
export const taskSummaryView = z.object({ open: z.int(), urgent: z.array(taskView) });

/** What it is about, who took it, and what was done in the end. */
export const taskRowView = taskView.extend({
  subject: subjectView.nullable(),
  takenById: id.nullable(),
  takenAt: moment.nullable(),
  resolvedBy: z.string().nullable(),
  resolvedAt: moment.nullable(),
  resolution: z.string().nullable(),
});
export type TaskRowView = z.infer<typeof taskRowView>;

/** The last task of a page, to continue after; `at` is when it was raised, or resolved among the resolved ones. */
const taskCursor = z.object({ urgent: z.boolean(), at: givenMoment, id });
export const listTasksInput = z.object({
  show: z.enum(taskFilters).default("open"),
  /** What the page before ended with. */
  cursor: taskCursor.nullable().default(null),
});
export const taskListView = z.object({ tasks: z.array(taskRowView), next: taskCursor.nullable() });

/** With the effect that failed, and the operation it follows from. */
export const taskDetailView = taskRowView.extend({ delivery: deliveryView.nullable(), runId: id.nullable() });
export type TaskDetailView = z.infer<typeof taskDetailView>;

export const resolveTaskInput = z.object({ taskId: id, resolution: text("Say what was done.", 500) });
export const assignTaskInput = z.object({ taskId: id, memberId: id });
export const taskChanged = z.object({ taskId: id });
