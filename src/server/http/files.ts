import { ServiceException } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { type Db, readDb } from "#/server/db/transaction.ts";
import type { Storage } from "#/server/gateways/storage.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { type CreditNoteToDraw, creditNoteToDraw } from "#/server/services/credit-note-files.ts";
import { type InvoiceToDraw, invoiceToDraw } from "#/server/services/invoice-files.ts";

export const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
type Drawn = Promise<{ sha256: string; content: Uint8Array }>;
/** Gets the PDF that is not there, or not any more: drawn, stored and recorded, the same bytes for everyone. */
export type DrawInvoice = (ctx: Ctx, invoice: InvoiceToDraw) => Drawn;
export type DrawCreditNote = (ctx: Ctx, note: CreditNoteToDraw) => Drawn;

/**
 * Answers `GET /api/files/invoices/<id>` with the invoice's PDF, whose bytes never change: shown by default, saved
 * with `?download`. One that was not stored yet is made now. Another tenant's invoice is 404.
 */
export const invoiceFile = (
  request: Request,
  invoiceId: string,
  storage: Storage,
  draw: DrawInvoice,
): Promise<Response> => paperFile(request, invoiceId, storage, { name: "invoice", load: invoiceToDraw, draw });

/** The same for a credit note, at `/api/files/credit-notes/<id>`: whoever may read invoices may read it. */
export const creditNoteFile = (
  request: Request,
  creditNoteId: string,
  storage: Storage,
  draw: DrawCreditNote,
): Promise<Response> =>
  paperFile(request, creditNoteId, storage, { name: "credit note", load: creditNoteToDraw, draw });

type Paper<Row> = {
  readonly name: string;
  readonly load: (db: Db, id: string) => Promise<Row>;
  readonly draw: (ctx: Ctx, row: Row) => Drawn;
};
type Numbered = {
  readonly number: string;
  readonly file: { readonly storageKey: string; readonly sha256: string } | null;
};

const paperFile = async <Row extends Numbered>(
  request: Request,
  id: string,
  storage: Storage,
  { name, load, draw }: Paper<Row>,
): Promise<Response> => {
  const asked = await memberFor(request, "invoice.read");
  if (asked instanceof Response) return asked;
  const { ctx } = asked;
  const absent = () =>
    sentenceResponse(404, "NOT_FOUND", `This ${name} is not here. Check the link, or search for it.`);
  try {
    if (!uuid.test(id)) return absent();

    const { tenantId } = ctx;
    const row = await runInTenant(tenantId, () => load(readDb({ tenantId }), id));
    const { file } = row;
    const bytes = file === null ? null : await storage.get(file.storageKey, file.sha256);
    const { sha256, content } =
      file === null || bytes === null ? await draw(ctx, row) : { sha256: file.sha256, content: bytes };
    return pdfResponse(request, content, `${name}-${row.number}.pdf`, `"${sha256}"`);
  } catch (error) {
    if (error instanceof ServiceException && error.code === "NOT_FOUND") return absent();
    ctx.log.error({ err: error, id }, `A PDF could not be sent: ${name}.`);
    return sentenceResponse(500, "INTERNAL", `The PDF did not load. Reference ${ctx.correlationId}.`);
  }
};

/** A PDF as a browser shows it, saved with `?download`; 304 for whoever has these bytes. `name` is the file's. */
export const pdfResponse = (request: Request, bytes: Uint8Array, name: string, etag: string): Response => {
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
