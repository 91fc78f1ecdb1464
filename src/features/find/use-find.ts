"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSettled } from "#/components/ui/use-settled.ts";
import { foundNothing, type SearchView } from "#/domain/search.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

/** What the server finds for what is typed: asked when typing pauses; the answer before stays until the next is there. */
export const useFind = (typed: string): { found: SearchView; asking: boolean; failed: string | null } => {
  const trpc = useTRPC();
  const search = typed.trim().slice(0, 80);
  const settled = useSettled(search, 120);
  const query = useQuery(
    trpc.search.find.queryOptions(
      { search: settled },
      { enabled: settled !== "", placeholderData: keepPreviousData, staleTime: 10_000 },
    ),
  );
  const nothing = search === "" || settled === "";
  return {
    found: nothing ? foundNothing : (query.data ?? foundNothing),
    asking: !nothing && (query.isFetching || settled !== search),
    failed: query.error ? (errorOf(query.error)?.sentence ?? null) : null,
  };
};
