"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf, type ShownError } from "#/trpc/error.ts";
import { type IdempotencyKey, useIdempotencyKey } from "#/trpc/idempotency.ts";

/**
 * One command of a dialog or a menu: sent once, its refusal kept to be shown. Resolves to what was answered, or to null
 * when it was refused. An answer ends the attempt; without one the same key asks again.
 */
export const useCommand = () => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key: IdempotencyKey = useIdempotencyKey();
  const [refusal, setRefusal] = useState<ShownError | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async <Answer>(send: (idempotencyKey: string) => Promise<Answer>): Promise<Answer | null> => {
    if (busy) return null;
    setBusy(true);
    setRefusal(null);
    try {
      const answer = await send(key.current);
      key.renew();
      return answer;
    } catch (error) {
      const shown = errorOf(error);
      if (shown?.code) key.renew();
      setRefusal(shown);
      return null;
    } finally {
      setBusy(false);
      void queries.invalidateQueries(trpc.appointment.pathFilter());
      void queries.invalidateQueries(trpc.operation.pathFilter());
    }
  };
  const changed = (): void => {
    key.renew();
    setRefusal(null);
  };
  return { run, busy, refusal, changed };
};
