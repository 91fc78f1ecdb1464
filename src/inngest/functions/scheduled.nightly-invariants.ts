import { type ScheduledWork, schedule } from "#/inngest/schedule.ts";
import { readDb } from "#/server/db/transaction.ts";
import { verifyNightly } from "#/server/orchestrators/verify-invariants.ts";
import { nightlyDue } from "#/server/services/invariant-checks.ts";

/** Once a night, while its workshop sleeps, asks the twelve invariants of each tenant. */
export const verifyNightlyInvariants = schedule("nightly-invariants", (work) => nightlyInvariants(work, new Date()));

/** The same, at a time of the caller's choice. */
export const nightlyInvariants = async ({ ctx, at }: ScheduledWork, now: Date): Promise<"DONE" | "IDLE"> => {
  if (!(await nightlyDue(readDb(ctx), now))) return "IDLE";
  return (await verifyNightly(ctx, at)) === null ? "IDLE" : "DONE";
};
