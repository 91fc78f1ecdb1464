import { notFound, ValidationException } from "#/domain/errors.ts";
import { type DraftedView, orderName } from "#/domain/purchase-order.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { isOpen } from "#/domain/transitions.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as orders from "#/server/repositories/purchase-orders.ts";
import * as suppliers from "#/server/repositories/suppliers.ts";
import * as procurement from "#/server/services/procurement.ts";
import * as shortages from "#/server/services/shortages.ts";

type Keyed<Input> = Input & { readonly idempotencyKey: string };
type Drafting = { readonly drafted: readonly procurement.Drafted[]; readonly added: number };

/**
 * Puts what a line of a job card lacks on the draft of its part's supplier, and remembers for which line. A line that waits
 * for an order already is left as it is. @throws TRANSITION_REFUSED when nothing is missing, NOT_FOUND
 */
export const draftLine = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Keyed<{ readonly jobCardId: string; readonly lineId: string }>,
): Promise<DraftedView> =>
  executeInTransaction(
    ctx,
    "purchase-order.draft-line",
    async (tx) => {
      const card = await jobCards.lock(tx, input.jobCardId);
      tx.within(card.branch.id);
      const line = card.lines.find(({ id }) => id === input.lineId);
      if (line === undefined || line.partId === null) throw notFound("This line");
      const { partId } = line;
      const earlier = await orders.orderedFor(tx, line.id);
      if (earlier !== null) {
        const { supplierId } = await orders.load(tx, earlier.id);
        return viewOf(tx, { drafted: [{ purchaseOrderId: earlier.id, number: earlier.number, supplierId }], added: 0 });
      }
      const missing = missingOf(card, line);
      if (missing === 0 || !isOpen(card.status))
        throw new ValidationException("TRANSITION_REFUSED", "Nothing of this line is missing any more. Reload to see.");
      const quantity = quantityText(Math.ceil(missing / 1000) * 1000);
      const result = await tx.step(
        "put on a draft",
        async () => {
          await parts.ensureLevel(tx, partId, card.branch.id, line.taxRateBp);
          const standing = await procurement.standingOf(tx, card.branch.id, partId);
          const supplierId = standing?.supplierId ?? null;
          const drafted = await procurement.draft(tx, card.branch, [
            { partId, supplierId, quantity, unitCostMinor: standing?.costMinor ?? 0 },
          ]);
          for (const { purchaseOrderId } of drafted)
            await orders.addNeed(tx, purchaseOrderId, { jobLineId: line.id, partId, quantity: quantityText(missing) });
          return { drafted, added: 1 };
        },
        notes,
      );
      told(tx, result, { line: line.description, quantity, jobCard: card.number });
      const [order] = result.drafted;
      const changes = { order: order ? orderName(order.number) : null, line: line.description, quantity };
      tx.audit({ action: "job-card.part-ordered", subjectType: "jobCard", subjectId: card.id, changes });
      return viewOf(tx, result);
    },
    { idempotencyKey, input, subject: { type: "jobCard", id: input.jobCardId } },
  );

/** What a line lacks beyond what it holds and what is free, in thousandths; what others of the card hold counts for them. */
const missingOf = (card: jobCards.CardRow, line: jobCards.LineRow): number => {
  const free = Math.max(0, quantityMilli(line.onHand ?? "0") - quantityMilli(line.reservedAtBranch ?? "0"));
  const lacking = quantityMilli(line.quantity) - quantityMilli(line.reserved);
  const ofOthers = card.lines
    .filter(({ id, partId, position }) => partId === line.partId && id !== line.id && position < line.position)
    .reduce((sum, other) => sum + quantityMilli(other.quantity) - quantityMilli(other.reserved), 0);
  return Math.max(0, lacking - Math.max(0, free - ofOthers));
};

/** Puts so much of a part on the draft of its supplier. @throws NOT_FOUND */
export const draftPart = (
  ctx: Ctx,
  {
    idempotencyKey,
    ...input
  }: Keyed<{ readonly branchId: string; readonly partId: string; readonly quantity: string }>,
): Promise<DraftedView> =>
  executeInTransaction(
    ctx,
    "purchase-order.draft-part",
    async (tx) => {
      const branch = await branches.load(tx, input.branchId);
      tx.within(branch.id);
      const part = await parts.load(tx, input.partId, branch.id);
      const result = await tx.step(
        "put on a draft",
        async () => {
          await parts.ensureLevel(tx, part.id, branch.id, part.taxRateBp);
          const standing = await procurement.standingOf(tx, branch.id, part.id);
          const { quantity } = input;
          const wish = { partId: part.id, quantity, unitCostMinor: part.costMinor };
          const drafted = await procurement.draft(tx, branch, [{ ...wish, supplierId: standing?.supplierId ?? null }]);
          return { drafted, added: 1 };
        },
        notes,
      );
      told(tx, result, { part: part.number, quantity: input.quantity });
      return viewOf(tx, result);
    },
    { idempotencyKey, input, subject: { type: "part", id: input.partId } },
  );

/** Puts all that is low at a branch on drafts, so much that it is back at twice its reorder point. What comes already counts. */
export const draftLow = (
  ctx: Ctx,
  { idempotencyKey, ...input }: { readonly branchId: string; readonly idempotencyKey?: string },
): Promise<DraftedView> =>
  executeInTransaction(
    ctx,
    "purchase-order.draft-low",
    async (tx) => {
      const branch = await branches.load(tx, input.branchId);
      tx.within(branch.id);
      const result = await tx.step("put on drafts", () => draftWishes(tx, branch, null), notes);
      told(tx, result, { parts: result.added });
      return viewOf(tx, result);
    },
    { idempotencyKey, input, subject: { type: "branch", id: input.branchId } },
  );

/** Puts on drafts what has newly fallen below its reorder point, once for each shortage, whoever asks how often. */
export const draftShortages = (
  ctx: Ctx,
  input: { readonly branchId: string; readonly partIds: readonly string[] },
): Promise<DraftedView> =>
  executeInTransaction(ctx, "purchase-order.draft-shortages", async (tx) => {
    const branch = await branches.load(tx, input.branchId);
    tx.within(branch.id);
    await shortages.settle(tx, branch.id, input.partIds);
    const result = await tx.step(
      "put on drafts",
      async () => {
        const fresh = await procurement.takeShortages(tx, branch.id, input.partIds);
        return fresh.length === 0 ? { drafted: [], added: 0 } : draftWishes(tx, branch, fresh);
      },
      notes,
    );
    told(tx, result, { parts: result.added });
    return viewOf(tx, result);
  });

const draftWishes = async (
  tx: Tx,
  branch: { readonly id: string; readonly currency: string },
  partIds: readonly string[] | null,
): Promise<Drafting> => {
  const wishes = await procurement.wishes(tx, branch.id, partIds);
  return { drafted: await procurement.draft(tx, branch, wishes), added: wishes.length };
};

const notes = ({ drafted, added }: Drafting) => ({
  text:
    added === 0
      ? "Nothing to order"
      : `${added} ${added === 1 ? "part" : "parts"} on ${drafted.map(({ number }) => orderName(number)).join(", ")}`,
});

const told = (tx: Tx, { drafted }: Drafting, changes: Readonly<Record<string, string | number>>): void => {
  for (const { purchaseOrderId } of drafted)
    tx.audit({
      action: "purchase-order.parts-added",
      subjectType: "purchaseOrder",
      subjectId: purchaseOrderId,
      changes,
    });
};

const viewOf = async (tx: Tx, { drafted, added }: Drafting): Promise<DraftedView> => ({
  orders: await Promise.all(
    drafted.map(async ({ purchaseOrderId, number, supplierId }) => ({
      purchaseOrderId,
      number,
      supplier: supplierId === null ? null : (await suppliers.load(tx, supplierId)).name,
    })),
  ),
  added,
});
