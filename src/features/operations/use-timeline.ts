"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

export type Subject = { type: "jobCard" | "invoice"; id: string };

/** Runs of a card or an invoice, and what those who may can do about an effect that died. */
export const useTimeline = (subject: Subject) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { member } = useShell();
  const mayRepair = useMay("operation.repair");
  const input = { subjectType: subject.type, subjectId: subject.id };
  const timeline = useQuery(trpc.operation.timeline.queryOptions(input));
  const technicians = useQuery(trpc.member.technicians.queryOptions(undefined, { enabled: mayRepair }));
  const retry = useMutation(trpc.operation.retry.mutationOptions());
  const skip = useMutation(trpc.operation.skip.mutationOptions());
  const assign = useMutation(trpc.operation.assign.mutationOptions());
  const refresh = () => queryClient.invalidateQueries(trpc.operation.timeline.queryFilter(input));

  /** Does it, reads again, and answers the sentence of a refusal. */
  const attempt = async (call: () => Promise<unknown>): Promise<string | null> => {
    try {
      await call();
      return null;
    } catch (error) {
      return errorOf(error)?.sentence ?? null;
    } finally {
      await refresh();
    }
  };
  const orSay = async (call: () => Promise<unknown>): Promise<void> => {
    const refusal = await attempt(call);
    if (refusal) toast(refusal, { mark: "bad", seconds: 10 });
  };

  const others = (technicians.data ?? []).filter((person) => person.memberId !== member.memberId);
  const repair = mayRepair
    ? {
        people: [{ memberId: member.memberId, name: member.name }, ...others],
        retry: (deliveryId: string) => orSay(() => retry.mutateAsync({ deliveryId, idempotencyKey: uuidv7() })),
        skip: (deliveryId: string, reason: string) =>
          attempt(() => skip.mutateAsync({ deliveryId, reason, idempotencyKey: uuidv7() })),
        assign: (deliveryId: string, memberId: string) =>
          orSay(() => assign.mutateAsync({ deliveryId, memberId, idempotencyKey: uuidv7() })),
      }
    : null;
  return { timeline, repair };
};
