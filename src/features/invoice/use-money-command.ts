import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf, type ShownError } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** No word on whether it was done: the same is asked again, under the same key. */
const isUndecided = ({ code }: ShownError): boolean =>
  code === null || code === "INTERNAL" || code === "UNAVAILABLE" || code === "BUSY" || code === "IN_PROGRESS";

type Outcome<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly refusal: ShownError | null };

/**
 * One command that moves money, from a dialog: sent once, its refusal kept to be shown, and the invoice read again
 * whatever came of it, since somebody else may have been there first.
 */
export const useMoneyCommand = (invoiceId: string) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const [refusal, setRefusal] = useState<ShownError | null>(null);
  const [busy, setBusy] = useState(false);
  const underWay = useRef(false);

  const run = async <Answer>(send: (idempotencyKey: string) => Promise<Answer>): Promise<Outcome<Answer>> => {
    if (underWay.current) return { ok: false, refusal: null };
    underWay.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      const answer = await send(key.current);
      key.renew();
      return { ok: true, answer };
    } catch (error) {
      const shown = errorOf(error);
      if (shown !== null && !isUndecided(shown)) key.renew();
      setRefusal(shown);
      return { ok: false, refusal: shown };
    } finally {
      await queries.invalidateQueries(trpc.invoice.byId.queryFilter({ invoiceId }));
      void queries.invalidateQueries(trpc.invoice.pathFilter());
      void queries.invalidateQueries(trpc.operation.pathFilter());
      void queries.invalidateQueries(trpc.jobCard.pathFilter());
      setBusy(false);
      underWay.current = false;
    }
  };
  return {
    run,
    busy,
    refusal,
    /** The invoice as it was last read. */
    current: () => queries.getQueryData(trpc.invoice.byId.queryKey({ invoiceId })),
    /** What is sent next is another thing than what an answer may have been lost for. */
    changed: (): void => {
      key.renew();
      setRefusal(null);
    },
  };
};
