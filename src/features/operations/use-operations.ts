"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import type { RunRowView } from "#/domain/operation-list.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { type Address, askedOf, outcomes, sinces } from "./address.ts";

/** What the address says: which runs are listed, and which one is open. */
export const useOperationsAddress = () =>
  useQueryStates({
    type: parseAsString,
    outcome: parseAsStringLiteral(outcomes),
    branch: parseAsString,
    since: parseAsStringLiteral(sinces),
    from: parseAsString,
    to: parseAsString,
    run: parseAsString,
  });

/** The runs that match, page after page; what was there stays until the next answer has come. */
export const useRunList = ({ type, outcome, branch, since, from, to }: Address) => {
  const trpc = useTRPC();
  const { branch: home, renderedAt } = useShell();
  const address = { type, outcome, branch, since, from, to };
  const wish = JSON.stringify(address);
  // Suspending on a deferred value keeps the list on screen while the next one is asked for.
  const asked = useDeferredValue({ wish, address });
  const input = askedOf(asked.address, { zone: home.zone, now: new Date(renderedAt) });
  const pages = useSuspenseInfiniteQuery(
    trpc.operation.list.infiniteQueryOptions(input, { getNextPageParam: ({ next }) => next }),
  );
  // A run that owes two effects which match may stand on two pages.
  const runs = new Map<string, RunRowView>();
  for (const page of pages.data.pages) for (const run of page.runs) if (!runs.has(run.id)) runs.set(run.id, run);
  return {
    runs: [...runs.values()],
    stale: asked.wish !== wish,
    loading: pages.isFetchingNextPage,
    failed: pages.isFetchNextPageError
      ? { sentence: errorOf(pages.error)?.sentence ?? "", again: () => void pages.fetchNextPage() }
      : null,
    loadMore: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
  };
};
