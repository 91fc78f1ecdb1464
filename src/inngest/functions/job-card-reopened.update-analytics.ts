import type { z } from "zod";
import { jobCardReopened } from "#/domain/events.ts";
import { consumer, type Effect } from "#/inngest/consumer.ts";
import { keepFiguresOf } from "#/inngest/keep-figures.ts";
import { readDb } from "#/server/db/transaction.ts";
import { daysOfInvoice } from "#/server/services/metrics.ts";

export const keepReversedFigures: Effect<z.output<typeof jobCardReopened.data>> = async (context) =>
  keepFiguresOf(
    context,
    await daysOfInvoice(readDb(context.ctx), context.event.data.invoiceId),
    "This invoice is not in the books.",
  );

/** Brings the figures up to date of the day on which the reversed work stood, and of the day on which it was reversed. */
export const updateReversedFigures = consumer(jobCardReopened, "update-analytics", keepReversedFigures);
