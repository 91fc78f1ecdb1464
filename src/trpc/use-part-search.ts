"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "./client.tsx";
import { errorOf } from "./error.ts";

/** Parts by number or name, with what is free of each at a branch; null asks for none. */
export const usePartSearch = (branchId: string, search: string | null) => {
  const trpc = useTRPC();
  const found = useQuery(
    trpc.part.search.queryOptions(
      { branchId, search: search ?? "" },
      { enabled: search !== null, placeholderData: keepPreviousData },
    ),
  );
  return {
    items: found.data ?? [],
    isFetching: found.isFetching,
    refusal: found.isError ? errorOf(found.error)?.sentence : undefined,
  };
};
