import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as counts from "#/server/repositories/stock-counts.ts";
import { refuseOver } from "./keep-count.ts";

/**
 * Puts a part on a sheet that was found where nobody expected it, behind the others. Where the branch has never stocked it
 * the books say none from then on. One that is on the sheet already stays as it is. Locks: the count.
 * @throws TRANSITION_REFUSED for a count that is over, NOT_FOUND
 */
export const addPart = (
  ctx: Ctx,
  {
    idempotencyKey,
    ...input
  }: { readonly stockCountId: string; readonly partId: string; readonly idempotencyKey: string },
): Promise<void> =>
  executeInTransaction(
    ctx,
    "stock-count.add",
    async (tx) => {
      const count = await counts.lock(tx, input.stockCountId);
      tx.within(count.branchId);
      refuseOver(count);
      const part = await parts.load(tx, input.partId, count.branchId);
      const { taxRatesBp } = await branches.load(tx, count.branchId);
      const added = await tx.step(
        "part put on the sheet",
        async () => {
          await parts.ensureLevel(tx, part.id, count.branchId, Math.max(0, ...taxRatesBp));
          return counts.addLine(tx, count.id, part.id);
        },
        (isNew) => ({ text: isNew ? part.number : `${part.number} stood on it already` }),
      );
      if (added)
        tx.audit({
          action: "stock-count.part-added",
          subjectType: "stockCount",
          subjectId: count.id,
          changes: { part: part.number },
        });
    },
    { idempotencyKey, input, subject: { type: "stockCount", id: input.stockCountId } },
  );
