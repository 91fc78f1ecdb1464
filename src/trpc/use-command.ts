import { useRef, useState } from "react";
import { errorOf, type ShownError } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** No word on whether it was done: the same is asked again, under the same key. */
const isUndecided = ({ code }: ShownError): boolean =>
  code === null || code === "INTERNAL" || code === "UNAVAILABLE" || code === "BUSY" || code === "IN_PROGRESS";

/**
 * One command: sent once, its refusal kept to be shown. `readAgain` is waited for whatever came of it, since somebody else
 * may have been there first.
 */
export const useCommand = (readAgain: () => Promise<unknown>) => {
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
      await readAgain();
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
