import { ValidationException } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";
import { liveCustomer, refuseOpenCards, vehicleToChange } from "#/server/services/held-people.ts";

type Archive = {
  readonly vehicleId: string;
  readonly version: number;
  readonly reason: string;
  readonly idempotencyKey: string;
};

/** Puts a car away (sold, scrapped), with a reason; its plate is free again. @throws STALE_VERSION; TRANSITION_REFUSED while a card is open */
export const archiveVehicle = (ctx: Ctx, { idempotencyKey, ...input }: Archive) =>
  executeInTransaction(
    ctx,
    "vehicle.archive",
    async (tx) => {
      const vehicle = await vehicleToChange(tx, input.vehicleId, input.version);
      if (vehicle.archivedAt !== null)
        throw new ValidationException("TRANSITION_REFUSED", `${vehicle.plate} is archived already.`);
      refuseOpenCards(
        (await vehicles.openCards(tx, vehicle.id)).map(({ number }) => number),
        "Archive the vehicle",
      );
      await vehicles.update(tx, vehicle.id, { archivedAt: tx.now, archivedReason: input.reason });
      tx.audit({
        action: "vehicle.archived",
        subjectType: "vehicle",
        subjectId: vehicle.id,
        changes: { reason: input.reason },
      });
      return { vehicleId: vehicle.id, version: vehicle.version + 1 };
    },
    { idempotencyKey, input, subject: { type: "vehicle", id: input.vehicleId } },
  );

/** Brings a car back, with a reason. @throws STALE_VERSION; DUPLICATE when another car carries its plate by now */
export const restoreVehicle = (ctx: Ctx, { idempotencyKey, ...input }: Archive) =>
  executeInTransaction(
    ctx,
    "vehicle.restore",
    async (tx) => {
      const vehicle = await vehicleToChange(tx, input.vehicleId, input.version);
      if (vehicle.archivedAt === null)
        throw new ValidationException("TRANSITION_REFUSED", `${vehicle.plate} is not archived.`);
      if (vehicle.mergedIntoId !== null)
        throw new ValidationException(
          "TRANSITION_REFUSED",
          `${vehicle.plate} was merged into another vehicle. Undo the merge there to bring it back.`,
          { mergedIntoId: vehicle.mergedIntoId },
        );
      await liveCustomer(tx, vehicle.customerId);
      await bringBack(tx, vehicle);
      tx.audit({
        action: "vehicle.restored",
        subjectType: "vehicle",
        subjectId: vehicle.id,
        changes: { reason: input.reason },
      });
      return { vehicleId: vehicle.id, version: vehicle.version + 1 };
    },
    { idempotencyKey, input, subject: { type: "vehicle", id: input.vehicleId } },
  );

const bringBack = async (tx: Tx, vehicle: vehicles.HeldVehicle): Promise<void> => {
  try {
    await vehicles.update(tx, vehicle.id, { archivedAt: null, archivedReason: null });
  } catch (error) {
    if (sqlStateOf(error) !== "23505") throw error;
    throw new ValidationException(
      "DUPLICATE",
      `Another car carries ${vehicle.plate} by now. Change its plate first, or leave this one archived.`,
    );
  }
};
