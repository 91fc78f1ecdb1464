import type { z } from "zod";
import {
  type ImportRowState,
  type ImportView,
  importKeptDays,
  type importListView,
  type importRowsView,
} from "#/domain/import.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as imports from "#/server/repositories/imports/imports.ts";

const shown = 50;
const sampled = 5;
const dayMs = 86_400_000;

export const list = async (db: Db): Promise<z.infer<typeof importListView>> => {
  const recent = await imports.recent(db, shown);
  return { imports: recent.map(({ rowCount, ...run }) => ({ ...run, rows: rowCount })) };
};

/** Rows that the work under way has still to come to. */
const waiting: Partial<Record<ImportView["state"], readonly ImportRowState[]>> = {
  CHECKING: ["READ"],
  RUNNING: ["NEW", "CHANGE"],
  UNDOING: ["CREATED", "CHANGED"],
};

/** @throws NOT_FOUND */
export const byId = async (db: Db, importId: string): Promise<ImportView> => {
  const run = await imports.load(db, importId);
  const [found, sample, stopped] = await Promise.all([
    imports.counts(db, importId),
    imports.rows(db, importId, { limit: sampled }),
    imports.stopped(db, importId),
  ]);
  const { rowCount, position: _, tenantId: __, createdById: ___, summary, ...rest } = run;
  const left = (waiting[run.state] ?? []).reduce((sum, state) => sum + (found[state] ?? 0), 0);
  return {
    ...rest,
    rows: rowCount,
    counts: { ...noCounts, ...(summary ?? found) },
    doneRows: rowCount - left,
    sample: sample.map(({ cells }) => [...cells]),
    undoUntil:
      run.finishedAt === null || run.state !== "DONE" || run.forgotten
        ? null
        : new Date(run.finishedAt.getTime() + importKeptDays * dayMs),
    stopped: waiting[run.state] === undefined ? null : stopped,
  };
};

const noCounts: Record<ImportRowState, number> = {
  READ: 0,
  NEW: 0,
  CHANGE: 0,
  SAME: 0,
  SKIP: 0,
  ERROR: 0,
  CREATED: 0,
  CHANGED: 0,
  REFUSED: 0,
  REMOVED: 0,
  RESTORED: 0,
  KEPT: 0,
};

/** A page of the import's rows, in the file's order. @throws NOT_FOUND */
export const rowsOf = async (
  db: Db,
  { importId, state, cursor }: { importId: string; state: ImportRowState | null; cursor: number },
): Promise<z.infer<typeof importRowsView>> => {
  await imports.load(db, importId);
  const found = await imports.rows(db, importId, {
    after: cursor,
    limit: shown + 1,
    ...(state === null ? {} : { states: [state] }),
  });
  const rows = found.slice(0, shown).map((row) => ({ ...row, cells: [...row.cells], problems: [...row.problems] }));
  return { rows, next: found.length > shown ? (rows.at(-1)?.rowNumber ?? null) : null };
};
