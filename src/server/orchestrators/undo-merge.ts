import { undoDays } from "#/domain/customer.ts";
import { ValidationException } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as facts from "#/server/repositories/customer-facts.ts";
import * as links from "#/server/repositories/customer-links.ts";
import * as merges from "#/server/repositories/customer-merges.ts";
import * as customers from "#/server/repositories/customers.ts";
import { moveBack } from "#/server/repositories/links.ts";
import { factsBefore, factsChangedSince } from "#/server/services/merging.ts";

/**
 * Makes two customers of one again, exactly as they were; refused, with all that stands in the way, where what happened
 * since would be lost or would stand with the wrong one.
 * @throws NOT_FOUND; TRANSITION_REFUSED with `details.reasons`
 */
export const undoMerge = (ctx: Ctx, { idempotencyKey, ...input }: { mergeId: string; idempotencyKey: string }) =>
  executeInTransaction(
    ctx,
    "customer.undo-merge",
    async (tx) => {
      const merge = await merges.lock(tx, input.mergeId);
      const { keptId, goneId, moved } = merge;
      if (merge.undoneAt !== null) throw refused("This merge has been undone already.");
      if (tx.now.getTime() - merge.mergedAt.getTime() > undoDays * 86_400_000)
        throw refused(`A merge can be undone for ${undoDays} days, and these are over.`);
      await links.lockVehicles(tx, keptId);
      const held = await customers.lock(tx, [keptId, goneId]);
      const kept = held.find(({ id }) => id === keptId);
      if (kept?.mergedIntoId != null)
        throw refused(`${kept.name} has itself been merged into another customer since. Undo that merge first.`);
      const now = await facts.rows(tx, keptId);

      const reasons = [
        ...factsChangedSince(merge, now.facts),
        ...contactsChangedSince(merge, now.contacts),
        ...(await links.changedSince(tx, { keptId, ...moved, mergedAt: merge.mergedAt })),
      ];
      if (reasons.length > 0)
        throw refused(`This merge can no longer be undone whole. ${reasons.join(". ")}. Nothing was changed.`, reasons);

      await tx.step("records given back", () => giveBack(tx, merge));
      await tx.step("facts as before", async () => {
        await facts.removeContactRows(tx, keptId, moved.added);
        await facts.moveContacts(tx, moved.contacts, keptId, goneId);
        await facts.addContactRows(tx, keptId, moved.removed);
        await facts.setFacts(tx, keptId, factsBefore(merge, now.facts));
      });
      await facts.setMergedInto(tx, goneId, null);
      await merges.markUndone(tx, merge.id, ctx.actor.name);
      for (const [subjectId, otherId] of [
        [keptId, goneId],
        [goneId, keptId],
      ] as const)
        tx.audit({
          action: "customer.merge-undone",
          subjectType: "customer",
          subjectId,
          changes: { mergeId: merge.id, otherId },
        });
      return { mergeId: merge.id, customerIds: [keptId, goneId] as [string, string] };
    },
    { idempotencyKey, input, subject: { type: "customerMerge", id: input.mergeId } },
  );

const giveBack = async (tx: Tx, { keptId, goneId, moved }: merges.MergeRow): Promise<void> => {
  for (const link of ["vehicles", "jobCards", "messages", "appointments", "ownerships", "merged"] as const)
    await moveBack(tx, links.movingLinks[link], moved[link], keptId, goneId);
};

/** A contact that came over, or made way, and is not where the merge left it. */
const contactsChangedSince = ({ moved }: merges.MergeRow, now: readonly merges.ContactRow[]): string[] => {
  const there = new Set(now.map(({ id }) => id));
  const lost = [...moved.contacts, ...moved.added].some((id) => !there.has(id));
  const again = moved.removed.some(({ value }) => now.some((contact) => contact.value === value));
  return lost || again ? ["A phone number or e-mail address that came over was changed since"] : [];
};

const refused = (sentence: string, reasons: readonly string[] = []) =>
  new ValidationException("TRANSITION_REFUSED", sentence, { reasons });
