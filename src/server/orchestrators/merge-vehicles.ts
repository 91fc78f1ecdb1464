import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { MergeVehicles } from "#/domain/vehicle-duplicate.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import { moveAll } from "#/server/repositories/links.ts";
import { lockPair, movingVehicleLinks } from "#/server/repositories/vehicle-links.ts";
import * as merges from "#/server/repositories/vehicle-merges.ts";
import { liveCustomer, vehicleLiveToChange } from "#/server/services/held-people.ts";
import { planVehicleMerge } from "#/server/services/vehicle-merging.ts";

/**
 * Makes two records of one car one: each field as chosen, all cards, readings, former plates and owners with the one
 * that is kept. The other stays, put away, with what was issued to it and the plate and owner that were not chosen.
 * What was moved and what both were before is written down, so that it can be undone.
 * @throws NOT_FOUND; STALE_VERSION when one has changed meanwhile; TRANSITION_REFUSED for one that was merged or archived meanwhile
 */
export const mergeVehicles = (ctx: Ctx, { idempotencyKey, ...input }: MergeVehicles & { idempotencyKey: string }) => {
  const mergeId = uuidv7();
  const [keptId, goneId] = [input.kept.vehicleId, input.gone.vehicleId];
  return executeInTransaction(
    ctx,
    "vehicle.merge",
    async (tx) => {
      if (keptId === goneId) throw new ValidationException("INVALID_INPUT", "These are one vehicle already.");
      // Cars before customers, customers before cards: the order of whoever opens a card, or completes one.
      await lockPair(tx, [keptId, goneId]);
      const kept = merges.vehicleFacts.parse(await vehicleLiveToChange(tx, keptId, input.kept.version));
      const gone = merges.vehicleFacts.parse(await vehicleLiveToChange(tx, goneId, input.gone.version));
      const after = planVehicleMerge({ kept, gone }, input.take);
      await liveCustomer(tx, after.kept.customerId);

      const moved = await tx.step(
        "records moved",
        async () => ({
          jobCards: await moveAll(tx, movingVehicleLinks.jobCards, goneId, keptId),
          appointments: await moveAll(tx, movingVehicleLinks.appointments, goneId, keptId),
          readings: await moveAll(tx, movingVehicleLinks.readings, goneId, keptId),
          plates: await moveAll(tx, movingVehicleLinks.plates, goneId, keptId),
          ownerships: await moveAll(tx, movingVehicleLinks.ownerships, goneId, keptId),
          merged: await moveAll(tx, movingVehicleLinks.merged, goneId, keptId),
        }),
        ({ jobCards }) => ({ text: `${jobCards.length} job ${jobCards.length === 1 ? "card" : "cards"}` }),
      );
      await tx.step("facts weighed", async () => {
        // The one that goes first: two live cars never carry one plate.
        await merges.setFacts(tx, goneId, after.gone, { id: keptId, plate: after.kept.plate });
        await merges.setFacts(tx, keptId, after.kept);
      });
      await merges.insert(tx, {
        id: mergeId,
        keptId,
        goneId,
        before: { kept, gone },
        after,
        moved,
        mergedByName: ctx.actor.name,
      });
      tx.audit({
        action: "vehicle.merged",
        subjectType: "vehicle",
        subjectId: keptId,
        changes: { goneId, mergeId, jobCards: moved.jobCards.length },
      });
      tx.audit({
        action: "vehicle.merged-away",
        subjectType: "vehicle",
        subjectId: goneId,
        changes: { keptId, mergeId },
      });
      return { mergeId, vehicleId: keptId, version: input.kept.version + 1 };
    },
    { idempotencyKey, input, subject: { type: "vehicle", id: keptId } },
  );
};
