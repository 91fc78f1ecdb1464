"use client";

import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue } from "react";
import { uuidv7 } from "#/domain/ids.ts";
import { type TaskFilter, taskFilters } from "#/domain/task.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

/** What the address says: which tasks are listed, and which one is open. */
export const useTasksAddress = () =>
  useQueryStates({ show: parseAsStringLiteral(taskFilters).withDefault("open"), task: parseAsString });

/** The tasks of a filter, page after page; what was there stays until the next answer has come. */
export const useTaskList = (show: TaskFilter) => {
  const trpc = useTRPC();
  const asked = useDeferredValue(show);
  const pages = useSuspenseInfiniteQuery(
    trpc.task.list.infiniteQueryOptions({ show: asked }, { getNextPageParam: ({ next }) => next }),
  );
  return {
    tasks: pages.data.pages.flatMap(({ tasks }) => tasks),
    show: asked,
    stale: asked !== show,
    loading: pages.isFetchingNextPage,
    failed: pages.isFetchNextPageError
      ? { sentence: errorOf(pages.error)?.sentence ?? "", again: () => void pages.fetchNextPage() }
      : null,
    loadMore: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
  };
};

/** What can be done with a task. Each reads again, and answers the sentence of a refusal, or null once it is done. */
export const useTaskWork = (taskId: string) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const take = useMutation(trpc.task.take.mutationOptions());
  const release = useMutation(trpc.task.release.mutationOptions());
  const assign = useMutation(trpc.task.assign.mutationOptions());
  const resolve = useMutation(trpc.task.resolve.mutationOptions());

  const attempt = async (call: () => Promise<unknown>): Promise<string | null> => {
    try {
      await call();
      return null;
    } catch (error) {
      return errorOf(error)?.sentence ?? null;
    } finally {
      await Promise.all([
        queries.invalidateQueries(trpc.task.pathFilter()),
        queries.invalidateQueries(trpc.operation.pathFilter()),
      ]);
    }
  };
  const keyed = () => ({ taskId, idempotencyKey: uuidv7() });
  return {
    busy: take.isPending || release.isPending || assign.isPending,
    resolving: resolve.isPending,
    take: () => attempt(() => take.mutateAsync(keyed())),
    release: () => attempt(() => release.mutateAsync(keyed())),
    assign: (memberId: string) => attempt(() => assign.mutateAsync({ ...keyed(), memberId })),
    resolve: (resolution: string, idempotencyKey: string) =>
      attempt(() => resolve.mutateAsync({ taskId, resolution, idempotencyKey })),
  };
};
