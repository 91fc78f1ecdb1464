import type { MergeCustomers } from "#/domain/duplicate.ts";
import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as facts from "#/server/repositories/customer-facts.ts";
import { lockVehicles, movingLinks } from "#/server/repositories/customer-links.ts";
import * as merges from "#/server/repositories/customer-merges.ts";
import { moveAll } from "#/server/repositories/links.ts";
import { pairToChange } from "#/server/services/held-people.ts";
import { planMerge } from "#/server/services/merging.ts";

/**
 * Makes two customers one: each field as chosen, all contacts, cars, cards and messages with the one that is kept. The
 * other stays, put away, with what was issued to it. What was moved and what it was before is written down, so that it
 * can be undone.
 * @throws NOT_FOUND; STALE_VERSION when one has changed meanwhile; TRANSITION_REFUSED for one that was merged or archived meanwhile
 */
export const mergeCustomers = (ctx: Ctx, { idempotencyKey, ...input }: MergeCustomers & { idempotencyKey: string }) => {
  const mergeId = uuidv7();
  const [keptId, goneId] = [input.kept.customerId, input.gone.customerId];
  return executeInTransaction(
    ctx,
    "customer.merge",
    async (tx) => {
      if (keptId === goneId) throw new ValidationException("INVALID_INPUT", "These are one customer already.");
      // Cars before customers, customers before cards: the order of whoever opens a card, or completes one.
      await lockVehicles(tx, goneId);
      await pairToChange(tx, { id: keptId, version: input.kept.version }, { id: goneId, version: input.gone.version });
      const [kept, gone] = [await facts.rows(tx, keptId), await facts.rows(tx, goneId)];
      const plan = planMerge(kept, gone, input.take);
      const added = plan.added.map((contact) => ({ ...contact, id: uuidv7(), createdAt: tx.now }));

      await tx.step("facts weighed", async () => {
        await facts.removeContactRows(
          tx,
          keptId,
          plan.removed.map(({ id }) => id),
        );
        await facts.moveContacts(tx, plan.contacts, goneId, keptId);
        await facts.addContactRows(tx, keptId, added);
        await facts.setFacts(tx, keptId, plan.after);
      });
      const moved = await tx.step(
        "records moved",
        async () => ({
          vehicles: await moveAll(tx, movingLinks.vehicles, goneId, keptId),
          jobCards: await moveAll(tx, movingLinks.jobCards, goneId, keptId),
          messages: await moveAll(tx, movingLinks.messages, goneId, keptId),
          appointments: await moveAll(tx, movingLinks.appointments, goneId, keptId),
          ownerships: await moveAll(tx, movingLinks.ownerships, goneId, keptId),
          merged: await moveAll(tx, movingLinks.merged, goneId, keptId),
        }),
        ({ vehicles, jobCards }) => ({
          text: `${vehicles.length} ${vehicles.length === 1 ? "car" : "cars"}, ${jobCards.length} job ${jobCards.length === 1 ? "card" : "cards"}`,
        }),
      );
      await facts.setMergedInto(tx, goneId, { id: keptId, name: plan.after.name });
      await merges.insert(tx, {
        id: mergeId,
        keptId,
        goneId,
        before: kept.facts,
        after: plan.after,
        moved: { ...moved, contacts: plan.contacts, added: added.map(({ id }) => id), removed: [...plan.removed] },
        mergedByName: ctx.actor.name,
      });
      tx.audit({
        action: "customer.merged",
        subjectType: "customer",
        subjectId: keptId,
        changes: { goneId, mergeId, vehicles: moved.vehicles.length, jobCards: moved.jobCards.length },
      });
      tx.audit({
        action: "customer.merged-away",
        subjectType: "customer",
        subjectId: goneId,
        changes: { keptId, mergeId },
      });
      return { mergeId, customerId: keptId, version: input.kept.version + 1 };
    },
    { idempotencyKey, input, subject: { type: "customer", id: keptId } },
  );
};
