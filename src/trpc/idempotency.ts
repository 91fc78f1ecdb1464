import { useState } from "react";
import { uuidv7 } from "#/domain/ids.ts";

export type IdempotencyKey = {
  /** The key of the attempt under way: the same for every retry of it. */
  readonly current: string;
  /** Begins the next attempt: after a success, or when what was typed has changed since an answer was lost. */
  readonly renew: () => void;
};

const makeKey = (): IdempotencyKey => {
  let current = uuidv7();
  return {
    get current() {
      return current;
    },
    renew: () => {
      current = uuidv7();
    },
  };
};

/** One idempotency key for each attempt of a form, kept over its retries until `renew`. */
export const useIdempotencyKey = (): IdempotencyKey => useState(makeKey)[0];
