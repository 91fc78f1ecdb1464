import { setTimeout as pause } from "node:timers/promises";
import { isRetryable } from "#/server/db/failures.ts";

type RetryOptions = {
  readonly attempts?: number;
  /** Upper bound of the first pause, in ms; it doubles each time. */
  readonly baseMs?: number;
};

/**
 * Runs `work` again when the database says that nothing was changed and waiting helps (40001, 40P01,
 * 55P03): exponential pauses with full jitter, three attempts unless told. Anything else is thrown at
 * once: an unknown outcome is never tried again blindly.
 */
export const executeWithRetry = async <Result>(
  work: (attempt: number) => Promise<Result>,
  { attempts = 3, baseMs = 20 }: RetryOptions = {},
): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) throw error;
      await pause(Math.random() * baseMs * 2 ** (attempt - 1));
    }
  }
};
