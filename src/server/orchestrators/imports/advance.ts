import type { z } from "zod";
import { importAdvanced } from "#/domain/events.ts";
import type { ImportState } from "#/domain/import.ts";
import type { Ctx } from "#/server/db/context.ts";
import { carryOutRows } from "#/server/orchestrators/imports/carry-out.ts";
import { checkRows } from "#/server/orchestrators/imports/check.ts";
import { customersOfImport } from "#/server/orchestrators/imports/customers.ts";
import type { NounOfImport, Place } from "#/server/orchestrators/imports/noun.ts";
import { partsOfImport } from "#/server/orchestrators/imports/parts.ts";
import { takeBackRows } from "#/server/orchestrators/imports/take-back.ts";
import { vehiclesOfImport } from "#/server/orchestrators/imports/vehicles.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as imports from "#/server/repositories/imports/imports.ts";

type Due = z.infer<typeof importAdvanced.data>;
type Phase = Due["phase"];

/** A batch: small enough to be soon committed and shown, large enough that its statements weigh more than its commit. */
const rowsAtOnce = 500;

/** What each batch does, given the import, its place and how many rows; says how far it came, null when none were left. */
export type Batch = (
  tx: Tx,
  noun: NounOfImport,
  run: imports.ImportRun,
  place: Place,
  limit: number,
) => Promise<{ readonly rows: number; readonly position: number; readonly more: boolean }>;

const phases: Readonly<
  Record<Phase, { readonly name: string; readonly step: string; readonly batch: Batch; readonly ended: ImportState }>
> = {
  CHECKING: { name: "import.check-rows", step: "rows checked", batch: checkRows, ended: "CHECKED" },
  RUNNING: { name: "import.carry-out-rows", step: "rows carried out", batch: carryOutRows, ended: "DONE" },
  UNDOING: { name: "import.take-back-rows", step: "rows taken back", batch: takeBackRows, ended: "UNDONE" },
};

const nouns = { CUSTOMERS: customersOfImport, VEHICLES: vehiclesOfImport, PARTS: partsOfImport } as const;

/**
 * Does the next rows of an import, notes how far it has come and asks for the ones after them, in one commit: a
 * process that dies has done a batch or not begun it. `rows` is null when this batch was done before.
 */
export const advanceImport = (ctx: Ctx, { importId, phase, from }: Due) => {
  const { name, step, batch, ended } = phases[phase];
  const subject = { type: "import", id: importId };
  return executeInTransaction(
    ctx,
    name,
    async (tx) => {
      const run = await imports.lock(tx, importId);
      if (run.state !== phase || run.position !== from || run.branchId === null) return { rows: null, ended: false };
      const place = await placeOf(tx, run, run.branchId);
      tx.within(run.branchId);
      const done = await tx.step(
        step,
        () => batch(tx, nouns[run.noun], run, place, rowsAtOnce),
        ({ rows }) => ({ text: `${rows} rows`, figures: { rows } }),
      );
      if (done.more) {
        await imports.change(tx, importId, { position: done.position });
        emit(tx, importAdvanced, subject, { importId, phase, from: done.position });
      } else await end(tx, importId, done.position, ended);
      return { rows: done.rows, ended: !done.more };
    },
    { subject, quiet: true },
  );
};

const end = async (tx: Tx, importId: string, position: number, state: ImportState): Promise<void> => {
  const counts = await imports.counts(tx, importId);
  await imports.change(tx, importId, {
    position,
    state,
    ...(state === "DONE" ? { finishedAt: tx.now } : {}),
    ...(state === "UNDONE" ? { undoneAt: tx.now } : {}),
  });
  const action = { CHECKED: "import.checked", DONE: "import.done", UNDONE: "import.undone" };
  if (state === "CHECKED" || state === "DONE" || state === "UNDONE")
    tx.audit({ action: action[state], subjectType: "import", subjectId: importId, changes: counts });
};

const placeOf = async (tx: Tx, run: imports.ImportRun, branchId: string): Promise<Place> => {
  const { country, currency, taxRatesBp } = await branches.load(tx, branchId);
  return { importId: run.id, fileName: run.fileName, branchId, country, currency, taxRatesBp };
};
