import { partNeeds } from "#/domain/completion.ts";
import { type ErrorDetails, notFound, ValidationException } from "#/domain/errors.ts";
import { averageCost } from "#/domain/purchase-order.ts";
import { formatQuantity, quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { Tx } from "#/server/db/transaction.ts";
import type { CardRow, LineRow } from "#/server/repositories/job-cards.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as stock from "#/server/repositories/stock.ts";

const partLines = (lines: readonly LineRow[]) =>
  lines.flatMap((line) => (line.partId === null ? [] : [{ ...line, partId: line.partId }]));

/**
 * Holds what is free of the parts of these lines, the earlier line first; a line may be held in part.
 * Returns how much each line holds by now (decimal text).
 */
export const reserve = async (tx: Tx, card: CardRow, lines: readonly LineRow[]): Promise<Map<string, string>> => {
  const wanted = partLines(lines);
  const levels = await lockFor(tx, card.branch.id, wanted);
  const free = new Map([...levels.values()].map(({ partId, onHand, reserved }) => [partId, onHand - reserved]));
  const held = new Map<string, string>();
  const movements: stock.Movement[] = [];
  for (const line of wanted) {
    const has = quantityMilli(line.reserved);
    const take = Math.max(0, Math.min(quantityMilli(line.quantity) - has, free.get(line.partId) ?? 0));
    free.set(line.partId, (free.get(line.partId) ?? 0) - take);
    held.set(line.id, quantityText(has + take));
    if (take > 0)
      movements.push({
        kind: "RESERVE",
        partId: line.partId,
        onHandChange: 0,
        reservedChange: take,
        jobCardId: card.id,
        jobLineId: line.id,
      });
  }
  await stock.move(tx, card.branch.id, levels, movements);
  return held;
};

/** Lets go of what these lines hold, and says of which parts. The lines' own figure is the caller's to reset. */
export const release = async (tx: Tx, card: CardRow, lines: readonly LineRow[], reason: string): Promise<string[]> => {
  const holding = partLines(lines).filter((line) => quantityMilli(line.reserved) > 0);
  if (holding.length === 0) return [];
  const levels = await lockFor(tx, card.branch.id, holding);
  const movements = holding.map(
    (line): stock.Movement => ({
      kind: "RELEASE",
      partId: line.partId,
      onHandChange: 0,
      reservedChange: -quantityMilli(line.reserved),
      jobCardId: card.id,
      jobLineId: line.id,
      reason,
    }),
  );
  await stock.move(tx, card.branch.id, levels, movements);
  return [...levels.keys()];
};

/**
 * Takes a card's parts from the shelf: first what its lines hold, then what is free. One movement for
 * each line; lines of one part are summed before they are checked.
 * @returns the parts that left, with their levels before and after (thousandths)
 * @throws STOCK_SHORT with `details.parts`; another card may have taken them since the pre-flight
 */
export const issue = async (tx: Tx, card: CardRow): Promise<{ partId: string; before: number; after: number }[]> => {
  const lines = partLines(card.lines);
  if (lines.length === 0) return [];
  const levels = await lockFor(tx, card.branch.id, lines);
  const needs = partNeeds(card.lines).map((need) => {
    const level = levels.get(need.partId);
    return { ...need, onHand: level?.onHand ?? 0, free: (level?.onHand ?? 0) - (level?.reserved ?? 0) + need.held };
  });
  const short = needs.filter(({ needed, free }) => free < needed);
  if (short.length > 0) throw stockShort(short);

  const completionNumber = card.completionNumber + 1;
  await stock.move(
    tx,
    card.branch.id,
    levels,
    lines.map(
      (line): stock.Movement => ({
        kind: "ISSUE",
        partId: line.partId,
        onHandChange: -quantityMilli(line.quantity),
        reservedChange: -quantityMilli(line.reserved),
        jobCardId: card.id,
        jobLineId: line.id,
        completionNumber,
      }),
    ),
  );
  return needs.map(({ partId, onHand, needed }) => ({ partId, before: onHand, after: onHand - needed }));
};

type Returned = { readonly partId: string; readonly jobLineId: string; readonly quantity: string };

/** Puts parts that came back on the shelf, one movement for each line; says of which parts. */
export const takeBack = async (
  tx: Tx,
  place: { readonly branchId: string; readonly jobCardId: string },
  returned: readonly Returned[],
  reason: string,
): Promise<string[]> => {
  const levels = await lockFor(tx, place.branchId, returned);
  await stock.move(
    tx,
    place.branchId,
    levels,
    returned.map(
      ({ partId, jobLineId, quantity }): stock.Movement => ({
        kind: "RETURN",
        partId,
        onHandChange: quantityMilli(quantity),
        reservedChange: 0,
        jobCardId: place.jobCardId,
        jobLineId,
        reason,
      }),
    ),
  );
  return [...levels.keys()];
};

/**
 * Puts all parts of a card that is opened again on the shelf, but for what came back by credit notes, and holds them for its
 * lines. Returns how much each line holds by now (decimal text); the lines' own figure is the caller's to set.
 */
export const takeBackAll = async (
  tx: Tx,
  card: CardRow,
  invoiced: readonly { readonly jobLineId: string; readonly quantity: string; readonly returned: string }[],
): Promise<{ readonly held: ReadonlyMap<string, string>; readonly partIds: readonly string[] }> => {
  const left = new Map(
    invoiced.map((line) => [line.jobLineId, quantityMilli(line.quantity) - quantityMilli(line.returned)]),
  );
  const back = partLines(card.lines)
    .map((line) => ({ partId: line.partId, jobLineId: line.id, milli: left.get(line.id) ?? 0 }))
    .filter(({ milli }) => milli > 0);
  const levels = await lockFor(tx, card.branch.id, back);
  const common = { jobCardId: card.id, reason: "Opened again" };
  await stock.move(
    tx,
    card.branch.id,
    levels,
    back.flatMap(({ partId, jobLineId, milli }): stock.Movement[] => [
      { ...common, kind: "RETURN", partId, jobLineId, onHandChange: milli, reservedChange: 0 },
      { ...common, kind: "RESERVE", partId, jobLineId, onHandChange: 0, reservedChange: milli },
    ]),
  );
  return {
    held: new Map(back.map(({ jobLineId, milli }) => [jobLineId, quantityText(milli)])),
    partIds: [...levels.keys()],
  };
};

/** Puts delivered stock on the shelf. `quantity` is decimal text, above zero. */
export const receive = async (
  tx: Tx,
  partId: string,
  branchId: string,
  quantity: string,
  reason: string,
): Promise<void> => {
  const change = quantityMilli(quantity);
  const level = await lockOne(tx, partId, branchId);
  await stock.move(tx, branchId, level, [{ kind: "RECEIVE", partId, onHandChange: change, reservedChange: 0, reason }]);
};

/** A line of a delivery; a part comes once. */
export type Delivered = { readonly partId: string; readonly quantity: string; readonly unitCostMinor: number };

/**
 * Puts a delivery on the shelf, each part at the price it came for, and brings the part's cost to the average of what lay
 * there and what came (decision 100). Every part has a level at the branch by then.
 */
export const receiveGoods = async (
  tx: Tx,
  {
    branchId,
    source,
    reason,
  }: {
    branchId: string;
    source: { readonly goodsReceiptId: string } | { readonly stockTransferId: string };
    reason: string;
  },
  delivered: readonly Delivered[],
): Promise<void> => {
  const levels = await lockFor(tx, branchId, delivered);
  const movements = delivered.map(
    ({ partId, quantity, unitCostMinor }): stock.Movement => ({
      ...source,
      kind: "goodsReceiptId" in source ? "RECEIVE" : "TRANSFER_IN",
      partId,
      onHandChange: quantityMilli(quantity),
      reservedChange: 0,
      reason,
      unitCostMinor,
    }),
  );
  await stock.move(tx, branchId, levels, movements);
  await stock.setCosts(
    tx,
    branchId,
    delivered.flatMap(({ partId, quantity, unitCostMinor }) => {
      const level = levels.get(partId);
      const came = { quantity: quantityMilli(quantity), costMinor: unitCostMinor };
      return level === undefined ? [] : [{ partId, costMinor: averageCost(level, came) }];
    }),
  );
};

type Leaving = readonly { readonly partId: string; readonly quantity: string }[];

/**
 * Takes parts off a shelf for another branch: of what is free alone, at what they cost there.
 * @throws STOCK_SHORT with `details.parts`
 */
export const sendAway = (
  tx: Tx,
  { branchId, ...of }: { branchId: string; stockTransferId: string; reason: string },
  leaving: Leaving,
): Promise<void> => leave(tx, branchId, leaving, { ...of, kind: "TRANSFER_OUT" });

/** The same for a supplier whom they go back to. @throws STOCK_SHORT */
export const sendBack = (
  tx: Tx,
  { branchId, ...of }: { branchId: string; supplierReturnId: string; reason: string },
  leaving: Leaving,
): Promise<void> => leave(tx, branchId, leaving, { ...of, kind: "SUPPLIER_RETURN" });

/** One movement for each line; lines of one part are summed before they are checked. */
const leave = async (
  tx: Tx,
  branchId: string,
  leaving: Leaving,
  of: Pick<stock.Movement, "kind" | "reason" | "stockTransferId" | "supplierReturnId">,
): Promise<void> => {
  const levels = await lockFor(tx, branchId, leaving);
  const needs = new Map<string, number>();
  for (const { partId, quantity } of leaving) needs.set(partId, (needs.get(partId) ?? 0) + quantityMilli(quantity));
  const short = [...needs].flatMap(([partId, needed]) => {
    const level = levels.get(partId);
    const free = (level?.onHand ?? 0) - (level?.reserved ?? 0);
    return free >= needed ? [] : [{ partId, name: level?.name ?? "A part", unit: level?.unit ?? "", needed, free }];
  });
  if (short.length > 0) throw stockShort(short);
  await stock.move(
    tx,
    branchId,
    levels,
    leaving.map(({ partId, quantity }) => ({
      ...of,
      partId,
      onHandChange: -quantityMilli(quantity),
      reservedChange: 0,
    })),
  );
};

/**
 * Corrects what the books say to what the shelf holds.
 * @throws STOCK_SHORT when that would go below what is reserved for customers
 */
export const adjust = async (
  tx: Tx,
  partId: string,
  branchId: string,
  change: string,
  reason: string,
): Promise<void> => {
  const changeMilli = quantityMilli(change);
  const levels = await lockOne(tx, partId, branchId);
  const level = levels.get(partId);
  if (level === undefined) throw notFound("This part");
  const free = level.onHand - level.reserved;
  if (free + changeMilli < 0) {
    throw new ValidationException(
      "STOCK_SHORT",
      `${formatQuantity(quantityText(level.reserved), level.unit)} of ${formatQuantity(quantityText(level.onHand), level.unit)} are reserved for job cards, so at most ${formatQuantity(quantityText(free), level.unit)} can be taken off. Release them first.`,
      { parts: [{ partId, name: level.name, needed: quantityText(-changeMilli), free: quantityText(free) }] },
    );
  }
  await stock.move(tx, branchId, levels, [
    { kind: "ADJUST", partId, onHandChange: changeMilli, reservedChange: 0, reason },
  ]);
};

/**
 * Settles what a count found missing or over, and lets go of what cards held of it; the levels are locked. A release comes
 * before its count, so that no movement leaves less on the shelf than is held.
 */
export const settleCount = async (
  tx: Tx,
  { branchId, stockCountId, reason }: { branchId: string; stockCountId: string; reason: string },
  levels: ReadonlyMap<string, stock.Level>,
  found: {
    readonly released: readonly { partId: string; jobCardId: string; jobLineId: string; milli: number }[];
    readonly differences: readonly { partId: string; milli: number }[];
  },
): Promise<void> =>
  stock.move(tx, branchId, levels, [
    ...found.released.map(
      ({ milli, ...of }): stock.Movement => ({
        ...of,
        kind: "RELEASE",
        onHandChange: 0,
        reservedChange: -milli,
        reason,
      }),
    ),
    ...found.differences.map(
      ({ partId, milli }): stock.Movement => ({
        kind: "COUNT",
        partId,
        onHandChange: milli,
        reservedChange: 0,
        reason,
        stockCountId,
      }),
    ),
  ]);

/** Brings the books of parts that never moved at the branch to what is on the shelf, in one go. Each has a level already. */
export const openStock = async (
  tx: Tx,
  branchId: string,
  opened: readonly { readonly partId: string; readonly quantity: string }[],
  reason: string,
): Promise<void> => {
  const levels = await lockFor(tx, branchId, opened);
  await stock.move(
    tx,
    branchId,
    levels,
    opened.map(({ partId, quantity }) => ({
      kind: "ADJUST",
      partId,
      onHandChange: quantityMilli(quantity),
      reservedChange: 0,
      reason,
    })),
  );
};

const lockFor = (tx: Tx, branchId: string, lines: readonly { readonly partId: string }[]) =>
  stock.lock(tx, branchId, [...new Set(lines.map(({ partId }) => partId))]);

const lockOne = async (tx: Tx, partId: string, branchId: string) => {
  const part = await parts.load(tx, partId, branchId);
  await parts.ensureLevel(tx, partId, branchId, part.taxRateBp);
  return stock.lock(tx, branchId, [partId]);
};

const stockShort = (
  short: readonly { partId: string; name: string; unit: string; needed: number; free: number }[],
): ValidationException => {
  const details: ErrorDetails = {
    parts: short.map(({ partId, name, needed, free }) => ({
      partId,
      name,
      needed: quantityText(needed),
      free: quantityText(Math.max(0, free)),
    })),
  };
  const reasons = short.map(
    ({ name, unit, needed, free }) =>
      `${name}: ${formatQuantity(quantityText(needed), unit)} needed, ${free <= 0 ? "none free" : `${formatQuantity(quantityText(free), unit)} free`}`,
  );
  return new ValidationException("STOCK_SHORT", `${reasons.join(". ")}. Nothing was changed.`, details);
};
