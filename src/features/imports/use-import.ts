"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ImportMapping, ImportMode } from "#/domain/import.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

type Check = { readonly mapping: ImportMapping; readonly mode: ImportMode; readonly branchId: string };

/** What can be done with an import. Each answers once its work has begun; the rest is seen as it comes. */
export const useImportWork = (importId: string) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const ended = {
    onSettled: () => queries.invalidateQueries(trpc.import.pathFilter()),
    onSuccess: () => key.renew(),
    onError: () => key.renew(),
  };
  const check = useMutation(trpc.import.check.mutationOptions(ended));
  const run = useMutation(trpc.import.run.mutationOptions(ended));
  const undo = useMutation(trpc.import.undo.mutationOptions(ended));
  return {
    busy: check.isPending || run.isPending || undo.isPending,
    sentence: errorOf(check.error ?? run.error ?? undo.error)?.sentence ?? null,
    check: (wish: Check) => check.mutate({ importId, ...wish, idempotencyKey: key.current }),
    run: () => run.mutate({ importId, idempotencyKey: key.current }),
    undo: () => undo.mutate({ importId, idempotencyKey: key.current }),
  };
};
