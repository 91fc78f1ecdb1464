import type { BlockView } from "#/domain/appointment.ts";
import type { ErrorDetails } from "#/domain/errors.ts";
import type { ShownError } from "#/trpc/error.ts";
import type { Span } from "./hand.ts";

/** What stands in the red foot of a block: what did not happen, why, and at most two ways on. */
export type Refusal = {
  title: string;
  sentence: string;
  /** Sent once more, where it was not reached or was busy. */
  again: Span | null;
  /** The time was taken: the nearest one that is free, and the one that is asked about. */
  nearest: Date | null;
  why: Date | null;
};

/** A move that the server did not take. */
export const moveRefused = (block: BlockView, to: Span, error: ShownError | null, backTo: string): Refusal => {
  const worthRepeating = error === null || error.code === null || error.code === "BUSY" || error.code === "UNAVAILABLE";
  const taken = error?.code === "SLOT_TAKEN";
  return {
    title: `Back to ${backTo}`,
    sentence: error?.sentence ?? `${block.plate ?? "The move"} did not arrive.`,
    again: worthRepeating ? to : null,
    nearest: taken ? (freeTimesOf(error.details)[0] ?? null) : null,
    why: taken ? new Date(to.from) : null,
  };
};

/** The nearest free starts that a refusal (SLOT_TAKEN) carries. */
export const freeTimesOf = ({ free }: ErrorDetails): Date[] =>
  Array.isArray(free)
    ? free.flatMap((each: unknown) => {
        const at: unknown = typeof each === "object" && each !== null ? Reflect.get(each, "startsAt") : null;
        return at instanceof Date ? [at] : [];
      })
    : [];
