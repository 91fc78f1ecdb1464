"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#/trpc/client.tsx";
import { useRepair } from "./use-repair.ts";

export type Subject = {
  type:
    | "jobCard"
    | "invoice"
    | "appointment"
    | "purchaseOrder"
    | "stockCount"
    | "stockTransfer"
    | "supplierReturn"
    | "core";
  id: string;
};

/** Runs of a card or an invoice, and what those who may can do about an effect that died. */
export const useTimeline = (subject: Subject) => {
  const trpc = useTRPC();
  const timeline = useQuery(trpc.operation.timeline.queryOptions({ subjectType: subject.type, subjectId: subject.id }));
  return { timeline, repair: useRepair() };
};
