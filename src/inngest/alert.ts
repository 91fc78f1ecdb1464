import type { EventEnvelope } from "#/domain/events.ts";
import { env } from "#/env.ts";

const pages: Readonly<Record<string, string>> = { jobCard: "/job-cards", invoice: "/invoices" };

/** Where a task can be taken: at what it concerns, else on the board. */
export const taskHref = (
  event: EventEnvelope,
  task: { readonly subjectType: string | null; readonly subjectId: string | null },
): string => {
  const base = env.APP_URL ?? event.origin ?? `http://localhost:${env.PORT}`;
  const page = pages[task.subjectType ?? ""];
  return page === undefined ? `${base}/board` : `${base}${page}/${task.subjectId}`;
};
