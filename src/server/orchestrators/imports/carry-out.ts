import { uuidv7 } from "#/domain/ids.ts";
import type { ImportRowState } from "#/domain/import.ts";
import { readRow } from "#/domain/import-fields.ts";
import { isSamePlan, planRow, type RowPlan } from "#/domain/import-plan.ts";
import type { Batch } from "#/server/orchestrators/imports/advance.ts";
import * as imports from "#/server/repositories/imports/imports.ts";

/**
 * Does what the check has shown of the next rows. Each is looked up again and held: where its record is not what it
 * was at the check, the row is refused, so that nothing is overwritten that nobody has seen.
 */
export const carryOutRows: Batch = async (tx, noun, run, place, limit) => {
  const rows = await imports.rows(tx, run.id, { states: ["NEW", "CHANGE"], after: run.position, limit });
  const read = rows.map((row) => ({ row, content: readRow(run.noun, run.mapping, row.cells, place) }));
  const found = await noun.find(
    tx,
    place,
    read.map(({ row, content }) => ({ rowNumber: row.rowNumber, values: content.values })),
    true,
  );
  const planned = read.map(({ row, content }) => {
    const plan = planRow(run.noun, run.mode, content, found.get(row.rowNumber) ?? { matched: null });
    return { row, content, plan, same: isSamePlan(shownOf(row), plan) };
  });

  const created = planned
    .filter(({ plan, same }) => same && plan.state === "NEW")
    .map(({ row, content }) => ({ rowNumber: row.rowNumber, id: uuidv7(), values: content.values }));
  const changed = planned
    .filter(({ plan, same }) => same && plan.state === "CHANGE")
    .flatMap(({ row, plan }) =>
      plan.targetId === null ? [] : [{ rowNumber: row.rowNumber, id: plan.targetId, changes: plan.changes }],
    );
  const made = created.length === 0 ? new Set<string>() : await noun.create(tx, place, created);
  if (changed.length > 0) await noun.change(tx, place, changed);

  const ids = new Map(created.filter(({ id }) => made.has(id)).map(({ rowNumber, id }) => [rowNumber, id]));
  const updates = new Set(changed.map(({ rowNumber }) => rowNumber));
  await imports.keepRows(
    tx,
    run.id,
    planned.map(({ row, plan }) => {
      const id = ids.get(row.rowNumber);
      const kept = { ...row, problems: [] };
      if (id !== undefined) return { ...kept, state: "CREATED" satisfies ImportRowState, targetId: id };
      if (updates.has(row.rowNumber)) return { ...kept, state: "CHANGED" satisfies ImportRowState };
      return { ...kept, state: "REFUSED" satisfies ImportRowState, problems: [whyRefused(row, plan)] };
    }),
  );
  for (const { rowNumber } of created) {
    const id = ids.get(rowNumber);
    if (id !== undefined) audit(id, `${noun.subjectType}.imported`, { importId: run.id, row: rowNumber });
  }
  for (const { id, changes } of changed)
    audit(id, `${noun.subjectType}.changed`, { ...noun.auditable(changes), importId: run.id });
  return { rows: rows.length, position: rows.at(-1)?.rowNumber ?? run.position, more: rows.length === limit };

  function audit(subjectId: string, action: string, changes: Readonly<Record<string, unknown>>): void {
    tx.audit({ action, subjectType: noun.subjectType, subjectId, changes });
  }
};

const shownOf = ({ state, problems, targetId, targetLabel, matchedBy, changes }: imports.StoredRow): RowPlan => ({
  state: state === "CHANGE" ? "CHANGE" : "NEW",
  problems,
  targetId,
  targetLabel,
  matchedBy,
  changes,
});

const whyRefused = (row: imports.StoredRow, now: RowPlan) => {
  const [first] = now.problems;
  if (first !== undefined) return first;
  const sentence =
    now.targetId !== null && row.targetId === null
      ? `${now.targetLabel ?? "Such a record"} was added after the check, so nothing was added. Check the file again.`
      : "The record was changed after the check, so nothing was overwritten. Check the file again.";
  return { column: now.matchedBy ?? "", sentence };
};
