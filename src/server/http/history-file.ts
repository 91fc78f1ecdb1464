import superjson from "superjson";
import { z } from "zod";
import { byteOrderMark, csvLine } from "#/domain/csv.ts";
import { historyFilter } from "#/domain/history.ts";
import { columnsOf, type HistoryColumn, historyColumnNames, historyColumns } from "#/domain/history-columns.ts";
import { may } from "#/domain/permissions.ts";
import { isoDateIn } from "#/domain/time.ts";
import { createContext } from "#/server/api/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { whyQueryUnsafe } from "#/server/http/guard.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { chunks } from "#/server/services/history.ts";

const asked = z.object({
  filter: historyFilter.prefault({}),
  columns: z.array(z.string().max(20)).max(historyColumnNames.length).default([]),
});

/**
 * Answers `GET /api/files/history?input=<filter and columns>` with the cards that `history.list` shows for that filter, all
 * of them, in its order and with those columns, as CSV. Read and sent a few hundred at a time: memory does not grow with them.
 */
export const historyFile = async (request: Request): Promise<Response> => {
  const context = createContext(request.headers);
  const member = await context.member();
  if (member === null) return sentenceResponse(401, "UNAUTHENTICATED", "The session has ended. Sign in again.");
  if (!may(member.role, "history.read"))
    return sentenceResponse(403, "FORBIDDEN", "Your role does not allow this. Ask an admin of the workshop.");
  const wish = readWish(new URL(request.url).searchParams.get("input"));
  if (wish === null)
    return sentenceResponse(400, "INVALID_INPUT", "This filter cannot be read. Open the history and ask again.");

  const { tenantId } = member;
  const rows = chunks(readDb({ tenantId }), wish.filter);
  const columns = columnsOf(wish.columns);
  const text = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(text.encode(byteOrderMark + headOf(columns))),
      pull: async (controller) => {
        try {
          const next = await runInTenant(tenantId, () => rows.next());
          if (next.done) return controller.close();
          controller.enqueue(
            text.encode(
              next.value.map((row) => csvLine(columns.map((name) => historyColumns[name].cell(row)))).join(""),
            ),
          );
        } catch (error) {
          context.log.error({ err: error, tenantId }, "A file of the history broke off.");
          controller.error(error);
        }
      },
      cancel: async () => void (await rows.return()),
    },
    { highWaterMark: 1 },
  );
  const name = `history-${isoDateIn(new Date(), "UTC")}.csv`;
  return new Response(body, {
    headers: {
      ...apiHeaders,
      "content-disposition": `attachment; filename="${name}"`,
      "content-type": "text/csv; charset=utf-8; header=present",
    },
  });
};

const headOf = (columns: readonly HistoryColumn[]): string => csvLine(columns.map((name) => historyColumns[name].word));

/** The filter in tRPC's own notation; null for what is none. */
const readWish = (input: string | null): z.infer<typeof asked> | null => {
  if (input === null || input === "") return asked.parse({});
  if (whyQueryUnsafe(input) !== null) return null;
  try {
    return asked.safeParse(superjson.parse(input)).data ?? null;
  } catch {
    // superjson cannot rebuild what it did not write.
    return null;
  }
};
