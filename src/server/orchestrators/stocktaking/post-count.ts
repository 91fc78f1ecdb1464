import { ValidationException } from "#/domain/errors.ts";
import { inventoryAdjusted } from "#/domain/events.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { countDifference, countName, releaseFrom, settleDifference } from "#/domain/stock-count.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx, validatePrerequisites } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as jobLines from "#/server/repositories/job-lines.ts";
import * as stock from "#/server/repositories/stock.ts";
import * as counts from "#/server/repositories/stock-counts.ts";
import * as inventory from "#/server/services/inventory.ts";
import { stale } from "#/server/services/settings.ts";
import { refuseOver } from "./keep-count.ts";

type Card = { readonly jobCardId: string; readonly jobCardNumber: number; readonly plate: string };
type Difference = { readonly line: counts.CountLineRow; readonly milli: number };

/**
 * Posts a count: one movement for each difference, at the cost of today. What moved since a line was counted stays as it is.
 * Where fewer lie there than cards hold, the card that was opened last lets go first, and is short from then on.
 * Locks: cards by id, the count, stock by id.
 * @returns the cards that hold less than before
 * @throws STALE_VERSION when something was counted since it was looked through, PREREQUISITES_UNMET naming what is counted again
 */
export const postCount = (
  ctx: Ctx,
  {
    idempotencyKey,
    ...input
  }: { readonly stockCountId: string; readonly version: number; readonly idempotencyKey: string },
): Promise<Card[]> =>
  executeInTransaction(
    ctx,
    "stock-count.post",
    async (tx) => {
      const seen = await counts.load(tx, input.stockCountId);
      const missing = (await counts.differences(tx, seen.id)).filter((line) => milliOf(line) < 0);
      const cards = new Map<string, jobCards.CardRow>();
      for (const id of await counts.holders(
        tx,
        seen.branchId,
        missing.map(({ partId }) => partId),
      ))
        cards.set(id, await jobCards.lock(tx, id));

      const count = await counts.lock(tx, seen.id);
      tx.within(count.branchId);
      refuseOver(count);
      if (count.version !== input.version) throw stale("this count", count.version);
      const partIds = (await counts.differences(tx, count.id)).map(({ partId }) => partId);
      const levels = await stock.lock(tx, count.branchId, partIds);
      // Read once more behind the lock: a correction that was under way is seen now.
      const differences = (await counts.differences(tx, count.id)).map((line) => ({ line, milli: milliOf(line) }));
      const { lines, counted } = await counts.sums(tx, count.id);
      refuseUnready(counted, differences, levels);

      const name = countName(count.number);
      const released = releases(differences, levels, cards);
      await tx.step(
        "differences posted",
        async () => {
          await inventory.settleCount(tx, { branchId: count.branchId, stockCountId: count.id, reason: name }, levels, {
            released,
            differences: differences.map(({ line, milli }) => ({ partId: line.partId, milli })),
          });
          await counts.keepWorth(tx, count);
        },
        () => ({ text: `${differences.length} of ${counted} counted lines differ` }),
      );
      const short = await tx.step(
        "let go by job cards",
        () => letGo(tx, released, cards, name),
        ({ length }) => ({ text: length === 0 ? "No card holds less" : `${length} hold less than before` }),
      );
      await counts.close(tx, count.id, "POSTED");
      tellOf(tx, count, { lines, counted }, differences);
      return short;
    },
    { idempotencyKey, input, subject: { type: "stockCount", id: input.stockCountId } },
  );

const milliOf = ({ counted, expected }: counts.CountLineRow): number =>
  counted === null || expected === null ? 0 : countDifference({ counted, expected });

const refuseUnready = (
  counted: number,
  differences: readonly Difference[],
  levels: ReadonlyMap<string, stock.Level>,
): void =>
  validatePrerequisites([
    { name: "SOMETHING_COUNTED", met: counted > 0, title: "Count at least one part" },
    ...differences.flatMap(({ line, milli }) => {
      const level = levels.get(line.partId);
      const gone = level === undefined ? 1 : settleDifference(level, milli).gone;
      const why = line.corrected
        ? "was corrected since it was counted"
        : gone > 0
          ? "has left the shelf since it was counted"
          : null;
      return why === null
        ? []
        : [
            {
              name: `COUNT_AGAIN_${line.partId}`,
              met: false,
              title: `Count ${line.name} (${line.number}) again: it ${why}`,
            },
          ];
    }),
  ]);

type Release = { partId: string; jobCardId: string; jobLineId: string; milli: number };

/** What which line lets go of. @throws STALE_VERSION when a card came to hold it while the others were being held */
const releases = (
  differences: readonly Difference[],
  levels: ReadonlyMap<string, stock.Level>,
  cards: ReadonlyMap<string, jobCards.CardRow>,
): Release[] =>
  differences.flatMap(({ line: { partId, name }, milli }) => {
    const level = levels.get(partId);
    if (level === undefined) return [];
    const { release } = settleDifference(level, milli);
    const holding = [...cards.values()].flatMap((card) =>
      card.lines
        .filter((each) => each.partId === partId && quantityMilli(each.reserved) > 0)
        .map((each) => ({
          cardNumber: card.number,
          reserved: quantityMilli(each.reserved),
          jobCardId: card.id,
          jobLineId: each.id,
        })),
    );
    const taken = releaseFrom(holding, release);
    if (taken.reduce((sum, each) => sum + each.letGo, 0) < release)
      throw new ValidationException(
        "STALE_VERSION",
        `A job card has just come to hold ${name}. Nothing was posted; look through the count and post it again.`,
      );
    return taken.map(({ line, letGo: milliOfLine }) => ({
      partId,
      jobCardId: line.jobCardId,
      jobLineId: line.jobLineId,
      milli: milliOfLine,
    }));
  });

const letGo = async (
  tx: Tx,
  released: readonly Release[],
  cards: ReadonlyMap<string, jobCards.CardRow>,
  count: string,
): Promise<Card[]> => {
  const held = new Map<string, string>();
  const short = new Map<string, Card>();
  for (const { jobCardId, jobLineId, milli } of released) {
    const card = cards.get(jobCardId);
    const line = card?.lines.find(({ id }) => id === jobLineId);
    if (card === undefined || line === undefined) continue;
    held.set(jobLineId, quantityText(quantityMilli(line.reserved) - milli));
    short.set(card.id, { jobCardId: card.id, jobCardNumber: card.number, plate: card.vehicle.plate });
  }
  await jobLines.hold(tx, held);
  for (const { jobCardId } of short.values()) {
    await jobCards.touch(tx, jobCardId);
    tx.audit({
      action: "job-card.parts-missing",
      subjectType: "jobCard",
      subjectId: jobCardId,
      changes: { count },
    });
  }
  return [...short.values()];
};

const tellOf = (
  tx: Tx,
  count: counts.CountRow,
  { lines, counted }: { lines: number; counted: number },
  differences: readonly Difference[],
): void => {
  const subject = { type: "stockCount", id: count.id };
  const [branchId, name] = [count.branchId, countName(count.number)];
  if (differences.length > 0)
    emit(tx, inventoryAdjusted, subject, {
      branchId,
      jobCardId: null,
      partIds: differences.map(({ line }) => line.partId),
    });
  tx.audit({
    action: "stock-count.posted",
    subjectType: "stockCount",
    subjectId: count.id,
    changes: { count: name, lines, counted, differing: differences.length },
  });
  for (const { line, milli } of differences) {
    const onHand = quantityMilli(line.onHand);
    tx.audit({
      action: "stock.counted",
      subjectType: "part",
      subjectId: line.partId,
      changes: { onHandMilli: [onHand, onHand + milli], branchId, reason: name },
    });
  }
};
