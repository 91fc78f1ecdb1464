import { readRow } from "#/domain/import-fields.ts";
import { type Found, planRow } from "#/domain/import-plan.ts";
import type { Batch } from "#/server/orchestrators/imports/advance.ts";
import * as imports from "#/server/repositories/imports/imports.ts";

/** Says of the next rows what each would do, and changes nothing else. */
export const checkRows: Batch = async (tx, noun, run, place, limit) => {
  const rows = await imports.rows(tx, run.id, { after: run.position, limit });
  const read = rows.map((row) => {
    const content = readRow(run.noun, run.mapping, row.cells, place);
    return { row, content, keys: noun.keysOf(content.values) };
  });
  const sound = read.filter(({ content }) => content.problems.length === 0);
  const found = await noun.find(
    tx,
    place,
    sound.map(({ row, content }) => ({ rowNumber: row.rowNumber, values: content.values })),
    false,
  );
  const first = await imports.firstOfKeys(
    tx,
    run.id,
    rows[0]?.rowNumber ?? 0,
    sound.flatMap(({ keys }) => keys),
  );

  const planned = read.map(({ row, content, keys }) => {
    const taken = keys.find((key) => first.has(key));
    const plan = planRow(
      run.noun,
      run.mode,
      content,
      repeated(taken, first) ?? found.get(row.rowNumber) ?? { matched: null },
    );
    // A row that will do nothing keeps no other from doing it.
    if (plan.state !== "ERROR") for (const key of keys) first.set(key, row.rowNumber);
    return { rowNumber: row.rowNumber, ...plan, keys: plan.state === "ERROR" ? [] : keys };
  });
  await imports.keepRows(tx, run.id, planned);
  return { rows: rows.length, position: rows.at(-1)?.rowNumber ?? run.position, more: rows.length === limit };
};

const keyTitles: Readonly<Record<string, string>> = {
  number: "Part number",
  email: "E-mail",
  phone: "Phone",
  plate: "Plate",
};

const repeated = (key: string | undefined, first: ReadonlyMap<string, number>): Found | null => {
  if (key === undefined) return null;
  const column = keyTitles[key.split(":", 1)[0] ?? ""] ?? "";
  return { problems: [{ column, sentence: `The same is in row ${first.get(key)}. Keep one of the two.` }] };
};
