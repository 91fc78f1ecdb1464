import type { EventEnvelope } from "#/domain/events.ts";
import { taskPage } from "#/domain/pages.ts";
import { linkTo } from "#/inngest/links.ts";

/** Where a task is taken; what it concerns is linked there. */
export const taskHref = (event: EventEnvelope, task: { readonly id: string }): string =>
  linkTo(event, taskPage(task.id));
