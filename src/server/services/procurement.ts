import { ValidationException } from "#/domain/errors.ts";
import { orderName, type PurchaseOrderStatus, purchaseOrderStatusWords, toOrder } from "#/domain/purchase-order.ts";
import { quantityText } from "#/domain/quantity.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import type { CardRow } from "#/server/repositories/job-cards.ts";
import * as orders from "#/server/repositories/purchase-orders.ts";
import * as reordering from "#/server/repositories/reordering.ts";
import * as stock from "#/server/repositories/stock.ts";

type Place = { readonly id: string; readonly currency: string };
export type Drafted = { readonly purchaseOrderId: string; readonly number: number; readonly supplierId: string | null };
type Wish = orders.NewOrderLine & { readonly supplierId: string | null };

/** Whether any of these parts is short and was not put on a draft by itself yet. */
export const undrafted = (db: Db, branchId: string, partIds: readonly string[]): Promise<boolean> =>
  reordering.undrafted(db, branchId, partIds);

/**
 * Puts parts on the drafts of their suppliers, one draft for each supplier at the branch: what is there is added to. Drafts
 * that exist are held first, in one order; the counter of a new one is taken last.
 */
export const draft = async (tx: Tx, branch: Place, wishes: readonly Wish[]): Promise<Drafted[]> => {
  const bySupplier = new Map<string | null, Wish[]>();
  for (const wish of wishes) bySupplier.set(wish.supplierId, [...(bySupplier.get(wish.supplierId) ?? []), wish]);
  const suppliers = [...bySupplier.keys()].sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1));
  const there = new Map<string | null, Awaited<ReturnType<typeof orders.draftOf>>>();
  for (const supplierId of suppliers) there.set(supplierId, await orders.draftOf(tx, branch.id, supplierId));
  const drafted: Drafted[] = [];
  for (const supplierId of suppliers) {
    const { id, number } = there.get(supplierId) ?? (await begin(tx, branch, supplierId));
    const lines = bySupplier.get(supplierId) ?? [];
    await orders.addLines(
      tx,
      id,
      lines.map(({ supplierId: _, ...line }) => line),
    );
    drafted.push({ purchaseOrderId: id, number, supplierId });
  }
  return drafted;
};

const begin = async (tx: Tx, branch: Place, supplierId: string | null) => {
  const place = { branchId: branch.id, supplierId, currency: branch.currency };
  // Somebody else may begin it, and have sent it by the time that we look.
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const begun = (await orders.insertDraft(tx, place)) ?? (await orders.draftOf(tx, branch.id, supplierId));
    if (begun !== null) return begun;
  }
  throw new ValidationException("BUSY", "Others are ordering of this supplier right now. Try again in a moment.");
};

/**
 * What of these parts is to be ordered, by their own reorder points; without `partIds`, of all that the branch has low. The
 * levels are held, so that two who ask at once do not both order.
 */
export const wishes = async (tx: Tx, branchId: string, partIds: readonly string[] | null): Promise<Wish[]> => {
  const asked = partIds ?? (await reordering.standings(tx, branchId, null)).map(({ partId }) => partId);
  if (asked.length === 0) return [];
  await stock.lock(tx, branchId, asked);
  const standings = await reordering.standings(tx, branchId, asked);
  return standings.flatMap(({ partId, supplierId, costMinor, ...standing }) => {
    const milli = toOrder(standing);
    return milli === 0 ? [] : [{ partId, supplierId, quantity: quantityText(milli), unitCostMinor: costMinor }];
  });
};

/** Takes the shortages of these parts that began since somebody last looked, to be drafted once; the levels are held. */
export const takeShortages = (tx: Tx, branchId: string, partIds: readonly string[]): Promise<string[]> =>
  reordering.takeUndrafted(tx, branchId, partIds);

/** Supplier and cost of a part at a branch that has a level of it. */
export const standingOf = async (tx: Tx, branchId: string, partId: string) => {
  await stock.lock(tx, branchId, [partId]);
  const [standing] = await reordering.standings(tx, branchId, [partId]);
  return standing;
};

/** The cards that a delivery of these parts serves, those that it was ordered for first. */
export const waitingCards = (db: Db, branchId: string, partIds: readonly string[], purchaseOrderId: string | null) =>
  reordering.waitingCards(db, branchId, partIds, purchaseOrderId);

/** The approved lines of a card that need more of these parts than they hold. */
export const hungryLines = (card: CardRow, partIds: ReadonlySet<string>): CardRow["lines"] =>
  card.lines.filter(
    (line) =>
      line.partId !== null &&
      partIds.has(line.partId) &&
      line.authorisationId !== null &&
      Number(line.reserved) < Number(line.quantity),
  );

/** @throws TRANSITION_REFUSED with where the order stands */
export const refuseFrom = (
  order: { readonly number: number; readonly status: PurchaseOrderStatus },
  what: string,
): ValidationException =>
  new ValidationException(
    "TRANSITION_REFUSED",
    `${orderName(order.number)} is ${purchaseOrderStatusWords[order.status].toLowerCase()}: ${what}`,
  );
