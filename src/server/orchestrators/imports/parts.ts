import { inventoryAdjusted } from "#/domain/events.ts";
import type { ImportChanges } from "#/domain/import.ts";
import type { Found } from "#/domain/import-plan.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import {
  type NounOfImport,
  numberIn,
  type Place,
  sideOf,
  textIn,
  type Values,
} from "#/server/orchestrators/imports/noun.ts";
import type { Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import { closeTasks } from "#/server/outbox/tasks.ts";
import * as parts from "#/server/repositories/imports/parts.ts";
import * as undo from "#/server/repositories/imports/undo.ts";
import * as inventory from "#/server/services/inventory.ts";
import * as metrics from "#/server/services/metrics.ts";

const numberKey = (number: string) => number.toLowerCase();

const currentOf = ({ name, unit, level, movements }: parts.KnownPart): Values => ({
  name,
  unit,
  price: level?.priceMinor ?? null,
  cost: level?.costMinor ?? null,
  taxRate: level?.taxRateBp ?? null,
  bin: level?.bin ?? null,
  reorderPoint: level?.reorderPoint ?? null,
  // After a second movement no figure is the opening one.
  openingQuantity: level === null || movements > 1 ? null : quantityText(quantityMilli(level.onHand)),
});

/** The level of a part where the branch never stocked it: what the file says, and else nothing but the usual tax. */
const levelOf = (values: Values, place: Place) => ({
  price: numberIn(values, "price") ?? 0,
  cost: numberIn(values, "cost") ?? 0,
  taxRate: numberIn(values, "taxRate") ?? place.taxRatesBp[0] ?? 0,
  bin: textIn(values, "bin") ?? "",
  reorderPoint: textIn(values, "reorderPoint") ?? "0",
  openingQuantity: textIn(values, "openingQuantity") ?? "0",
});
const newLevel = (id: string, values: Values, place: Place): parts.NewLevel => ({ id, ...levelOf(values, place) });

const foundOf = (values: Values, known: readonly parts.KnownPart[], place: Place): Found => {
  const number = textIn(values, "number") ?? "";
  const [part, ...others] = known.some((each) => each.number === number)
    ? known.filter((each) => each.number === number)
    : known;
  if (part === undefined) return { matched: null };
  const refuse = (column: string, sentence: string): Found => ({ problems: [{ column, sentence }] });
  if (others.length > 0)
    return refuse(
      "Part number",
      `${[part, ...others].map((each) => each.number).join(" and ")} differ in capitals alone. Write the number as the one that is meant.`,
    );
  if (part.archived) return refuse("Part number", `${part.number} is archived. Restore it, or leave this row out.`);
  const current = currentOf(part);
  const opening = textIn(values, "openingQuantity");
  if (
    opening !== undefined &&
    part.movements > 0 &&
    quantityMilli(opening) !== quantityMilli(part.level?.onHand ?? "0")
  )
    return refuse(
      "Opening quantity",
      `${part.number} has moved before and stands at ${quantityText(quantityMilli(part.level?.onHand ?? "0"))}. Correct its stock on its page, or leave this column out.`,
    );
  // The stock is as the file says, by movements of its own: nothing is opened.
  const compared = part.movements > 1 ? { ...current, openingQuantity: opening ?? null } : current;
  const along = part.level === null ? levelOf(values, place) : {};
  return {
    matched: { id: part.id, label: `${part.number} ${part.name}`, by: "Part number", current: compared, along },
  };
};

/** An opening quantity is a movement like any other: the books are brought to the shelf. */
const open = async (tx: Tx, place: Place, rows: readonly { readonly id: string; readonly values: Values }[]) => {
  const opened = rows.flatMap(({ id, values }) => {
    const quantity = textIn(values, "openingQuantity") ?? "0";
    return quantityMilli(quantity) > 0 ? [{ partId: id, quantity }] : [];
  });
  if (opened.length === 0) return;
  await inventory.openStock(tx, place.branchId, opened, `Opening quantity from ${place.fileName}`.slice(0, 200));
  // Parts without stock are told of by nobody: a price list of thousands is no shortage of thousands.
  const partIds = opened.map(({ partId }) => partId);
  emit(
    tx,
    inventoryAdjusted,
    { type: "import", id: place.importId },
    { branchId: place.branchId, jobCardId: null, partIds },
  );
};

/** No level was there before: of what has one, every field has a value. */
const wasUnstocked = (changes: ImportChanges) => Object.values(changes).some(([before]) => before === null);

const toChange = (id: string, values: Values): parts.PartChange => ({
  id,
  name: textIn(values, "name"),
  unit: textIn(values, "unit"),
  price: numberIn(values, "price"),
  cost: numberIn(values, "cost"),
  taxRate: numberIn(values, "taxRate"),
  bin: textIn(values, "bin"),
  reorderPoint: textIn(values, "reorderPoint"),
});

export const partsOfImport: NounOfImport = {
  noun: "PARTS",
  subjectType: "part",
  auditable: (changes) => changes,
  keysOf: (values) => {
    const number = textIn(values, "number");
    return number === undefined ? [] : [`number:${numberKey(number)}`];
  },

  find: async (tx, place, rows, hold) => {
    const { branchId } = place;
    const numbers = rows.flatMap(({ values }) => textIn(values, "number") ?? []);
    let known = await parts.byNumbers(tx, branchId, numbers);
    if (hold) {
      await parts.lock(
        tx,
        known.map(({ id }) => id),
      );
      // As they stand once they are held.
      known = await parts.byNumbers(tx, branchId, numbers);
    }
    const byKey = Map.groupBy(known, ({ number }) => numberKey(number));
    return new Map(
      rows.map(({ rowNumber, values }) => [
        rowNumber,
        foundOf(values, byKey.get(numberKey(textIn(values, "number") ?? "")) ?? [], place),
      ]),
    );
  },

  create: async (tx, place, rows) => {
    const made = await parts.insert(
      tx,
      rows.map(({ id, values }) => ({
        id,
        number: textIn(values, "number") ?? "",
        name: textIn(values, "name") ?? "",
        unit: textIn(values, "unit") ?? "",
      })),
    );
    const created = rows.filter(({ id }) => made.has(id));
    await parts.insertLevels(
      tx,
      place.branchId,
      created.map(({ id, values }) => newLevel(id, values, place)),
    );
    await open(tx, place, created);
    return made;
  },

  change: async (tx, place, rows) => {
    const after = rows.map(({ id, changes }) => ({ id, changes, values: sideOf(changes, 1) }));
    const unstocked = after.filter(({ changes }) => wasUnstocked(changes));
    await parts.insertLevels(
      tx,
      place.branchId,
      unstocked.map(({ id, values }) => newLevel(id, values, place)),
    );
    await parts.update(
      tx,
      place.branchId,
      after.map(({ id, values }) => toChange(id, values)),
    );
    await open(tx, place, after);
  },

  leaningOn: async (tx, { branchId }, ids) => {
    await parts.lock(tx, ids);
    const found = await parts.leaningOn(tx, branchId, ids);
    return new Map(
      found.flatMap(({ id, version, lines, moved, counted, elsewhere }) => {
        const why =
          lines > 0
            ? `It is on ${lines === 1 ? "a line of a job card" : `${lines} lines of job cards`}.`
            : moved
              ? "Its stock has moved since."
              : counted
                ? "It stands on a count, a transfer or a return."
                : elsewhere
                  ? "Another branch stocks it by now."
                  : version > 1
                    ? "It was changed since."
                    : null;
        return why === null ? [] : [[id, why] as const];
      }),
    );
  },

  remove: async (tx, { importId, branchId }, ids) => {
    const [days, tasks] = [await parts.daysMoved(tx, branchId, ids), await parts.shortageTasks(tx, ids)];
    const gone = await undo.removeImported(tx, importId, ids);
    if (days !== null) await metrics.keepDays(tx, days);
    await closeTasks(tx, tasks, "The import of the part was undone.");
    return gone;
  },

  current: async (tx, { branchId }, ids) => {
    await parts.lock(tx, ids);
    const known = await parts.byIds(tx, branchId, ids);
    return new Map(known.map((part) => [part.id, currentOf(part)]));
  },

  restore: async (tx, { importId, branchId }, rows) => {
    const opened = rows.filter(({ changes }) => changes.openingQuantity !== undefined || wasUnstocked(changes));
    const ids = opened.map(({ id }) => id);
    const [days, tasks] = [await parts.daysMoved(tx, branchId, ids), await parts.shortageTasks(tx, ids)];
    const taken = await undo.removeOpening(tx, importId, ids);
    await parts.emptyLevels(tx, branchId, [...taken]);
    await parts.update(
      tx,
      branchId,
      rows.map(({ id, changes }) => toChange(id, sideOf(changes, 0))),
    );
    if (days !== null) await metrics.keepDays(tx, days);
    await closeTasks(tx, tasks, "The import that stocked the part was undone.");
  },
};
