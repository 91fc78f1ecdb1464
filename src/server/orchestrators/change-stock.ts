import { inventoryAdjusted } from "#/domain/events.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as inventory from "#/server/services/inventory.ts";

type Change = {
  readonly partId: string;
  readonly branchId: string;
  readonly reason: string;
  readonly idempotencyKey: string;
};

/** Puts delivered stock on the shelf. */
export const receiveStock = (ctx: Ctx, input: Change & { quantity: string }) =>
  changeStock(ctx, "part.receive", "stock.received", input, (tx) =>
    inventory.receive(tx, input.partId, input.branchId, input.quantity, input.reason),
  );

/** Corrects the books to the shelf, with the reason. @throws STOCK_SHORT below what is reserved */
export const adjustStock = (ctx: Ctx, input: Change & { change: string }) =>
  changeStock(ctx, "part.adjust", "stock.adjusted", input, (tx) =>
    inventory.adjust(tx, input.partId, input.branchId, input.change, input.reason),
  );

const changeStock = (
  ctx: Ctx,
  name: string,
  action: string,
  { idempotencyKey, ...input }: Change,
  change: (tx: Tx) => Promise<void>,
) =>
  executeInTransaction(
    ctx,
    name,
    async (tx) => {
      tx.within((await branches.load(tx, input.branchId)).id);
      const before = await parts.load(tx, input.partId, input.branchId);
      await tx.step("stock changed", () => change(tx));
      const after = await parts.load(tx, input.partId, input.branchId);

      const subject = { type: "part", id: input.partId };
      emit(tx, inventoryAdjusted, subject, { branchId: input.branchId, jobCardId: null, partIds: [input.partId] });
      tx.audit({
        action,
        subjectType: "part",
        subjectId: input.partId,
        changes: {
          onHandMilli: [quantityMilli(before.onHand), quantityMilli(after.onHand)],
          branchId: input.branchId,
          reason: input.reason,
        },
      });
      return {
        partId: input.partId,
        onHand: quantityText(quantityMilli(after.onHand)),
        reserved: after.reserved,
        free: after.free,
      };
    },
    { idempotencyKey, input, subject: { type: "part", id: input.partId } },
  );
