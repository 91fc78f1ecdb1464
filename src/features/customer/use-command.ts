"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf, type ShownError } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** What was refused, by field where a field is to blame. */
export const fieldErrorsOf = (refusal: ShownError | null): Readonly<Record<string, string>> => {
  if (refusal === null) return {};
  const { field } = refusal.details;
  return typeof field === "string" ? { ...refusal.fields, [field]: refusal.sentence } : refusal.fields;
};

/** One change of a customer or a car, sent once however often it is pressed; what it shows is read again after it. */
export const useCommand = <Input extends object, Result>(
  send: (input: Input & { idempotencyKey: string }) => Promise<Result>,
) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const underWay = useRef(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ShownError | null>(null);

  const run = async (input: Input): Promise<Result | null> => {
    if (underWay.current) return null;
    underWay.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      const result = await send({ ...input, idempotencyKey: key.current });
      key.renew();
      await Promise.all([
        queries.invalidateQueries(trpc.customer.pathFilter()),
        queries.invalidateQueries(trpc.vehicle.pathFilter()),
      ]);
      return result;
    } catch (error) {
      const shown = errorOf(error);
      setRefusal(shown);
      // An answer that was lost is asked for again under the same key.
      if (shown?.code !== null) key.renew();
      if (shown?.code === "STALE_VERSION") await queries.invalidateQueries(trpc.customer.pathFilter());
      if (shown?.code === "STALE_VERSION") await queries.invalidateQueries(trpc.vehicle.pathFilter());
      return null;
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  };
  return {
    run,
    busy,
    refusal,
    fields: fieldErrorsOf(refusal),
    renew: key.renew,
    /** What is sent next is another thing than what an answer may have been lost for. */
    changed: (): void => {
      key.renew();
      setRefusal(null);
    },
  };
};
