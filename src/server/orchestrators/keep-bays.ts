import type { BayFields } from "#/domain/branch.ts";
import { notFound, ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as bays from "#/server/repositories/bays.ts";
import * as branches from "#/server/repositories/branches.ts";
import { requireEmpty } from "#/server/services/bay-settings.ts";
import { differences, stale } from "#/server/services/settings.ts";

type Keyed = { readonly idempotencyKey: string };
type Versioned = Keyed & { readonly bayId: string; readonly version: number };

const taken = (name: string) =>
  new ValidationException("DUPLICATE", `This branch has a bay called ${name} already. Give this one another name.`, {
    field: "name",
  });

/** Adds a bay after the others. @throws DUPLICATE for a name that the branch has */
export const createBay = (ctx: Ctx, { idempotencyKey, ...input }: BayFields & Keyed & { branchId: string }) => {
  const bayId = uuidv7();
  return executeInTransaction(
    ctx,
    "settings.create-bay",
    async (tx) => {
      const { branchId, ...fields } = input;
      // One at a time: two new bays would take the same place in the row.
      await branches.lock(tx, branchId);
      tx.within(branchId);
      if (!(await bays.insert(tx, bayId, branchId, fields))) throw taken(fields.name);
      tx.audit({ action: "bay.created", subjectType: "bay", subjectId: bayId, changes: { ...fields, branchId } });
      return bays.load(tx, bayId);
    },
    { idempotencyKey, input, subject: { type: "bay", id: bayId } },
  );
};

/** Renames a bay. @throws STALE_VERSION; DUPLICATE */
export const changeBay = (ctx: Ctx, { idempotencyKey, ...input }: BayFields & Versioned) =>
  executeInTransaction(
    ctx,
    "settings.update-bay",
    async (tx) => {
      const { bayId, version, ...fields } = input;
      const before = await bays.load(tx, bayId);
      tx.within(before.branchId);
      if (!(await rename(tx, bayId, version, fields))) throw stale("this bay", before.version);
      tx.audit({
        action: "bay.changed",
        subjectType: "bay",
        subjectId: bayId,
        changes: { ...differences(before, fields), branchId: before.branchId },
      });
      return bays.load(tx, bayId);
    },
    { idempotencyKey, input, subject: { type: "bay", id: input.bayId } },
  );

/** Puts the open bays of a branch in another order. @throws STALE_VERSION when one was added or closed meanwhile */
export const orderBays = (ctx: Ctx, { idempotencyKey, ...input }: Keyed & { branchId: string; bayIds: string[] }) =>
  executeInTransaction(
    ctx,
    "settings.order-bays",
    async (tx) => {
      const { branchId, bayIds } = input;
      tx.within((await branches.load(tx, branchId)).id);
      const before = await bays.lockOpen(tx, branchId);
      if ((await bays.countOf(tx, branchId, bayIds)) !== new Set(bayIds).size) throw notFound("This bay");
      const known = new Set(before.map(({ id }) => id));
      if (new Set(bayIds).size !== known.size || bayIds.length !== known.size || !bayIds.every((id) => known.has(id))) {
        throw new ValidationException(
          "STALE_VERSION",
          "A bay was added or closed meanwhile. The bays are shown as they are now; order them again.",
        );
      }
      await bays.order(tx, bayIds);
      const nameOf = new Map(before.map(({ id, name }) => [id, name]));
      tx.audit({
        action: "bays.ordered",
        subjectType: "branch",
        subjectId: branchId,
        changes: { bays: [before.map(({ name }) => name), bayIds.map((id) => nameOf.get(id) ?? id)] },
      });
      return { branchId };
    },
    { idempotencyKey, input, subject: { type: "branch", id: input.branchId } },
  );

/** Closes a bay for new cars. @throws PREREQUISITES_UNMET while a car stands on it or is booked on it */
export const closeBay = (ctx: Ctx, input: Versioned) =>
  setClosed(ctx, "settings.close-bay", "bay.closed", input, async (tx, bay) => {
    await requireEmpty(tx, bay);
    return tx.now;
  });

/** Opens a closed bay again. */
export const reopenBay = (ctx: Ctx, input: Versioned) =>
  setClosed(ctx, "settings.reopen-bay", "bay.reopened", input, () => Promise.resolve(null));

const setClosed = (
  ctx: Ctx,
  name: string,
  action: string,
  { idempotencyKey, ...input }: Versioned,
  closing: (tx: Tx, bay: bays.BayRow) => Promise<Date | null>,
) =>
  executeInTransaction(
    ctx,
    name,
    async (tx) => {
      const bay = await bays.lock(tx, input.bayId);
      tx.within(bay.branchId);
      if (bay.version !== input.version) throw stale("this bay", bay.version);
      const closedAt = await closing(tx, bay);
      if ((bay.closedAt === null) === (closedAt === null)) return bay;
      await bays.setClosed(tx, bay.id, bay.version, closedAt);
      tx.audit({ action, subjectType: "bay", subjectId: bay.id, changes: { branchId: bay.branchId } });
      return bays.load(tx, bay.id);
    },
    { idempotencyKey, input, subject: { type: "bay", id: input.bayId } },
  );

const rename = async (tx: Tx, bayId: string, version: number, fields: BayFields): Promise<boolean> => {
  try {
    return await bays.update(tx, bayId, version, fields);
  } catch (error) {
    if (sqlStateOf(error) === "23505") throw taken(fields.name);
    throw error;
  }
};
