import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { id } from "#/domain/fields.ts";
import { taskFilters } from "#/domain/task.ts";
import { TasksSkeleton } from "#/features/tasks/tasks-skeleton.tsx";
import { fetchQuery, HydrateClient, prefetchPages, trpc, viewer } from "#/trpc/server.tsx";
import { TasksWithRuns } from "./tasks-with-runs.tsx";

export const metadata: Metadata = { title: "Tasks" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The task, then the run behind it. */
const openTask = async (taskId: string): Promise<void> => {
  const { runId } = await fetchQuery(trpc.task.byId.queryOptions({ taskId }));
  if (runId !== null) await fetchQuery(trpc.operation.byId.queryOptions({ runId }));
};

/** What waits for a person; `?task=` opens one beside the list. */
export default async function TasksPage({ searchParams }: Props) {
  const { permissions } = await viewer();
  if (!permissions.has("task.read")) notFound();
  const search = await searchParams;
  const show = taskFilters.find((known) => known === search.show) ?? "open";
  prefetchPages(trpc.task.list.infiniteQueryOptions({ show }, { getNextPageParam: ({ next }) => next }));
  const task = id.safeParse(search.task);
  // Awaited, so that the pane is drawn alike on both sides; a task that is not there says so in its own box.
  if (task.success) await Promise.allSettled([openTask(task.data)]);
  return (
    <NuqsAdapter>
      <HydrateClient>
        <PageHeader
          sub="What cannot mend itself waits here for a person: urgent first, then the oldest."
          title="Tasks"
        />
        <Suspense fallback={<TasksSkeleton />}>
          <TasksWithRuns />
        </Suspense>
      </HydrateClient>
    </NuqsAdapter>
  );
}
