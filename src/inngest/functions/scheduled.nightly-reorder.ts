import { schedule } from "#/inngest/schedule.ts";
import { readDb } from "#/server/db/transaction.ts";
import { draftLow } from "#/server/orchestrators/procurement/draft-orders.ts";
import { branchesWithLowParts } from "#/server/services/reorder-list.ts";

/** Each night, puts on drafts what is low and on no order: what nobody has ordered by day. */
export const reorderNightly = schedule("nightly-reorder", async ({ ctx }) => {
  const low = await branchesWithLowParts(readDb(ctx));
  for (const branchId of low) await draftLow(ctx, { branchId });
  return low.length === 0 ? "IDLE" : "DONE";
});
