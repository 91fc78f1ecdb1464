import { ValidationException } from "#/domain/errors.ts";
import { inventoryAdjusted } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { PartFields } from "#/domain/part.ts";
import { quantityMilli } from "#/domain/quantity.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as suppliers from "#/server/repositories/suppliers.ts";

type Keyed = PartFields & { readonly branchId: string; readonly idempotencyKey: string };

const fieldsOf = ({
  number,
  name,
  unit,
  bin,
  priceMinor,
  costMinor,
  taxRateBp,
  reorderPoint,
  supplierId,
  coreMinor,
  coreDays,
}: Keyed): PartFields => ({
  number,
  name,
  unit,
  bin,
  priceMinor,
  costMinor,
  taxRateBp,
  reorderPoint,
  supplierId,
  coreMinor,
  coreDays,
});

const taken = (number: string) =>
  new ValidationException("DUPLICATE", `${number} is a part already. Search for it, or give this one another number.`, {
    field: "number",
  });

/** Adds a part with the branch's price, place and reorder point. @throws DUPLICATE for a number that is taken */
export const createPart = (ctx: Ctx, { idempotencyKey, ...input }: Keyed) => {
  const partId = uuidv7();
  return executeInTransaction(
    ctx,
    "part.create",
    async (tx) => {
      tx.within((await branches.load(tx, input.branchId)).id);
      if (input.supplierId) await suppliers.load(tx, input.supplierId);
      if (!(await parts.insert(tx, partId, input.branchId, fieldsOf({ ...input, idempotencyKey }))))
        throw taken(input.number);
      tx.audit({
        action: "part.created",
        subjectType: "part",
        subjectId: partId,
        changes: { number: input.number, branchId: input.branchId },
      });
      if (quantityMilli(input.reorderPoint) > 0) emitAdjusted(tx, partId, input.branchId);
      return parts.load(tx, partId, input.branchId);
    },
    { idempotencyKey, input, subject: { type: "part", id: partId } },
  );
};

/** Changes a part. @throws STALE_VERSION when it has changed meanwhile; DUPLICATE for a number that is taken */
export const updatePart = (ctx: Ctx, { idempotencyKey, ...input }: Keyed & { partId: string; version: number }) =>
  executeInTransaction(
    ctx,
    "part.update",
    async (tx) => {
      tx.within((await branches.load(tx, input.branchId)).id);
      const before = await parts.load(tx, input.partId, input.branchId);
      if (input.supplierId) await suppliers.load(tx, input.supplierId);
      if (!(await rewrite(tx, before.id, input.version, fieldsOf({ ...input, idempotencyKey }), input.branchId))) {
        throw new ValidationException(
          "STALE_VERSION",
          "Someone else has changed this part meanwhile. Theirs is shown; what you typed is kept.",
          { current: before.version },
        );
      }
      // Another reorder point may begin or end a shortage without anything moving.
      if (quantityMilli(before.reorderPoint) !== quantityMilli(input.reorderPoint))
        emitAdjusted(tx, before.id, input.branchId);
      tx.audit({
        action: "part.changed",
        subjectType: "part",
        subjectId: before.id,
        changes: {
          priceMinor: [before.priceMinor, input.priceMinor],
          costMinor: [before.costMinor, input.costMinor],
          ...(input.coreMinor === undefined ? {} : { coreMinor: [before.coreMinor, input.coreMinor] }),
          ...(input.coreDays === undefined ? {} : { coreDays: [before.coreDays, input.coreDays] }),
          ...(input.supplierId === undefined ? {} : { supplierId: [before.supplier?.id ?? null, input.supplierId] }),
          branchId: input.branchId,
        },
      });
      return parts.load(tx, before.id, input.branchId);
    },
    { idempotencyKey, input, subject: { type: "part", id: input.partId } },
  );

const emitAdjusted = (tx: Tx, partId: string, branchId: string): void =>
  emit(tx, inventoryAdjusted, { type: "part", id: partId }, { branchId, jobCardId: null, partIds: [partId] });

const rewrite = async (
  tx: Tx,
  partId: string,
  version: number,
  part: PartFields,
  branchId: string,
): Promise<boolean> => {
  try {
    return await parts.update(tx, partId, version, branchId, part);
  } catch (error) {
    if (sqlStateOf(error) === "23505") throw taken(part.number);
    throw error;
  }
};
