import { backfillAdvanced } from "#/domain/events.ts";
import { consumer, done, later } from "#/inngest/consumer.ts";
import { sendError } from "#/server/gateways/send-error.ts";
import { advanceBackfill } from "#/server/orchestrators/backfill.ts";

/** Asks for the next records of a backfill; the transaction that does so asks for the ones after them. */
export const carryBackfillOn = consumer(backfillAdvanced, "carry-backfill-on", async ({ ctx, event }) => {
  const advanced = await advanceBackfill(ctx, event.data);
  if (advanced.outcome === "WAITS") return later(new Date(Date.now() + 1000));
  if (advanced.outcome === "BROKEN") throw sendError(advanced.reason, false);
  if (advanced.outcome === "BEFORE") return done("These records were asked for before.");
  if (advanced.outcome === "ASKED") return done(advanced.records === 1 ? "1 record" : `${advanced.records} records`);
  return done("The last ones");
});
