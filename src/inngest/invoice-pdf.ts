import { renderInvoicePdf } from "#/documents/paper/render-pool.ts";
import { logoKey } from "#/domain/logo.ts";
import type { EffectContext } from "#/inngest/consumer.ts";
import { storage } from "#/inngest/gateways.ts";
import { invoiceDocument } from "#/inngest/invoice-document.ts";
import type { Ctx } from "#/server/db/context.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { type InvoiceFile, type InvoiceToDraw, record } from "#/server/services/invoice-files.ts";

/**
 * The invoice's one PDF: the stored bytes, or drawn, stored and recorded now. Whoever comes first makes
 * it, all get the same bytes, and a death at any point leaves what the next one carries on from.
 */
export const invoicePdf = async <Data>(
  { write, ctx }: Pick<EffectContext<Data>, "write" | "ctx">,
  invoice: InvoiceToDraw,
): Promise<{ file: InvoiceFile; content: Uint8Array }> => {
  const storageKey = `${ctx.tenantId}/invoices/${invoice.id}.pdf`;
  const known =
    invoice.file === null
      ? await storage.get(storageKey)
      : await storage.get(invoice.file.storageKey, invoice.file.sha256);
  // Stored but not recorded (a death in between): those bytes stand, whatever today's renderer would draw.
  const content = known ?? (await renderInvoicePdf(invoiceDocument(invoice, await logoOf(ctx.tenantId, invoice))));
  await crashPoint("invoice-pdf/store:before");
  const stored = await storage.put(storageKey, content);
  await crashPoint("invoice-pdf/store:after");
  const file = { storageKey, sha256: stored.sha256, bytes: stored.size, pages: pagesOf(content) };
  if (invoice.file === null) await write((tx) => record(tx, invoice.id, file));
  return { file, content };
};

/** The logo that the invoice was issued with, whatever is shown today. */
const logoOf = async (tenantId: string, { number, parties }: InvoiceToDraw): Promise<Uint8Array | null> => {
  const { logo } = parties.tenant;
  if (logo === null) return null;
  const bytes = await storage.get(logoKey(tenantId, logo.sha256), logo.sha256);
  // Another head would be another paper. The same file, chosen again in the settings, comes to lie under the same hash.
  if (bytes === null)
    throw new Error(
      `The logo that invoice ${number} was issued with is no longer kept. Choose that file once more in Settings, Business, then retry.`,
    );
  return bytes;
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

/** Pages of a PDF, by its page objects. */
export const pagesOf = (pdf: Uint8Array): number =>
  [
    ...Buffer.from(pdf)
      .toString("latin1")
      .matchAll(/\/Type\s*\/Page(?![a-zA-Z])/g),
  ].length;
