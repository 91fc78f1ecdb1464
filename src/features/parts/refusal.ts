import { errorOf } from "#/trpc/error.ts";
import { fieldAt, type PartTextField, type Sentences } from "./part-text.ts";

export type Refusal = {
  fields: Sentences;
  /** The sentence of the form as a whole; null when a field says it. */
  form: string | null;
  first: PartTextField | undefined;
  /** Somebody has changed the part meanwhile. */
  stale: boolean;
};

/** Where the server's answer stands: at its fields, else under them all. */
export const refusalOf = (error: unknown): Refusal => {
  const shown = errorOf(error);
  const wrong = { ...shown?.fields };
  if (typeof shown?.details.field === "string") wrong[shown.details.field] = shown.sentence;
  const named = Object.entries(wrong).flatMap(([path, message]) => {
    const field = fieldAt(path);
    return field ? [{ field, message }] : [];
  });
  return {
    fields: Object.fromEntries(named.map(({ field, message }) => [field, message])),
    form: named.length > 0 ? null : (shown?.sentence ?? null),
    first: named[0]?.field,
    stale: shown?.code === "STALE_VERSION",
  };
};
