import { renderPaper } from "#/documents/paper/render-pool.ts";
import type { EffectContext } from "#/inngest/consumer.ts";
import { invoiceDocument } from "#/inngest/invoice-document.ts";
import { payLinkOnPaper } from "#/inngest/pay-link.ts";
import { logoOf, storedPaper } from "#/inngest/stored-paper.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { type InvoiceFile, type InvoiceToDraw, record } from "#/server/services/invoice-files.ts";

/** The invoice's one PDF. @see storedPaper */
export const invoicePdf = <Data>(
  context: Pick<EffectContext<Data>, "write" | "ctx">,
  invoice: InvoiceToDraw,
): Promise<{ file: InvoiceFile; content: Uint8Array }> => {
  const { tenantId } = context.ctx;
  const { id, number, parties, file } = invoice;
  return storedPaper(context.write, {
    point: "invoice-pdf",
    storageKey: `${tenantId}/invoices/${id}.pdf`,
    file,
    draw: async () => {
      const image = await logoOf(tenantId, parties.tenant, `invoice ${number}`);
      const { href } = await payLinkOnPaper(context, id);
      return renderPaper({ kind: "invoice", document: invoiceDocument(invoice, image, href) });
    },
    record: (tx, made) => record(tx, id, made),
  });
};

/** The same for somebody who asks for it before its consumer has come round, or when the stored file is gone. */
export const invoicePdfNow = async (
  ctx: Ctx,
  invoice: InvoiceToDraw,
): Promise<{ sha256: string; content: Uint8Array }> => {
  const subject = { type: "invoice", id: invoice.id };
  const write = <Result>(work: (tx: Tx) => Promise<Result>) =>
    executeInTransaction(ctx, "invoice.store-pdf", work, { subject });
  const { file, content } = await invoicePdf({ ctx, write }, invoice);
  return { sha256: file.sha256, content };
};
