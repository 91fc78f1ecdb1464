import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { SupplierFields } from "#/domain/supplier.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as suppliers from "#/server/repositories/suppliers.ts";
import { differences, stale } from "#/server/services/settings.ts";

type Keyed = { readonly idempotencyKey: string };
type Versioned = Keyed & { readonly supplierId: string; readonly version: number };

const taken = (name: string) =>
  new ValidationException("DUPLICATE", `${name} is a supplier already. Give this one another name.`, { field: "name" });

/** Adds a supplier. @throws DUPLICATE for a name that is taken */
export const createSupplier = (ctx: Ctx, { idempotencyKey, ...input }: SupplierFields & Keyed) => {
  const supplierId = uuidv7();
  return executeInTransaction(
    ctx,
    "supplier.create",
    async (tx) => {
      if (!(await suppliers.insert(tx, supplierId, input))) throw taken(input.name);
      tx.audit({
        action: "supplier.created",
        subjectType: "supplier",
        subjectId: supplierId,
        changes: { name: input.name },
      });
      return suppliers.load(tx, supplierId);
    },
    { idempotencyKey, input, subject: { type: "supplier", id: supplierId } },
  );
};

/** Changes a supplier. @throws STALE_VERSION; DUPLICATE for a name that is taken */
export const updateSupplier = (ctx: Ctx, { idempotencyKey, ...input }: SupplierFields & Versioned) =>
  executeInTransaction(
    ctx,
    "supplier.update",
    async (tx) => {
      const { supplierId, version, ...fields } = input;
      const before = await suppliers.load(tx, supplierId);
      if (!(await rewrite(tx, supplierId, version, fields))) throw stale("this supplier", before.version);
      tx.audit({
        action: "supplier.changed",
        subjectType: "supplier",
        subjectId: supplierId,
        changes: differences(before, fields),
      });
      return suppliers.load(tx, supplierId);
    },
    { idempotencyKey, input, subject: { type: "supplier", id: input.supplierId } },
  );

/** Archives a supplier, or takes it back; its parts are then on a draft without a supplier. @throws STALE_VERSION */
export const setSupplierArchived = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Versioned & { readonly archived: boolean },
) =>
  executeInTransaction(
    ctx,
    "supplier.archive",
    async (tx) => {
      const before = await suppliers.load(tx, input.supplierId);
      const archivedAt = input.archived ? tx.now : null;
      if (!(await suppliers.update(tx, before.id, input.version, { archivedAt })))
        throw stale("this supplier", before.version);
      tx.audit({
        action: input.archived ? "supplier.archived" : "supplier.restored",
        subjectType: "supplier",
        subjectId: before.id,
        changes: { name: before.name },
      });
      return suppliers.load(tx, before.id);
    },
    { idempotencyKey, input, subject: { type: "supplier", id: input.supplierId } },
  );

const rewrite = async (tx: Tx, id: string, version: number, fields: SupplierFields): Promise<boolean> => {
  try {
    return await suppliers.update(tx, id, version, fields);
  } catch (error) {
    if (sqlStateOf(error) === "23505") throw taken(fields.name);
    throw error;
  }
};
