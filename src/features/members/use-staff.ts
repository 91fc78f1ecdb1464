"use client";

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "#/trpc/client.tsx";

/** Everybody who works here or did, and who was asked to; `reload` after a change. */
export const useStaff = () => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data } = useSuspenseQuery(trpc.member.list.queryOptions());
  return { staff: data, reload: () => queries.invalidateQueries(trpc.member.pathFilter()) };
};
