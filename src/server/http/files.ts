import { ServiceException } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import type { Storage } from "#/server/gateways/storage.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { type InvoiceToDraw, invoiceToDraw } from "#/server/services/invoice-files.ts";

export const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const absent = () => sentenceResponse(404, "NOT_FOUND", "This invoice is not here. Check the link, or search for it.");

/** Gets the PDF that is not there, or not any more: drawn, stored and recorded, the same bytes for everyone. */
export type DrawInvoice = (ctx: Ctx, invoice: InvoiceToDraw) => Promise<{ sha256: string; content: Uint8Array }>;

/**
 * Answers `GET /api/files/invoices/<id>` with the invoice's PDF, whose bytes never change: shown by default, saved
 * with `?download`. One that was not stored yet is made now. Another tenant's invoice is 404.
 */
export const invoiceFile = async (
  request: Request,
  invoiceId: string,
  storage: Storage,
  draw: DrawInvoice,
): Promise<Response> => {
  const asked = await memberFor(request, "invoice.read");
  if (asked instanceof Response) return asked;
  const { ctx } = asked;
  try {
    if (!uuid.test(invoiceId)) return absent();

    const { tenantId } = ctx;
    const invoice = await runInTenant(tenantId, () => invoiceToDraw(readDb({ tenantId }), invoiceId));
    const bytes = invoice.file === null ? null : await storage.get(invoice.file.storageKey, invoice.file.sha256);
    const { sha256, content } =
      invoice.file === null || bytes === null
        ? await draw(ctx, invoice)
        : { sha256: invoice.file.sha256, content: bytes };
    return pdfResponse(request, content, `invoice-${invoice.number}.pdf`, `"${sha256}"`);
  } catch (error) {
    if (error instanceof ServiceException && error.code === "NOT_FOUND") return absent();
    ctx.log.error({ err: error, invoiceId }, "An invoice's PDF could not be sent.");
    return sentenceResponse(500, "INTERNAL", `The PDF did not load. Reference ${ctx.correlationId}.`);
  }
};

const pdfResponse = (request: Request, bytes: Uint8Array, name: string, etag: string): Response => {
  const disposition = new URL(request.url).searchParams.has("download") ? "attachment" : "inline";
  const headers = {
    ...apiHeaders,
    // The browser's own viewer needs styles and scripts of its own; only who may frame it is ours to say.
    "content-security-policy": "frame-ancestors 'self'",
    "cache-control": "private, no-cache",
    "content-disposition": `${disposition}; filename="${name.replaceAll(/[^\w.-]/g, "-")}"`,
    "content-type": "application/pdf",
    etag,
  };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  return new Response(Uint8Array.from(bytes), { headers });
};
