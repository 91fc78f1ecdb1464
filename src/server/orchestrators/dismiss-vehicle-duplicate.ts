import { ValidationException } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as duplicates from "#/server/repositories/vehicle-duplicates.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";

type Dismiss = { readonly vehicleIds: [string, string]; readonly idempotencyKey: string };

/** Remembers that two vehicles are two cars: they are not offered as one again. @throws NOT_FOUND */
export const dismissVehicleDuplicate = (ctx: Ctx, { idempotencyKey, ...input }: Dismiss) => {
  const [first, second] = input.vehicleIds;
  return executeInTransaction(
    ctx,
    "vehicle.not-the-same",
    async (tx) => {
      if (first === second) throw new ValidationException("INVALID_INPUT", "These are one vehicle.");
      for (const id of [...input.vehicleIds].sort()) await vehicles.hold(tx, id);
      await duplicates.dismiss(tx, [first, second], ctx.actor.name);
      tx.audit({
        action: "vehicle.not-the-same",
        subjectType: "vehicle",
        subjectId: first,
        changes: { otherId: second },
      });
      return { vehicleIds: input.vehicleIds };
    },
    { idempotencyKey, input, subject: { type: "vehicle", id: first } },
  );
};
