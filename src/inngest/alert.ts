import type { EventEnvelope } from "#/domain/events.ts";
import { taskPage } from "#/domain/pages.ts";
import { env } from "#/env.ts";

/** Where a task is taken; what it concerns is linked there. */
export const taskHref = (event: EventEnvelope, task: { readonly id: string }): string =>
  `${env.APP_URL ?? event.origin ?? `http://localhost:${env.PORT}`}${taskPage(task.id)}`;
