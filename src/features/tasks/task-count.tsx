"use client";

import { useQuery } from "@tanstack/react-query";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Count } from "#/components/ui/badge.tsx";
import { useTRPC } from "#/trpc/client.tsx";

/** How many tasks wait for a person, beside the word Tasks; nothing when none does. */
export function TaskCount() {
  const trpc = useTRPC();
  const mayRead = useMay("task.read");
  const { data } = useQuery(trpc.task.summary.queryOptions({}, { enabled: mayRead }));
  const open = data?.open ?? 0;
  if (open === 0) return null;
  return <Count label={open === 1 ? "1 task waits" : `${open} tasks wait`}>{open}</Count>;
}
