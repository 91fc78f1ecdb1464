import superjson from "superjson";
import { byteOrderMark, csvLine } from "#/domain/csv.ts";
import { ServiceException } from "#/domain/errors.ts";
import { may } from "#/domain/permissions.ts";
import { beginning } from "#/domain/report-period.ts";
import { fileValue, type ReportRowsAsked, reportRowsAsked } from "#/domain/report-rows.ts";
import { createContext } from "#/server/api/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { whyQueryUnsafe } from "#/server/http/guard.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { open } from "#/server/services/reports.ts";

/**
 * Answers `GET /api/files/reports?input=<figure and filter>` with the rows that `report.rows` shows for it, all of them, in its
 * order and with its columns, as CSV. Read and sent a few hundred at a time: memory does not grow with them.
 */
export const reportFile = async (request: Request): Promise<Response> => {
  const context = createContext(request.headers);
  const member = await context.member();
  if (member === null) return sentenceResponse(401, "UNAUTHENTICATED", "The session has ended. Sign in again.");
  if (!may(member.role, "report.read"))
    return sentenceResponse(403, "FORBIDDEN", "Your role does not allow this. Ask an admin of the workshop.");
  const asked = readAsked(new URL(request.url).searchParams.get("input"));
  if (asked === null)
    return sentenceResponse(400, "INVALID_INPUT", "This report cannot be read. Open the reports and ask again.");
  if (asked.branchId !== null && member.branchIds.length > 0 && !member.branchIds.includes(asked.branchId))
    return sentenceResponse(403, "FORBIDDEN", "You do not work at this branch. Choose one of yours.");

  const { tenantId } = member;
  const opened = await runInTenant(tenantId, () =>
    open(readDb({ tenantId }), asked, may(member.role, "cost.read")),
  ).catch((error: unknown) => {
    if (error instanceof ServiceException) return error;
    throw error;
  });
  if (opened instanceof ServiceException)
    return sentenceResponse(opened.code === "NOT_FOUND" ? 404 : 403, opened.code, opened.message);
  const { columns, currency, chunks } = opened;
  const text = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) =>
        controller.enqueue(
          text.encode(
            byteOrderMark +
              csvLine(columns.map(({ word, kind }) => (kind === "money" ? `${word} (${currency})` : word))),
          ),
        ),
      pull: async (controller) => {
        try {
          const next = await runInTenant(tenantId, () => chunks.next());
          if (next.done) return controller.close();
          const lines = next.value.map(({ values, zone }) =>
            csvLine(columns.map((column) => fileValue(column, values[column.name] ?? null, zone, currency))),
          );
          controller.enqueue(text.encode(lines.join("")));
        } catch (error) {
          context.log.error({ err: error, tenantId }, "A file of a report broke off.");
          controller.error(error);
        }
      },
      cancel: async () => void (await chunks.return()),
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      ...apiHeaders,
      "content-disposition": `attachment; filename="${asked.figure}-${asked.first}-${asked.last}.csv"`,
      "content-type": "text/csv; charset=utf-8; header=present",
    },
  });
};

/** What is asked for in tRPC's own notation; null for what is none. Nothing asks for all sales. */
const readAsked = (input: string | null): ReportRowsAsked | null => {
  if (input === null || input === "")
    return reportRowsAsked.parse({ branchId: null, figure: "sales", first: beginning, last: "2199-12-31" });
  if (whyQueryUnsafe(input) !== null) return null;
  try {
    return reportRowsAsked.safeParse(superjson.parse(input)).data ?? null;
  } catch {
    // superjson cannot rebuild what it did not write.
    return null;
  }
};
