import superjson from "superjson";
import { type AuditEntryView, type AuditFilter, auditFilter } from "#/domain/audit.ts";
import { byteOrderMark, csvLine } from "#/domain/csv.ts";
import { may } from "#/domain/permissions.ts";
import { formatDate, formatTimeToSecond, isoDateIn } from "#/domain/time.ts";
import { createContext } from "#/server/api/context.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { whyQueryUnsafe } from "#/server/http/guard.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { chunks } from "#/server/services/audit.ts";

const head = ["Time", "Person", "Action", "Record", "What changed", "Address", "Browser", "Place in the chain", "Id"];

const lineOf = (entry: AuditEntryView, zone: string): string =>
  csvLine([
    `${formatDate(entry.at, zone)} ${formatTimeToSecond(entry.at, zone)}`,
    entry.actorName,
    entry.title,
    entry.subject.label ?? `${entry.subject.type} ${entry.subject.id}`,
    entry.changes
      .map(({ word, before, after }) => (before === null ? `${word}: ${after}` : `${word}: ${before} → ${after}`))
      .join("; "),
    entry.ipAddress,
    entry.userAgent,
    entry.position,
    entry.id,
  ]);

/**
 * Answers `GET /api/files/audit?input=<filter>` with every entry that `audit.list` shows for that filter, in its order, as
 * CSV. Read and sent a thousand at a time: memory does not grow with them.
 */
export const auditFile = async (request: Request): Promise<Response> => {
  const context = createContext(request.headers);
  const member = await context.member();
  if (member === null) return sentenceResponse(401, "UNAUTHENTICATED", "The session has ended. Sign in again.");
  if (!may(member.role, "audit.read"))
    return sentenceResponse(403, "FORBIDDEN", "Your role does not allow this. Ask an admin of the workshop.");
  const filter = readFilter(new URL(request.url).searchParams.get("input"));
  if (filter === null)
    return sentenceResponse(400, "INVALID_INPUT", "This filter cannot be read. Open the audit and ask again.");

  const { tenantId } = member;
  const entries = chunks(readDb({ tenantId }), filter);
  const text = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(text.encode(byteOrderMark + csvLine(head))),
      pull: async (controller) => {
        try {
          const next = await runInTenant(tenantId, () => entries.next());
          if (next.done) return controller.close();
          controller.enqueue(text.encode(next.value.map((entry) => lineOf(entry, filter.zone)).join("")));
        } catch (error) {
          context.log.error({ err: error, tenantId }, "A file of the audit broke off.");
          controller.error(error);
        }
      },
      cancel: async () => void (await entries.return()),
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      ...apiHeaders,
      "content-disposition": `attachment; filename="audit-${isoDateIn(new Date(), filter.zone)}.csv"`,
      "content-type": "text/csv; charset=utf-8; header=present",
    },
  });
};

/** The filter in tRPC's own notation; null for what is none. */
const readFilter = (input: string | null): AuditFilter | null => {
  if (input === null || input === "") return auditFilter.parse({});
  if (whyQueryUnsafe(input) !== null) return null;
  try {
    return auditFilter.safeParse(superjson.parse(input)).data ?? null;
  } catch {
    // superjson cannot rebuild what it did not write.
    return null;
  }
};
