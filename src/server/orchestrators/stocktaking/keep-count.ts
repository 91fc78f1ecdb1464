import { ValidationException } from "#/domain/errors.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { countName, stockCountStatusWords } from "#/domain/stock-count.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as members from "#/server/repositories/members.ts";
import * as stock from "#/server/repositories/stock.ts";
import * as counts from "#/server/repositories/stock-counts.ts";
import { stale } from "#/server/services/settings.ts";

type Of<Input> = Input & { readonly stockCountId: string; readonly idempotencyKey: string };

/** @throws TRANSITION_REFUSED for a count that is over */
export const refuseOver = (count: counts.CountRow): void => {
  if (count.status !== "OPEN")
    throw new ValidationException(
      "TRANSITION_REFUSED",
      `${countName(count.number)} is ${stockCountStatusWords[count.status].toLowerCase()}. Open another to count again.`,
    );
};

/**
 * Notes how many of a part lie there, or takes the figure back. What the books say is read in the same moment, with the level
 * held, so that what moves before or after is no difference. Locks: the count, the part's stock.
 * @throws STALE_VERSION when somebody else has counted it meanwhile, TRANSITION_REFUSED, NOT_FOUND
 */
export const countLine = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Of<{ partId: string; version: number; counted: string | null }>,
): Promise<void> =>
  executeInTransaction(
    ctx,
    "stock-count.count",
    async (tx) => {
      const count = await counts.lock(tx, input.stockCountId);
      tx.within(count.branchId);
      refuseOver(count);
      const before = await counts.line(tx, count.id, input.partId);
      await stock.lock(tx, count.branchId, [input.partId]);
      if (before.version !== input.version) throw await countedMeanwhile(tx, before);
      await counts.count(tx, count, input);
      tx.audit({
        action: "stock-count.counted",
        subjectType: "stockCount",
        subjectId: count.id,
        changes: { part: before.number, counted: [before.counted, input.counted] },
      });
    },
    // Of its own kind: hundreds of figures would hide in the count's timeline what was done with it.
    { idempotencyKey, input, subject: { type: "stockCountLine", id: input.stockCountId } },
  );

const countedMeanwhile = async (tx: Tx, line: counts.CountLineRow): Promise<ValidationException> => {
  const name = line.countedById === null ? null : (await members.names(tx, [line.countedById])).get(line.countedById);
  const what =
    line.counted === null
      ? `Somebody has taken the figure of ${line.name} back`
      : `${name ?? "Somebody else"} has counted ${formatQuantity(line.counted, line.unit)} of ${line.name}`;
  return new ValidationException(
    "STALE_VERSION",
    `${what} meanwhile. Theirs is kept; type yours again if it is right.`,
    {
      current: line.version,
    },
  );
};

/** Ends a count of which nothing is posted. @throws STALE_VERSION, TRANSITION_REFUSED */
export const cancelCount = (ctx: Ctx, { idempotencyKey, ...input }: Of<{ version: number }>): Promise<void> =>
  executeInTransaction(
    ctx,
    "stock-count.cancel",
    async (tx) => {
      const count = await counts.lock(tx, input.stockCountId);
      tx.within(count.branchId);
      refuseOver(count);
      if (count.version !== input.version) throw stale("this count", count.version);
      await tx.step("count cancelled", () => counts.close(tx, count.id, "CANCELLED"));
      tx.audit({
        action: "stock-count.cancelled",
        subjectType: "stockCount",
        subjectId: count.id,
        changes: { count: countName(count.number) },
      });
    },
    { idempotencyKey, input, subject: { type: "stockCount", id: input.stockCountId } },
  );
