import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import { ServiceException } from "#/domain/errors.ts";
import { isoDateIn } from "#/domain/time.ts";
import type { Ctx } from "#/server/db/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import type { Storage } from "#/server/gateways/storage.ts";
import { attachment, streamOf } from "#/server/http/csv-response.ts";
import { uuid } from "#/server/http/files.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { noteExport } from "#/server/orchestrators/note-export.ts";
import { filesOf, invoicePdfs, type Read } from "#/server/services/exports.ts";

/** Answers `GET /api/files/export`: all data of the tenant as a ZIP of CSV files; `?pdfs=1` with the invoices' PDFs. */
export const tenantExport = async (request: Request, storage: Storage): Promise<Response> => {
  const member = await memberFor(request, "export.run");
  return member instanceof Response ? member : exported(request, member.ctx, null, storage);
};

/** Answers `GET /api/files/customers/<id>/export` with what is kept of one customer. Another tenant's is 404. */
export const customerExport = async (request: Request, customerId: string, storage: Storage): Promise<Response> => {
  const member = await memberFor(request, "export.run");
  if (member instanceof Response) return member;
  return uuid.test(customerId) ? exported(request, member.ctx, customerId, storage) : absent();
};

const absent = () => sentenceResponse(404, "NOT_FOUND", "This customer is not here. Check the link, or search for it.");

const exported = async (request: Request, ctx: Ctx, customerId: string | null, storage: Storage): Promise<Response> => {
  const pdfs = new URL(request.url).searchParams.get("pdfs") === "1";
  try {
    const { name } = await noteExport(ctx, { customerId, pdfs });
    const zip = await zipOf(ctx, customerId, pdfs ? storage : null);
    const day = isoDateIn(new Date(), "UTC");
    return new Response(streamOf(zip.outputStream[Symbol.asyncIterator]()), {
      headers: {
        ...apiHeaders,
        "content-type": "application/zip",
        "content-disposition": attachment(name === null ? `pitlane-export-${day}.zip` : `${name}-${day}.zip`),
      },
    });
  } catch (error) {
    if (error instanceof ServiceException && error.code === "NOT_FOUND") return absent();
    ctx.log.error({ err: error, customerId }, "An export could not be begun.");
    return sentenceResponse(500, "INTERNAL", `The export did not begin. Reference ${ctx.correlationId}.`);
  }
};

/** The ZIP under way: each file is opened when the one before it has been sent. */
const zipOf = async (ctx: Ctx, customerId: string | null, storage: Storage | null): Promise<ZipFile> => {
  const read: Read = (work) => runInTenant(ctx.tenantId, () => work(readDb(ctx)));
  const zip = new ZipFile();
  zip.on("error", (error: Error) => ctx.log.error({ err: error, customerId }, "An export broke off."));
  for (const { name, parts } of filesOf(read, customerId))
    zip.addReadStreamLazy(name, (open) => open(null, Readable.from(parts())));
  if (storage !== null)
    for (const { number, storageKey, sha256 } of await read((db) => invoicePdfs(db, customerId)))
      zip.addReadStreamLazy(`invoices/${number.replaceAll(/[^\w.-]/g, "-")}.pdf`, { compress: false }, (open) => {
        storage.get(storageKey, sha256).then(
          // One that is gone from the storage is drawn anew where it is asked for by itself.
          (bytes) => open(null, Readable.from(bytes === null ? [] : [bytes])),
          (error: unknown) => open(error, Readable.from([])),
        );
      });
  zip.end();
  return zip;
};
