import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { LabourRateFields } from "#/domain/template.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as rates from "#/server/repositories/labour-rates.ts";
import { differences, stale } from "#/server/services/settings.ts";

type Keyed = { readonly idempotencyKey: string };
type Versioned = Keyed & { readonly rateId: string; readonly version: number };

const taken = (name: string) =>
  new ValidationException("DUPLICATE", `This branch has a rate called ${name} already. Change that one.`, {
    field: "name",
  });

/** Adds a named rate to a branch. @throws DUPLICATE */
export const createLabourRate = (
  ctx: Ctx,
  { idempotencyKey, ...input }: LabourRateFields & Keyed & { branchId: string },
) => {
  const rateId = uuidv7();
  return executeInTransaction(
    ctx,
    "settings.create-labour-rate",
    async (tx) => {
      const { branchId, ...fields } = input;
      tx.within((await branches.load(tx, branchId)).id);
      if (!(await rates.insert(tx, rateId, branchId, fields))) throw taken(fields.name);
      tx.audit({
        action: "labour-rate.created",
        subjectType: "labourRate",
        subjectId: rateId,
        changes: { ...fields, branchId },
      });
      return rates.load(tx, rateId);
    },
    { idempotencyKey, input, subject: { type: "labourRate", id: rateId } },
  );
};

/** Changes a rate; lines that were priced by it keep their price. @throws STALE_VERSION; DUPLICATE */
export const changeLabourRate = (ctx: Ctx, { idempotencyKey, ...input }: LabourRateFields & Versioned) =>
  executeInTransaction(
    ctx,
    "settings.update-labour-rate",
    async (tx) => {
      const { rateId, version, ...fields } = input;
      const before = await rates.load(tx, rateId);
      tx.within(before.branchId);
      if (!(await rewrite(tx, rateId, version, fields))) throw stale("this rate", before.version);
      tx.audit({
        action: "labour-rate.changed",
        subjectType: "labourRate",
        subjectId: rateId,
        changes: { ...differences(before, fields), branchId: before.branchId },
      });
      return rates.load(tx, rateId);
    },
    { idempotencyKey, input, subject: { type: "labourRate", id: input.rateId } },
  );

/** Takes a rate away: templates that name it fall back to the standard rate. @throws STALE_VERSION */
export const removeLabourRate = (ctx: Ctx, { idempotencyKey, ...input }: Versioned) =>
  executeInTransaction(
    ctx,
    "settings.remove-labour-rate",
    async (tx) => {
      const before = await rates.load(tx, input.rateId);
      tx.within(before.branchId);
      if (!(await rates.remove(tx, input.rateId, input.version))) throw stale("this rate", before.version);
      tx.audit({
        action: "labour-rate.removed",
        subjectType: "labourRate",
        subjectId: input.rateId,
        changes: { name: before.name, priceMinor: before.priceMinor, branchId: before.branchId },
      });
      return { rateId: input.rateId };
    },
    { idempotencyKey, input, subject: { type: "labourRate", id: input.rateId } },
  );

const rewrite = async (tx: Tx, id: string, version: number, fields: LabourRateFields): Promise<boolean> => {
  try {
    return await rates.update(tx, id, version, fields);
  } catch (error) {
    if (sqlStateOf(error) === "23505") throw taken(fields.name);
    throw error;
  }
};
