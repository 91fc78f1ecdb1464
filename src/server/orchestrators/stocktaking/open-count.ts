import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { countName } from "#/domain/stock-count.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as counts from "#/server/repositories/stock-counts.ts";
import * as suppliers from "#/server/repositories/suppliers.ts";

type Asked = counts.Scope & { readonly branchId: string; readonly idempotencyKey: string };

/** Opens a sheet of the parts that a branch stocks, all or those of a place, a supplier or a name. @throws INVALID_INPUT for none */
export const openCount = (ctx: Ctx, { idempotencyKey, ...input }: Asked): Promise<string> => {
  const id = uuidv7();
  return executeInTransaction(
    ctx,
    "stock-count.open",
    async (tx) => {
      const branch = await branches.load(tx, input.branchId);
      tx.within(branch.id);
      const supplier = input.supplierId === null ? null : await suppliers.load(tx, input.supplierId);
      const scope = [
        ...(input.bin === "" ? [] : [`bin ${input.bin}`]),
        ...(supplier === null ? [] : [`bought of ${supplier.name}`]),
        ...(input.search === "" ? [] : [`“${input.search}”`]),
      ].join(", ");
      const count = await tx.step(
        "sheet made",
        () => counts.insert(tx, { id, branchId: branch.id, scope }, input),
        (made) => ({ text: made === null ? "No part" : `${made.lines} ${made.lines === 1 ? "part" : "parts"}` }),
      );
      if (count === null)
        throw new ValidationException(
          "INVALID_INPUT",
          `${branch.name} stocks no part ${scope === "" ? "yet: receive one first" : `like this: ${scope}. Widen the choice`}.`,
        );
      tx.audit({
        action: "stock-count.opened",
        subjectType: "stockCount",
        subjectId: id,
        changes: { count: countName(count.number), parts: count.lines, scope },
      });
      return id;
    },
    { idempotencyKey, input, subject: { type: "stockCount", id } },
  );
};
