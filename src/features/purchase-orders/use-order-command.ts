import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf, type ShownError } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** No word on whether it was done: the same is asked again, under the same key. */
const isUndecided = ({ code }: ShownError): boolean =>
  code === null || code === "INTERNAL" || code === "UNAVAILABLE" || code === "BUSY" || code === "IN_PROGRESS";

/**
 * One command about an order: sent once, its refusal kept to be shown, and all that shows the order read again whatever
 * came of it, since somebody else may have been there first.
 */
export const useOrderCommand = () => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const [refusal, setRefusal] = useState<ShownError | null>(null);
  const [busy, setBusy] = useState(false);
  const underWay = useRef(false);

  /** The answer; null when it was refused, or is under way already. */
  const run = async <Answer>(send: (idempotencyKey: string) => Promise<Answer>): Promise<Answer | null> => {
    if (underWay.current) return null;
    underWay.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      const answer = await send(key.current);
      key.renew();
      return answer;
    } catch (error) {
      const shown = errorOf(error);
      if (shown !== null && !isUndecided(shown)) key.renew();
      setRefusal(shown);
      return null;
    } finally {
      await queries.invalidateQueries(trpc.purchaseOrder.pathFilter());
      void queries.invalidateQueries(trpc.part.pathFilter());
      void queries.invalidateQueries(trpc.jobCard.pathFilter());
      void queries.invalidateQueries(trpc.operation.pathFilter());
      setBusy(false);
      underWay.current = false;
    }
  };
  return {
    run,
    busy,
    refusal,
    /** What is sent next is another thing than what an answer may have been lost for. */
    changed: (): void => {
      key.renew();
      setRefusal(null);
    },
  };
};
