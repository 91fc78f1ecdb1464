import type { z } from "zod";
import { ValidationException } from "#/domain/errors.ts";
import { importAdvanced } from "#/domain/events.ts";
import { type checkImportInput, type ImportState, importKeptDays } from "#/domain/import.ts";
import { whyUnmapped } from "#/domain/import-fields.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as imports from "#/server/repositories/imports/imports.ts";

type Keyed = { readonly importId: string; readonly idempotencyKey: string };
/** Above every row number: the undoing goes from the end. */
const behindTheLast = 2_147_483_647;
const dayMs = 86_400_000;

/** Has every row told what it would do, with these columns and this mode. May be asked again until the import runs. */
export const checkImport = (ctx: Ctx, { idempotencyKey, ...input }: z.infer<typeof checkImportInput> & Keyed) =>
  begin(ctx, "import.check", input, idempotencyKey, ["READ", "CHECKED"], async (tx, run) => {
    const why = whyUnmapped(run.noun, input.mapping, run.header.length);
    if (why !== null) throw new ValidationException("INVALID_INPUT", why);
    const { id: branchId } = await branches.load(tx, input.branchId);
    await tx.step("rows made as they came", () => imports.forgetPlans(tx, run.id));
    await imports.change(tx, run.id, { mapping: input.mapping, mode: input.mode, branchId });
    return go(tx, run.id, "CHECKING", 0);
  });

/** Carries out what the check has shown. */
export const runImport = (ctx: Ctx, { idempotencyKey, ...input }: Keyed) =>
  begin(ctx, "import.run", input, idempotencyKey, ["CHECKED"], async (tx, run) => {
    const { NEW = 0, CHANGE = 0 } = await imports.counts(tx, run.id);
    if (NEW + CHANGE === 0)
      throw new ValidationException(
        "INVALID_INPUT",
        "Nothing is to be added or changed: every row is the same, left out or has an error.",
      );
    tx.audit({ action: "import.run", subjectType: "import", subjectId: run.id, changes: { NEW, CHANGE } });
    return go(tx, run.id, "RUNNING", 0);
  });

/** Takes back what the import has done, as far as nothing leans on it by now. */
export const undoImport = (ctx: Ctx, { idempotencyKey, ...input }: Keyed) =>
  begin(ctx, "import.undo", input, idempotencyKey, ["DONE"], async (tx, run) => {
    if (run.finishedAt !== null && tx.now.getTime() - run.finishedAt.getTime() > importKeptDays * dayMs)
      throw new ValidationException(
        "TRANSITION_REFUSED",
        `An import can be undone for ${importKeptDays} days. What it has brought is changed record by record from now on.`,
      );
    tx.audit({ action: "import.undo-asked", subjectType: "import", subjectId: run.id, changes: {} });
    return go(tx, run.id, "UNDOING", behindTheLast);
  });

const words: Readonly<Record<ImportState, string>> = {
  READ: "has not been checked yet",
  CHECKING: "is being checked",
  CHECKED: "has been checked and not run yet",
  RUNNING: "is under way",
  DONE: "is done",
  UNDOING: "is being undone",
  UNDONE: "was undone",
};

const begin = (
  ctx: Ctx,
  name: string,
  input: { readonly importId: string },
  idempotencyKey: string,
  from: readonly ImportState[],
  work: (tx: Tx, run: imports.ImportRun) => Promise<ImportState>,
) =>
  executeInTransaction(
    ctx,
    name,
    async (tx) => {
      const run = await imports.lock(tx, input.importId);
      if (!from.includes(run.state))
        throw new ValidationException("TRANSITION_REFUSED", `This import ${words[run.state]}. Reload to see it.`);
      if (run.forgotten)
        throw new ValidationException(
          "TRANSITION_REFUSED",
          `The rows of this file were removed ${importKeptDays} days after it was last worked on. Bring the file in again.`,
        );
      return { importId: run.id, state: await work(tx, run) };
    },
    { idempotencyKey, input, subject: { type: "import", id: input.importId } },
  );

/** The first batch is due as soon as this is committed. */
const go = async (tx: Tx, importId: string, state: "CHECKING" | "RUNNING" | "UNDOING", from: number) => {
  await imports.change(tx, importId, { state, position: from });
  emit(tx, importAdvanced, { type: "import", id: importId }, { importId, phase: state, from });
  return state;
};
