"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AllocationsChanged, BlockView } from "#/domain/appointment.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf, type ShownError } from "#/trpc/error.ts";

/** What is left of a block's work goes to the next day on which the branch is open. */
export const useCarryOver = () => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const carry = useMutation(trpc.appointment.carryToTomorrow.mutationOptions());
  return async (block: BlockView): Promise<AllocationsChanged | { refused: ShownError | null }> => {
    try {
      return await carry.mutateAsync({ allocationId: block.allocationId, idempotencyKey: uuidv7() });
    } catch (error) {
      return { refused: errorOf(error) };
    } finally {
      void queries.invalidateQueries(trpc.appointment.pathFilter());
    }
  };
};
