"use client";

import { useQuery } from "@tanstack/react-query";
import type { BookableView } from "#/domain/appointment.ts";
import { useTRPC } from "#/trpc/client.tsx";

const none: readonly BookableView[] = [];

/** What can be booked at a branch, in its order; nothing until it is known. */
export const useServices = (branchId: string): readonly BookableView[] => {
  const trpc = useTRPC();
  return useQuery(trpc.appointment.services.queryOptions({ branchId })).data ?? none;
};
