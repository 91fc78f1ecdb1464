import { z } from "zod";
import { byteOrderMark, csvLine } from "#/domain/csv.ts";
import { idempotencyKey } from "#/domain/fields.ts";
import { importLimits, importNouns } from "#/domain/import.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { answered } from "#/server/http/answered.ts";
import { csvResponse } from "#/server/http/csv-response.ts";
import { uuid } from "#/server/http/files.ts";
import { admitFile } from "#/server/http/guard.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { startImport } from "#/server/orchestrators/imports/start.ts";
import { troubledRows } from "#/server/services/imports/troubled-rows.ts";

const asked = z.object({ noun: z.enum(importNouns), name: z.string().trim().min(1).max(200), key: idempotencyKey });

/** Answers `POST /api/files/imports?noun=&name=&key=`: the body is the file, as `text/csv`. */
export const receiveImport = async (request: Request): Promise<Response> => {
  const member = await memberFor(request, "import.run", { writes: true });
  if (member instanceof Response) return member;
  const { ctx } = member;
  const wish = asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!wish.success || /\p{Cc}/u.test(wish.data.name))
    return sentenceResponse(400, "INVALID_INPUT", "Say what the file holds: customers, vehicles or parts.");
  const admitted = await admitFile(request, {
    contentTypes: ["text/csv"],
    maxBytes: importLimits.bytes,
    tooLarge: "The file is over 10 MB. Split it, and import the parts one after another.",
  });
  if (!admitted.ok) return sentenceResponse(admitted.status, "INVALID_INPUT", admitted.sentence);
  const { noun, name: fileName, key } = wish.data;
  return answered(ctx, "The file was not kept.", async () => {
    const started = await startImport(ctx, { noun, fileName, bytes: admitted.bytes, idempotencyKey: key });
    return Response.json(started, { headers: apiHeaders });
  });
};

/** Answers `GET /api/files/imports/<id>/errors`: the rows that were not done, as they came, with the reason in front. */
export const importErrors = async (request: Request, importId: string): Promise<Response> => {
  const member = await memberFor(request, "import.run");
  if (member instanceof Response) return member;
  const { ctx } = member;
  const absent = () => sentenceResponse(404, "NOT_FOUND", "This import is not here. Check the link, or search for it.");
  if (!uuid.test(importId)) return absent();
  return answered(ctx, "The rows did not load.", async () => {
    const db = readDb(ctx);
    const { fileName, header, pages } = await runInTenant(ctx.tenantId, () => troubledRows(db, importId));
    const name = `errors-in-${fileName.replace(/\.csv$/i, "")}.csv`;
    return csvResponse(name, async function* () {
      yield byteOrderMark + csvLine(["Row", "What is wrong", ...header]);
      for (let from: number | null = 0; from !== null; ) {
        const start: number = from;
        const { rows, after } = await runInTenant(ctx.tenantId, () => pages(start));
        yield rows
          .map(({ rowNumber, problems, cells }) =>
            csvLine([
              rowNumber,
              problems.map(({ column, sentence }) => (column === "" ? sentence : `${column}: ${sentence}`)).join(" "),
              ...cells,
            ]),
          )
          .join("");
        from = after;
      }
    });
  });
};
