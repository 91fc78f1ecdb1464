import { creditNoteIssued } from "#/domain/events.ts";
import { consumer, done } from "#/inngest/consumer.ts";
import { creditNotePdf } from "#/inngest/credit-note-pdf.ts";
import { readDb } from "#/server/db/transaction.ts";
import { creditNoteToDraw } from "#/server/services/credit-note-files.ts";

/** Renders the credit note's PDF and keeps it. */
export const storeCreditNote = consumer(creditNoteIssued, "store-credit-note", async (context) => {
  const note = await creditNoteToDraw(readDb(context.ctx), context.event.data.creditNoteId);
  const { file } = await creditNotePdf(context, note);
  return done(`${file.pages === 1 ? "1 page" : `${file.pages} pages`}, ${Math.ceil(file.bytes / 1024)} kB`);
});
