import { ServiceException } from "#/domain/errors.ts";
import { may } from "#/domain/permissions.ts";
import { createContext } from "#/server/api/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import type { Storage } from "#/server/gateways/storage.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { invoiceToDraw } from "#/server/services/invoice-files.ts";

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const absent = () => sentenceResponse(404, "NOT_FOUND", "This invoice is not here. Check the link, or search for it.");

/**
 * Answers `GET /api/files/invoices/<id>` with the stored PDF, whose bytes never change: shown by default, saved
 * with `?download`. Another tenant's invoice is 404; one whose PDF is not drawn yet is 409.
 */
export const invoiceFile = async (request: Request, invoiceId: string, storage: Storage): Promise<Response> => {
  const context = createContext(request.headers);
  try {
    const member = await context.member();
    if (member === null) return sentenceResponse(401, "UNAUTHENTICATED", "The session has ended. Sign in again.");
    if (!may(member.role, "invoice.read")) {
      return sentenceResponse(403, "FORBIDDEN", "Your role does not allow this. Ask an admin of the workshop.");
    }
    if (!uuid.test(invoiceId)) return absent();

    const { tenantId } = member;
    const invoice = await runInTenant(tenantId, () => invoiceToDraw(readDb({ tenantId }), invoiceId));
    const bytes = invoice.file === null ? null : await storage.get(invoice.file.storageKey, invoice.file.sha256);
    if (invoice.file === null || bytes === null) {
      return sentenceResponse(
        409,
        "IN_PROGRESS",
        "The PDF of this invoice is still being made. Try again in a few seconds.",
        { "retry-after": "3" },
      );
    }
    return pdfResponse(request, bytes, `invoice-${invoice.number}.pdf`, `"${invoice.file.sha256}"`);
  } catch (error) {
    if (error instanceof ServiceException && error.code === "NOT_FOUND") return absent();
    context.log.error({ err: error, invoiceId }, "An invoice's PDF could not be sent.");
    return sentenceResponse(500, "INTERNAL", `The PDF did not load. Reference ${context.correlationId}.`);
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
