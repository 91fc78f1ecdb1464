import { PassThrough, Readable } from "node:stream";
import { ZipFile } from "yazl";
import { ServiceException } from "#/domain/errors.ts";
import { isoDateIn } from "#/domain/time.ts";
import type { Ctx } from "#/server/db/context.ts";
import { openSnapshot, type Snapshot } from "#/server/db/snapshot.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import type { Storage } from "#/server/gateways/storage.ts";
import { attachment, streamOf } from "#/server/http/csv-response.ts";
import { uuid } from "#/server/http/files.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { noteExport } from "#/server/orchestrators/note-export.ts";
import { filesOf, paperPdfs } from "#/server/services/exports.ts";

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
    // All of it as it was in one instant: a card, its lines and its invoice belong together in the files too.
    const snapshot = await openSnapshot(ctx.tenantId, limits);
    const day = isoDateIn(new Date(), "UTC");
    return new Response(streamOf(sent(ctx, snapshot, customerId, pdfs ? storage : null)), {
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

/** Two hours for all of it over a slow line; a reader who has gone away is noticed after five minutes. */
const limits = { standsMs: 2 * 3_600_000, idleMs: 5 * 60_000 } as const;

/** The ZIP under way. It ends the snapshot, whether all of it was sent or the reader has gone. */
const sent = async function* (ctx: Ctx, snapshot: Snapshot, customerId: string | null, storage: Storage | null) {
  const out = new PassThrough();
  try {
    const zip = new ZipFile();
    // What breaks off must look broken off: a ZIP that just stops would be waited for.
    zip.on("error", (error: Error) => out.destroy(error));
    zip.outputStream.pipe(out);
    fill(zip, snapshot, customerId, storage).catch((error: unknown) =>
      out.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    for await (const part of out) yield Buffer.from(part);
  } catch (error) {
    ctx.log.error({ err: error, customerId }, "An export broke off.");
    throw error;
  } finally {
    out.destroy();
    snapshot.close();
  }
};

/** Names every file; each is opened when the one before it has been sent. */
const fill = async (zip: ZipFile, { db }: Snapshot, customerId: string | null, storage: Storage | null) => {
  const { tenantId } = db;
  for (const { name, parts } of filesOf(db, customerId))
    zip.addReadStreamLazy(name, (open) => {
      const rows = Readable.from(inTenant(tenantId, parts()), { highWaterMark: 1 });
      // The ZIP does not listen for it: unheard it would end the process, of a reader who has gone away too.
      rows.on("error", (error) => zip.emit("error", error));
      open(null, rows);
    });
  if (storage !== null)
    for await (const { folder, number, storageKey, sha256 } of inTenant(tenantId, paperPdfs(db, customerId)))
      zip.addReadStreamLazy(`${folder}/${number.replaceAll(/[^\w.-]/g, "-")}.pdf`, { compress: false }, (open) => {
        storage.get(storageKey, sha256).then(
          // One that is gone from the storage is drawn anew where it is asked for by itself.
          (bytes) => open(null, Readable.from(bytes === null ? [] : [bytes])),
          (error: unknown) => open(error, Readable.from([])),
        );
      });
  zip.end();
};

/** What streams is read in the scope of whoever pulls: each step of it is taken as the tenant. */
const inTenant = async function* <Part>(tenantId: string, parts: AsyncGenerator<Part>): AsyncGenerator<Part> {
  for (;;) {
    const next = await runInTenant(tenantId, () => parts.next());
    if (next.done) return;
    yield next.value;
  }
};
