import type { z } from "zod";
import { jobCardCompleted } from "#/domain/events.ts";
import { consumer, type Effect, skipped } from "#/inngest/consumer.ts";
import { keepFigures } from "#/inngest/keep-figures.ts";
import { readDb } from "#/server/db/transaction.ts";
import { daysOfCompletion } from "#/server/services/metrics.ts";

export const keepWorkFigures: Effect<z.output<typeof jobCardCompleted.data>> = async (context) => {
  const days = await daysOfCompletion(readDb(context.ctx), context.event.data);
  return days === null ? skipped("This completion is not in the books.") : keepFigures(context, days);
};

/** Brings the branch's figures of that day up to date. */
export const updateWorkFigures = consumer(jobCardCompleted, "update-analytics", keepWorkFigures);
