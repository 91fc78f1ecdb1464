import type { z } from "zod";
import { inventoryAdjusted } from "#/domain/events.ts";
import { consumer, done, type Effect } from "#/inngest/consumer.ts";
import { keepFigures } from "#/inngest/keep-figures.ts";
import { readDb } from "#/server/db/transaction.ts";
import { daysOfMovements } from "#/server/services/metrics.ts";

export const keepStockFigures: Effect<z.output<typeof inventoryAdjusted.data>> = async (context) => {
  const { data, occurredAt } = context.event;
  const days = await daysOfMovements(readDb(context.ctx), data.branchId, data.partIds, occurredAt);
  return days === null ? done("Nothing entered or left the shelf.") : keepFigures(context, days);
};

/** Brings the branch's stock figures of that day up to date. */
export const updateStockFigures = consumer(inventoryAdjusted, "update-analytics", keepStockFigures);
