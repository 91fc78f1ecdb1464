import { inventoryAdjusted } from "#/domain/events.ts";
import { consumer, done } from "#/inngest/consumer.ts";
import { readDb } from "#/server/db/transaction.ts";
import { checkStockLevels } from "#/server/orchestrators/check-stock-levels.ts";
import { unsettled } from "#/server/services/shortages.ts";

/** Keeps one open task for each part that is below its reorder point at the branch. */
export const checkStock = consumer(inventoryAdjusted, "check-stock-levels", async ({ ctx, event }) => {
  const { branchId, partIds } = event.data;
  // Most movements change nothing here: no lock is taken for them, and no run written.
  if (!(await unsettled(readDb(ctx), branchId, partIds))) return done("Nothing new");
  const { raised, closed } = await checkStockLevels(ctx, { branchId, partIds });
  const said = [
    ...(raised === 0 ? [] : [`${raised === 1 ? "1 part" : `${raised} parts`} below the reorder point`]),
    ...(closed === 0 ? [] : [`${closed === 1 ? "1 part" : `${closed} parts`} back in stock`]),
  ];
  return done(said.join(", ") || "Nothing new");
});
