import { z } from "zod";
import { notFound } from "#/domain/errors.ts";
import {
  type ImportChanges,
  type ImportMapping,
  type ImportMode,
  type ImportNoun,
  type ImportProblem,
  type ImportRowState,
  type ImportState,
  importChanges,
  importMapping,
  importProblem,
  importRowStates,
} from "#/domain/import.ts";
import type { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** How many rows ended in each state. */
const importSummary = z.partialRecord(z.enum(importRowStates), z.int());

export type NewImport = {
  readonly id: string;
  readonly noun: ImportNoun;
  readonly fileName: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly rowCount: number;
  readonly mapping: ImportMapping;
  readonly createdById: string;
  readonly createdByName: string;
};

export type ImportRun = {
  readonly id: string;
  readonly noun: ImportNoun;
  readonly state: ImportState;
  readonly fileName: string;
  readonly header: readonly string[];
  readonly mapping: ImportMapping;
  readonly mode: ImportMode;
  readonly branchId: string | null;
  readonly position: number;
  readonly finishedAt: Date | null;
  /** Its rows are there no more: retention has summed them up. */
  readonly forgotten: boolean;
};

export const insert = async (tx: Tx, { header, mapping, ...run }: NewImport): Promise<void> => {
  await tx.client.dataImport.create({
    data: { ...run, header: [...header], mapping, tenantId: tx.tenantId, createdAt: tx.now },
  });
};

const rowsAtOnce = 2000;

/** Keeps the file's rows as they came. */
export const insertRows = async (
  tx: Tx,
  importId: string,
  rows: readonly { readonly rowNumber: number; readonly cells: readonly string[] }[],
): Promise<void> => {
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const part = JSON.stringify(rows.slice(at, at + rowsAtOnce));
    await tx.client.$executeRaw`
      insert into import_row (tenant_id, import_id, row_number, cells)
      select ${tx.tenantId}::uuid, ${importId}::uuid, r."rowNumber", r.cells
        from jsonb_to_recordset(${part}::jsonb) as r("rowNumber" int, cells text[])`;
  }
};

/** The import, held until the transaction ends: who works on it does so alone. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<ImportRun> => {
  await tx.client.$queryRaw`
    select 1 from data_import where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return load(tx, id);
};

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const found = await db.client.dataImport.findFirst({ where: { tenantId: db.tenantId, id } });
  if (found === null) throw notFound("This import");
  const { summary, ...run } = found;
  return {
    ...run,
    mapping: importMapping.parse(run.mapping),
    forgotten: summary !== null,
    summary: summary === null ? null : importSummary.parse(summary),
  };
};

export const recent = async (db: Db, limit: number) =>
  db.client.dataImport.findMany({
    where: { tenantId: db.tenantId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    select: {
      id: true,
      noun: true,
      state: true,
      fileName: true,
      rowCount: true,
      createdAt: true,
      createdByName: true,
      finishedAt: true,
    },
  });

export const change = async (tx: Tx, id: string, data: Prisma.DataImportUncheckedUpdateManyInput): Promise<void> => {
  await tx.client.dataImport.updateMany({ where: { tenantId: tx.tenantId, id }, data });
};

/** Makes every row as it came: the check begins anew. */
export const forgetPlans = async (tx: Tx, importId: string): Promise<void> => {
  await tx.client.$executeRaw`
    update import_row set state = 'READ', problems = '[]', keys = '{}', target_id = null, target_label = null, matched_by = null, changes = '{}'
     where tenant_id = ${tx.tenantId}::uuid and import_id = ${importId}::uuid and state <> 'READ'`;
};

export type StoredRow = {
  readonly rowNumber: number;
  readonly cells: readonly string[];
  readonly state: ImportRowState;
  readonly problems: readonly ImportProblem[];
  readonly targetId: string | null;
  readonly targetLabel: string | null;
  readonly matchedBy: string | null;
  readonly changes: ImportChanges;
};

type Which = {
  readonly states?: readonly ImportRowState[];
  readonly after?: number;
  /** Backwards from here. */
  readonly before?: number;
  readonly limit: number;
};

/** Rows in the file's order, or from the end when `before` is said. */
export const rows = async (db: Db, importId: string, { states, after, before, limit }: Which): Promise<StoredRow[]> => {
  const found = await db.client.importRow.findMany({
    where: {
      tenantId: db.tenantId,
      importId,
      ...(states === undefined ? {} : { state: { in: [...states] } }),
      rowNumber: before === undefined ? { gt: after ?? 0 } : { lt: before },
    },
    orderBy: { rowNumber: before === undefined ? "asc" : "desc" },
    take: limit,
    omit: { tenantId: true, importId: true, keys: true },
  });
  return found.map((row) => ({
    ...row,
    problems: importProblem.array().parse(row.problems),
    changes: importChanges.parse(row.changes),
  }));
};

/** Of these keys, the row before `before` that has each first. */
export const firstOfKeys = async (
  db: Db,
  importId: string,
  before: number,
  keys: readonly string[],
): Promise<Map<string, number>> => {
  if (keys.length === 0) return new Map();
  const found = await db.client.$queryRaw<{ key: string; row: number }[]>`
    select k.key, min(r.row_number)::int as row
      from import_row r cross join lateral unnest(r.keys) as k(key)
     where r.tenant_id = ${db.tenantId}::uuid and r.import_id = ${importId}::uuid and r.row_number < ${before} and r.state <> 'ERROR'
       and k.key = any(${[...keys]}) group by 1`;
  return new Map(found.map(({ key, row }) => [key, row]));
};

export type KeptRow = Omit<StoredRow, "cells"> & { readonly keys?: readonly string[] };

/** Writes what became of these rows, in one statement. */
export const keepRows = async (tx: Tx, importId: string, kept: readonly KeptRow[]): Promise<void> => {
  if (kept.length === 0) return;
  await tx.client.$executeRaw`
    update import_row r
       set state = k.state::import_row_state, problems = k.problems, keys = coalesce(k.keys, r.keys), target_id = k."targetId",
           target_label = k."targetLabel", matched_by = k."matchedBy", changes = k.changes
      from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb)
           as k("rowNumber" int, state text, problems jsonb, keys text[], "targetId" uuid, "targetLabel" text, "matchedBy" text, changes jsonb)
     where r.tenant_id = ${tx.tenantId}::uuid and r.import_id = ${importId}::uuid and r.row_number = k."rowNumber"`;
};

const isRowState = (state: string): state is ImportRowState => importRowStates.some((each) => each === state);

/** How many rows stand in each state. */
export const counts = async (db: Db, importId: string): Promise<Partial<Record<ImportRowState, number>>> => {
  const found = await db.client.$queryRaw<{ state: string; n: number }[]>`
    select state::text, count(*)::int as n from import_row
     where tenant_id = ${db.tenantId}::uuid and import_id = ${importId}::uuid group by state`;
  return Object.fromEntries(found.flatMap(({ state, n }) => (isRowState(state) ? [[state, n]] : [])));
};

/** Why the next rows do not come: the effect that owed them was given up. */
export const stopped = async (db: Db, importId: string): Promise<string | null> => {
  const [last] = await db.client.$queryRaw<{ state: string; reason: string | null }[]>`
    select d.state::text, coalesce(d.closed_reason, d.last_error) as reason
      from outbox_event e join event_delivery d on d.tenant_id = e.tenant_id and d.event_id = e.id
     where e.tenant_id = ${db.tenantId}::uuid and e.subject_type = 'import' and e.subject_id = ${importId}::uuid
     order by e.id desc limit 1`;
  return last?.state === "DEAD" || last?.state === "SKIPPED" ? (last.reason ?? "It was given up.") : null;
};
