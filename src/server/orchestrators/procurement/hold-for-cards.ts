import { quantityMilli } from "#/domain/quantity.ts";
import type { Tx } from "#/server/orchestrators/kernel.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as jobLines from "#/server/repositories/job-lines.ts";
import * as inventory from "#/server/services/inventory.ts";
import * as procurement from "#/server/services/procurement.ts";

export type Arrived = { readonly jobCardId: string; readonly jobCardNumber: number; readonly plate: string };

/** Cards that wait for parts that are coming in: held, in order of id, and in the order in which they are served. */
export type Waiting = {
  readonly inTurn: readonly { readonly id: string }[];
  readonly cards: ReadonlyMap<string, jobCards.CardRow>;
};

/** Holds the cards that these parts are for, those that an order was written for first; before any stock is held. */
export const lockWaiting = async (
  tx: Tx,
  branchId: string,
  partIds: readonly string[],
  purchaseOrderId: string | null,
): Promise<Waiting> => {
  const inTurn = await procurement.waitingCards(tx, branchId, partIds, purchaseOrderId);
  const cards = new Map<string, jobCards.CardRow>();
  for (const id of inTurn.map((card) => card.id).sort()) cards.set(id, await jobCards.lock(tx, id));
  return { inTurn, cards };
};

/** Reserves for each waiting card what its approved lines lack, as far as it goes; says which cards lack nothing now. */
export const holdFor = async (
  tx: Tx,
  { inTurn, cards }: Waiting,
  partIds: ReadonlySet<string>,
  source: string,
): Promise<Arrived[]> => {
  const arrived: Arrived[] = [];
  for (const { id } of inTurn) {
    const card = cards.get(id);
    if (card === undefined) continue;
    const hungry = procurement.hungryLines(card, partIds);
    // Served meanwhile by somebody else, before it was held.
    if (hungry.length === 0) continue;
    const held = await inventory.reserve(tx, card, hungry);
    await jobLines.hold(tx, held);
    await jobCards.touch(tx, card.id);
    const complete = card.lines.every(
      (line) =>
        line.partId === null || quantityMilli(held.get(line.id) ?? line.reserved) >= quantityMilli(line.quantity),
    );
    if (complete) arrived.push({ jobCardId: card.id, jobCardNumber: card.number, plate: card.vehicle.plate });
  }
  for (const { jobCardId } of arrived)
    tx.audit({
      action: "job-card.parts-arrived",
      subjectType: "jobCard",
      subjectId: jobCardId,
      changes: { order: source },
    });
  return arrived;
};
