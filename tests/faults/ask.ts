import { setTimeout as pause } from "node:timers/promises";
import { type Answer, readAnswer, trpcRequest } from "../harness/client.ts";

/**
 * Gives a command again and again under its key until it is done; any refusal but "try again" is an error. `failed` says
 * of one that was not done whether it never will be under this key, as of a saga that ended in its failure.
 */
export type Ask = (
  path: string,
  input: object,
  key: string,
  failed?: () => Promise<boolean>,
) => Promise<{ answer: Answer; tries: number }>;

/** Nothing was decided: the same key is to be sent again. */
export const undecided: ReadonlySet<string> = new Set([
  "BUSY",
  "UNAVAILABLE",
  "OUTCOME_UNKNOWN",
  "IN_PROGRESS",
  "FENCED",
  "INTERNAL",
]);

type Server = {
  readonly origin: string;
  readonly cookie: string;
  /** Settles when there is a server to ask. */
  readonly listening: () => Promise<void>;
};

/** What a page of ours does when a connection is cut or a server says "try again": it asks again under the same key. */
export const askingAt = ({ origin, cookie, listening }: Server): Ask => {
  /** One answer, or null when none came: whether it was done is then not known here. */
  const once = async (path: string, input: object, idempotencyKey: string): Promise<Answer | null> => {
    try {
      const request = trpcRequest(origin, "mutation", path, { ...input, idempotencyKey }, cookie);
      return await readAnswer(await fetch(request, { signal: AbortSignal.timeout(30_000) }));
    } catch {
      return null;
    }
  };
  return async (path, input, key, failed) => {
    for (let tries = 1; ; tries += 1) {
      await listening();
      const answer = await once(path, input, key);
      if (answer?.failure === null) return { answer, tries };
      if (answer !== null && (await failed?.())) return { answer, tries };
      if (answer !== null && !undecided.has(answer.failure ?? ""))
        throw new Error(`${path} ${key} was refused: ${answer.text}`);
      await pause(10);
    }
  };
};
