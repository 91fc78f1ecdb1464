import type { z } from "zod";
import { creditNoteIssued } from "#/domain/events.ts";
import { consumer, type Effect } from "#/inngest/consumer.ts";
import { keepFiguresOf } from "#/inngest/keep-figures.ts";
import { readDb } from "#/server/db/transaction.ts";
import { daysOfInvoice } from "#/server/services/metrics.ts";

export const keepCreditFigures: Effect<z.output<typeof creditNoteIssued.data>> = async (context) =>
  keepFiguresOf(
    context,
    await daysOfInvoice(readDb(context.ctx), context.event.data.invoiceId),
    "This invoice is not in the books.",
  );

/** Brings the figures up to date of the day of the note, and of the day of the work that it takes back. */
export const updateCreditFigures = consumer(creditNoteIssued, "update-analytics", keepCreditFigures);
