import { importAdvanced } from "#/domain/events.ts";
import { formatWhole } from "#/domain/money.ts";
import { consumer, done } from "#/inngest/consumer.ts";
import { advanceImport } from "#/server/orchestrators/imports/advance.ts";

/** Works on the next rows of an import; the transaction that does so asks for the ones after them. */
export const carryImportOn = consumer(importAdvanced, "carry-import-on", async ({ ctx, event }) => {
  const { rows, ended } = await advanceImport(ctx, event.data);
  // Again after a death behind the commit: what was owed had been done.
  if (rows === null) return done("These rows were done before.");
  return done(`${rows === 1 ? "1 row" : `${formatWhole(rows)} rows`}${ended ? ", the last ones" : ""}`);
});
