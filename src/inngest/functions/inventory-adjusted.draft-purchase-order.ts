import { inventoryAdjusted } from "#/domain/events.ts";
import { orderName } from "#/domain/purchase-order.ts";
import { consumer, done } from "#/inngest/consumer.ts";
import { readDb } from "#/server/db/transaction.ts";
import { draftShortages } from "#/server/orchestrators/procurement/draft-orders.ts";
import { undrafted } from "#/server/services/procurement.ts";

/** Puts what has newly fallen below its reorder point on the draft of its supplier, once for each shortage. */
export const draftPurchaseOrder = consumer(inventoryAdjusted, "draft-purchase-order", async ({ ctx, event }) => {
  const { branchId, partIds } = event.data;
  // Most movements leave nothing short: no lock is taken for them, and no run written.
  if (!(await undrafted(readDb(ctx), branchId, partIds))) return done("Nothing new has fallen short.");
  const { orders, added } = await draftShortages(ctx, { branchId, partIds });
  return done(
    added === 0
      ? "It is on order already."
      : `${added === 1 ? "1 part" : `${added} parts`} on ${orders.map(({ number }) => orderName(number)).join(", ")}`,
  );
});
