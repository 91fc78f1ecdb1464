import { z } from "zod";
import type { AuditEntryView, AuditFilter, AuditPlace, AuditSealView } from "#/domain/audit.ts";
import { auditTitle, idsIn, sayChanges } from "#/domain/audit-words.ts";
import { invariantAnswer } from "#/domain/invariants.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as audit from "#/server/repositories/audit.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as checks from "#/server/repositories/invariant-checks.ts";
import * as members from "#/server/repositories/members.ts";
import * as subjects from "#/server/repositories/subjects.ts";

const pageSize = 50;
const chunkSize = 1000;

/** A page of entries as people read them. */
export const list = async (db: Db, filter: AuditFilter, cursor: AuditPlace | null) => {
  const rows = await audit.page(db, filter, cursor, pageSize + 1);
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  return {
    entries: await said(db, shown, filter.zone),
    next: rows.length > pageSize && last !== undefined ? { at: last.at, id: last.id } : null,
  };
};

/** Everything that a filter shows, a thousand at a time. */
export async function* chunks(db: Db, filter: AuditFilter): AsyncGenerator<AuditEntryView[], void, undefined> {
  for (let cursor: AuditPlace | null = null; ; ) {
    const rows: audit.AuditRow[] = await audit.page(db, filter, cursor, chunkSize);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield await said(db, rows, filter.zone);
    if (rows.length < chunkSize) return;
    cursor = { at: last.at, id: last.id };
  }
}

/** Names for all records of a page in a few questions, however many entries it has. */
const said = async (db: Db, rows: readonly audit.AuditRow[], zone: string): Promise<AuditEntryView[]> => {
  if (rows.length === 0) return [];
  const within = [...new Set(rows.flatMap(({ changes }) => idsIn(changes)))];
  const all = [...new Set([...within, ...rows.map(({ subjectId }) => subjectId)])];
  const [labelOf, names, everyBranch, places] = await Promise.all([
    subjects.labels(db, rows),
    subjects.names(db, within),
    branches.all(db),
    subjects.branchesOf(db, all),
  ]);
  const known = new Map(everyBranch.map((branch) => [branch.id, branch]));
  const [first] = everyBranch;
  const oneCurrency = new Set(everyBranch.map(({ currency }) => currency)).size === 1;
  return rows.map((row) => {
    const at = [...idsIn(row.changes), row.subjectId].map((id) => known.get(places.get(id) ?? id)).find(Boolean);
    const branch = at ?? (oneCurrency ? first : undefined);
    return {
      id: row.id,
      at: row.at,
      actorName: row.actorName,
      action: row.action,
      title: auditTitle(row.action),
      subject: { type: row.subjectType, id: row.subjectId, label: labelOf(row)?.label ?? null },
      changes: sayChanges(row.changes, {
        zone,
        names,
        currency: branch?.currency ?? null,
        locale: branch?.locale ?? "en-GB",
      }),
      ipAddress: row.ipAddress,
      userAgent: row.userAgent,
      position: row.position,
    };
  });
};

/** Everybody who may have changed something, those who left too. */
export const people = async (db: Db) => (await members.everyone(db)).map(({ memberId, name }) => ({ memberId, name }));

const answers = z.array(invariantAnswer);

/** How far the chain reaches, what waits for its seal, and when it was last walked. */
export const seal = async (db: Db): Promise<AuditSealView> => {
  const [head, latest, recent] = await Promise.all([audit.head(db), checks.latestAnswered(db), checks.recent(db, 1)]);
  const answer = latest === null ? undefined : answers.parse(latest.results).find((each) => each.id === "I12");
  return {
    ...head,
    verified:
      latest === null || answer === undefined
        ? null
        : {
            at: latest.startedAt,
            position: await audit.positionAt(db, latest.startedAt),
            held: answer.state !== "broken",
            findings: answer.rows.map(({ what, place }) => `${what}: ${place}`),
          },
    running: recent.some(({ finishedAt }) => finishedAt === null),
  };
};
