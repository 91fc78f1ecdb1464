import { notFound, ValidationException } from "#/domain/errors.ts";
import { inventoryAdjusted } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { isUnderWay, orderName } from "#/domain/purchase-order.ts";
import { quantityMilli } from "#/domain/quantity.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as cores from "#/server/repositories/cores.ts";
import * as goodsReceipts from "#/server/repositories/goods-receipts.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as orders from "#/server/repositories/purchase-orders.ts";
import * as inventory from "#/server/services/inventory.ts";
import * as procurement from "#/server/services/procurement.ts";
import { stale } from "#/server/services/settings.ts";
import { type Arrived, holdFor, lockWaiting } from "./hold-for-cards.ts";

/**
 * Takes in a delivery of an order, in full or in part, more than was ordered too: the shelf is raised, the parts that cards
 * wait for are held for them, those that this was ordered for first, and the order is received or part received. What the
 * supplier takes for the old units of exchange parts is written down as cores, beside the parts' cost and never in it.
 * Locks: job cards by id, the order, stock by id.
 * @returns the cards that have all their parts now
 * @throws STALE_VERSION, TRANSITION_REFUSED for an order of which nothing is expected, INVALID_INPUT for a part that is not on it
 */
export const receiveOrder = (
  ctx: Ctx,
  {
    idempotencyKey,
    ...input
  }: {
    readonly purchaseOrderId: string;
    readonly version: number;
    readonly deliveryNote: string;
    readonly lines: readonly inventory.Delivered[];
    readonly idempotencyKey: string;
  },
): Promise<{ purchaseOrderId: string; arrived: Arrived[] }> =>
  executeInTransaction(
    ctx,
    "purchase-order.receive",
    async (tx) => {
      const partIds = input.lines.map(({ partId }) => partId);
      const seen = await orders.load(tx, input.purchaseOrderId);
      const waiting = await lockWaiting(tx, seen.branchId, partIds, seen.id);
      const order = await orders.lock(tx, seen.id);
      tx.within(order.branchId);
      await refuseWrong(tx, order, input.version, partIds);

      const goodsReceiptId = uuidv7();
      const name = orderName(order.number);
      await tx.step(
        "delivery taken in",
        async () => {
          const { taxRatesBp } = await branches.load(tx, order.branchId);
          await parts.ensureLevels(tx, partIds, order.branchId, Math.max(0, ...taxRatesBp));
          await goodsReceipts.insert(tx, { ...input, id: goodsReceiptId, branchId: order.branchId });
          const reason = input.deliveryNote === "" ? name : `${name}, ${input.deliveryNote}`;
          await inventory.receiveGoods(
            tx,
            { branchId: order.branchId, source: { goodsReceiptId }, reason },
            input.lines,
          );
          await cores.charge(tx, goodsReceiptId, input.lines.length);
        },
        () => ({ text: `${partIds.length} ${partIds.length === 1 ? "part" : "parts"} of ${name}` }),
      );
      const arrived = await tx.step(
        "held for waiting cards",
        () => holdFor(tx, waiting, new Set(partIds), name),
        ({ length }) => ({ text: length === 0 ? "No card has been waiting for just these" : `${length} complete` }),
      );
      const to = stateAfter(order, input.lines);
      if (!(await orders.move(tx, order.id, order.status, { to })))
        throw procurement.refuseFrom(order, "it has just been moved by somebody else.");

      const subject = { type: "purchaseOrder", id: order.id };
      emit(tx, inventoryAdjusted, subject, { branchId: order.branchId, jobCardId: null, partIds });
      tx.audit({
        action: "purchase-order.received",
        subjectType: "purchaseOrder",
        subjectId: order.id,
        changes: { status: [order.status, to], deliveryNote: input.deliveryNote, parts: partIds.length },
      });
      for (const partId of partIds)
        tx.audit({
          action: "stock.received",
          subjectType: "part",
          subjectId: partId,
          changes: { branchId: order.branchId, reason: name },
        });
      return { purchaseOrderId: order.id, arrived };
    },
    { idempotencyKey, input, subject: { type: "purchaseOrder", id: input.purchaseOrderId } },
  );

const refuseWrong = async (
  tx: Tx,
  order: orders.OrderRow,
  version: number,
  partIds: readonly string[],
): Promise<void> => {
  if (order.version !== version) throw stale("this order", order.version);
  if (!isUnderWay(order.status)) throw procurement.refuseFrom(order, "nothing of it is expected.");
  if (new Set(partIds).size !== partIds.length)
    throw new ValidationException("INVALID_INPUT", "A part is taken in once for each delivery. Put them together.");
  const strangers = partIds.filter((partId) => !order.lines.some((line) => line.partId === partId));
  if (strangers.length > 0 && (await parts.countOf(tx, strangers)) < strangers.length) throw notFound("This part");
  if (strangers.length > 0)
    throw new ValidationException(
      "INVALID_INPUT",
      `A part of this delivery is not on ${orderName(order.number)}. Take it in on the part's own page.`,
    );
};

const stateAfter = (order: orders.OrderRow, lines: readonly inventory.Delivered[]): "RECEIVED" | "PART_RECEIVED" => {
  const came = new Map(lines.map(({ partId, quantity }) => [partId, quantityMilli(quantity)]));
  return order.lines.every(
    (line) => quantityMilli(line.received) + (came.get(line.partId) ?? 0) >= quantityMilli(line.quantity),
  )
    ? "RECEIVED"
    : "PART_RECEIVED";
};
