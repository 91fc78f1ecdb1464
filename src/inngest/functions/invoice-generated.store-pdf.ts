import { invoiceGenerated } from "#/domain/events.ts";
import { consumer, done } from "#/inngest/consumer.ts";
import { invoicePdf } from "#/inngest/invoice-pdf.ts";
import { readDb } from "#/server/db/transaction.ts";
import { invoiceToDraw } from "#/server/services/invoice-files.ts";

/** Renders the invoice's PDF and keeps it. */
export const storePdf = consumer(invoiceGenerated, "store-pdf", async (context) => {
  const invoice = await invoiceToDraw(readDb(context.ctx), context.event.data.invoiceId);
  const { file } = await invoicePdf(context, invoice);
  return done(`${file.pages === 1 ? "1 page" : `${file.pages} pages`}, ${Math.ceil(file.bytes / 1024)} kB`);
});
