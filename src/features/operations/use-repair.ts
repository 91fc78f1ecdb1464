"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

/** What those who may can do about an effect that died; null for everybody else. Each reads again what it has changed. */
export const useRepair = () => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { member } = useShell();
  const mayRepair = useMay("operation.repair");
  const people = useQuery(trpc.task.people.queryOptions(undefined, { enabled: mayRepair }));
  const retry = useMutation(trpc.operation.retry.mutationOptions());
  const skip = useMutation(trpc.operation.skip.mutationOptions());
  const assign = useMutation(trpc.operation.assign.mutationOptions());
  if (!mayRepair) return null;

  /** Does it, reads again, and answers the sentence of a refusal. */
  const attempt = async (call: () => Promise<unknown>): Promise<string | null> => {
    try {
      await call();
      return null;
    } catch (error) {
      return errorOf(error)?.sentence ?? null;
    } finally {
      await Promise.all([
        queries.invalidateQueries(trpc.operation.pathFilter()),
        queries.invalidateQueries(trpc.task.pathFilter()),
      ]);
    }
  };
  const orSay = async (call: () => Promise<unknown>): Promise<void> => {
    const refusal = await attempt(call);
    if (refusal) toast(refusal, { mark: "bad", seconds: 10 });
  };

  const others = (people.data ?? []).filter((person) => person.memberId !== member.memberId);
  return {
    people: [{ memberId: member.memberId, name: member.name }, ...others],
    retry: (deliveryId: string) => orSay(() => retry.mutateAsync({ deliveryId, idempotencyKey: uuidv7() })),
    skip: (deliveryId: string, reason: string) =>
      attempt(() => skip.mutateAsync({ deliveryId, reason, idempotencyKey: uuidv7() })),
    assign: (deliveryId: string, memberId: string) =>
      orSay(() => assign.mutateAsync({ deliveryId, memberId, idempotencyKey: uuidv7() })),
  };
};
