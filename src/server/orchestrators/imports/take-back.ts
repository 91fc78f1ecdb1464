import type { ImportRowState } from "#/domain/import.ts";
import { fieldTitle } from "#/domain/import-fields.ts";
import type { Batch } from "#/server/orchestrators/imports/advance.ts";
import type { Values } from "#/server/orchestrators/imports/noun.ts";
import * as imports from "#/server/repositories/imports/imports.ts";

/**
 * Takes back what the import did, the last rows first: removes what it made and restores what it changed. What later
 * work leans on stays as it is, row by row, and says why.
 */
export const takeBackRows: Batch = async (tx, noun, run, place, limit) => {
  const rows = await imports.rows(tx, run.id, { states: ["CREATED", "CHANGED"], before: run.position, limit });
  const targets = (state: ImportRowState) =>
    rows.flatMap((row) => (row.state === state && row.targetId !== null ? [{ row, id: row.targetId }] : []));

  const made = targets("CREATED");
  const leaning = await noun.leaningOn(
    tx,
    place,
    made.map(({ id }) => id),
  );
  const gone = await noun.remove(
    tx,
    place,
    made.map(({ id }) => id).filter((id) => !leaning.has(id)),
  );

  const changed = targets("CHANGED");
  const now = await noun.current(
    tx,
    place,
    changed.map(({ id }) => id),
  );
  const since = new Map(changed.map(({ row, id }) => [id, changedSince(row, now.get(id))]));
  const restored = changed.filter(({ id }) => since.get(id)?.length === 0);
  await noun.restore(
    tx,
    place,
    restored.map(({ row, id }) => ({ id, changes: row.changes })),
  );

  const titleOf = (name: string) => fieldTitle(run.noun, name);
  await imports.keepRows(
    tx,
    run.id,
    rows.map((row) => {
      const id = row.targetId ?? "";
      if (row.state === "CREATED" && gone.has(id)) return { ...row, state: "REMOVED", targetId: null };
      if (row.state === "CHANGED" && since.get(id)?.length === 0) return { ...row, state: "RESTORED" };
      const [first = ""] = since.get(id) ?? [];
      const problem =
        row.state === "CREATED"
          ? { column: "", sentence: leaning.get(id) ?? "It is gone already." }
          : { column: titleOf(first), sentence: `${titleOf(first)} was changed since, so it stands.` };
      return { ...row, state: "KEPT", problems: [problem] };
    }),
  );
  for (const id of gone)
    tx.audit({
      action: `${noun.subjectType}.import-undone`,
      subjectType: noun.subjectType,
      subjectId: id,
      changes: { importId: run.id },
    });
  for (const { row, id } of restored)
    tx.audit({
      action: `${noun.subjectType}.changed`,
      subjectType: noun.subjectType,
      subjectId: id,
      changes: { ...noun.auditable(reversed(row.changes)), undoneImportId: run.id },
    });
  return { rows: rows.length, position: rows.at(-1)?.rowNumber ?? 0, more: rows.length === limit };
};

/** The fields that are not as the import left them. */
const changedSince = ({ changes }: imports.StoredRow, now: Values | undefined): string[] =>
  Object.entries(changes).flatMap(([name, [, after]]) => ((now?.[name] ?? null) === after ? [] : [name]));

const reversed = (changes: imports.StoredRow["changes"]): imports.StoredRow["changes"] =>
  Object.fromEntries(Object.entries(changes).map(([name, [before, after]]) => [name, [after, before]]));
