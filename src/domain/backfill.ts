import { z } from "zod";
import { id, moment } from "#/domain/fields.ts";

/** What stood before a system was connected, brought there in batches. */

export const backfillSystems = ["BOOKS", "CRM"] as const;
export type BackfillSystem = (typeof backfillSystems)[number];

export const backfillView = z.object({
  id,
  since: z.iso.date(),
  state: z.enum(["RUNNING", "DONE", "STOPPED"]),
  total: z.int(),
  /** How many were asked for; how each of them ended stands in the list of what went there. */
  done: z.int(),
  startedAt: moment,
  finishedAt: moment.nullable(),
});
export type BackfillView = z.infer<typeof backfillView>;

/** The last one of what is connected now. */
export const backfillsView = z.object({ BOOKS: backfillView.nullable(), CRM: backfillView.nullable() });
export type BackfillsView = z.infer<typeof backfillsView>;

export const startBackfillInput = z.object({
  system: z.enum(backfillSystems),
  since: z.iso.date("Choose the day from which on it is brought there."),
});
export const backfillStarted = z.object({ backfillId: id });
