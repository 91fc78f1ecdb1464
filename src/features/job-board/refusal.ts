import type { BoardCardView } from "#/domain/job-card.ts";
import { type JobCardStatus, jobCardStatusWords } from "#/domain/transitions.ts";
import type { ShownError } from "#/trpc/error.ts";

/** A way on from a refusal. */
export type Fix = { kind: "again"; to: JobCardStatus } | { kind: "open" } | { kind: "assign" } | { kind: "place" };

export const fixWords = {
  again: "Try again",
  open: "Open the card",
  assign: "Someone else",
  place: "Other time",
} as const satisfies Record<Fix["kind"], string>;

/** What stands in the red foot of a card: what did not happen, the reason, and at most two ways on. */
export type Refusal = { title: string; sentence: string; fixes: readonly Fix[] };

/** A move that the server did not take. Trying again helps where it was not reached or was busy. */
export const moveRefused = (card: BoardCardView, to: JobCardStatus, error: ShownError | null): Refusal => {
  const worthRepeating = error === null || error.code === null || error.code === "BUSY" || error.code === "UNAVAILABLE";
  return {
    title: `Back to ${jobCardStatusWords[card.status]}`,
    sentence: error?.sentence ?? "The move did not arrive.",
    fixes: worthRepeating ? [{ kind: "again", to }, { kind: "open" }] : [{ kind: "open" }],
  };
};

/** A technician that the card did not get, usually for being on another car then. */
export const assignRefused = (card: BoardCardView, error: ShownError | null): Refusal => ({
  title: card.technician ? `Still with ${card.technician.name}` : "Still with nobody",
  sentence: error?.sentence ?? "The change did not arrive.",
  fixes:
    error?.code === "SLOT_TAKEN" ? [{ kind: "assign" }, { kind: "place" }] : [{ kind: "assign" }, { kind: "open" }],
});
