import { undoDays } from "#/domain/customer.ts";
import { ValidationException } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { moveBack } from "#/server/repositories/links.ts";
import * as links from "#/server/repositories/vehicle-links.ts";
import * as merges from "#/server/repositories/vehicle-merges.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";
import { vehicleFactsBefore, vehicleFactsChangedSince } from "#/server/services/vehicle-merging.ts";

/**
 * Makes two vehicles of one again, exactly as they were; refused, with all that stands in the way, where what happened
 * since would be lost or would stand with the wrong one.
 * @throws NOT_FOUND; TRANSITION_REFUSED with `details.reasons`
 */
export const undoVehicleMerge = (ctx: Ctx, { idempotencyKey, ...input }: { mergeId: string; idempotencyKey: string }) =>
  executeInTransaction(
    ctx,
    "vehicle.undo-merge",
    async (tx) => {
      const { keptId, goneId, facts, moved, ...merge } = await merges.lock(tx, input.mergeId);
      if (merge.undoneAt !== null) throw refused("This merge has been undone already.");
      if (tx.now.getTime() - merge.mergedAt.getTime() > undoDays * 86_400_000)
        throw refused(`A merge can be undone for ${undoDays} days, and these are over.`);
      if (facts === null) throw refused("A customer's data were erased since, and with them what this car was before.");
      await links.lockPair(tx, [keptId, goneId]);
      const kept = await vehicles.lock(tx, keptId);
      if (kept.mergedIntoId !== null)
        throw refused(`${kept.plate} has itself been merged into another vehicle since. Undo that merge first.`);
      const now = {
        kept: merges.vehicleFacts.parse(kept),
        gone: merges.vehicleFacts.parse(await vehicles.lock(tx, goneId)),
      };

      const reasons = [
        ...new Set(
          (["kept", "gone"] as const).flatMap((side) =>
            vehicleFactsChangedSince(facts.before[side], facts.after[side], now[side]),
          ),
        ),
        ...(await links.changedSince(tx, keptId, moved.jobCards)),
      ];
      if (reasons.length > 0)
        throw refused(`This merge can no longer be undone whole. ${reasons.join(". ")}. Nothing was changed.`, reasons);

      await tx.step("records given back", async () => {
        for (const name of links.movingVehicleNames)
          await moveBack(tx, links.movingVehicleLinks[name], moved[name], keptId, goneId);
      });
      await tx.step("facts as before", () =>
        separate(
          tx,
          { id: keptId, facts: vehicleFactsBefore(facts.before.kept, facts.after.kept, now.kept) },
          { id: goneId, facts: vehicleFactsBefore(facts.before.gone, facts.after.gone, now.gone) },
        ),
      );
      await merges.markUndone(tx, merge.id, ctx.actor.name);
      for (const [subjectId, otherId] of [
        [keptId, goneId],
        [goneId, keptId],
      ] as const)
        tx.audit({
          action: "vehicle.merge-undone",
          subjectType: "vehicle",
          subjectId,
          changes: { mergeId: merge.id, otherId },
        });
      return { mergeId: merge.id, vehicleIds: [keptId, goneId] as [string, string] };
    },
    { idempotencyKey, input, subject: { type: "vehicleMerge", id: input.mergeId } },
  );

type Side = { readonly id: string; readonly facts: merges.VehicleFacts };
/** Both as they were; the one that is there gives its plate back before the other carries it. */
const separate = async (tx: Tx, kept: Side, gone: Side): Promise<void> => {
  try {
    await merges.setFacts(tx, kept.id, kept.facts);
    await merges.setFacts(tx, gone.id, gone.facts, null);
  } catch (error) {
    if (sqlStateOf(error) !== "23505") throw error;
    throw refused(
      `Another car carries ${kept.facts.plate} or ${gone.facts.plate} by now. Change its plate first. Nothing was changed.`,
    );
  }
};

const refused = (sentence: string, reasons: readonly string[] = []) =>
  new ValidationException("TRANSITION_REFUSED", sentence, { reasons });
