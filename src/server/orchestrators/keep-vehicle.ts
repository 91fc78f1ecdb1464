import { ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { VehicleFields } from "#/domain/vehicle.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";
import { liveCustomer, vehicleToChange } from "#/server/services/held-people.ts";
import { plateTaken, readPlate } from "#/server/services/plates.ts";

type Keyed = VehicleFields & { readonly idempotencyKey: string };

/** Adds a car to a customer. @throws DUPLICATE when a live car carries the plate; INVALID_INPUT for a plate that is none */
export const createVehicle = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Keyed & { readonly customerId: string; readonly plate: string },
) => {
  const vehicleId = uuidv7();
  return executeInTransaction(
    ctx,
    "vehicle.create",
    async (tx) => {
      const { make, model, year, vin } = input;
      const plate = readPlate(input.plate, "plate");
      const customer = await liveCustomer(tx, input.customerId);
      if (!(await vehicles.insert(tx, { id: vehicleId, customerId: customer.id, plate, make, model, year, vin })))
        throw plateTaken(plate, "plate");
      tx.audit({
        action: "vehicle.created",
        subjectType: "vehicle",
        subjectId: vehicleId,
        changes: { customerId: customer.id },
      });
      return { vehicleId, version: 1 };
    },
    { idempotencyKey, input, subject: { type: "vehicle", id: vehicleId } },
  );
};

/** Changes what a car is; its plate and owner change with a date. @throws STALE_VERSION when it has changed meanwhile */
export const updateVehicle = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Keyed & { readonly vehicleId: string; readonly version: number },
) =>
  executeInTransaction(
    ctx,
    "vehicle.update",
    async (tx) => {
      const before = await vehicleToChange(tx, input.vehicleId, input.version);
      if (before.archivedAt !== null)
        throw new ValidationException("PREREQUISITES_UNMET", `${before.plate} is archived. Restore the vehicle first.`);
      const { make, model, year, vin } = input;
      await vehicles.update(tx, before.id, { make, model, year, vin });
      tx.audit({
        action: "vehicle.changed",
        subjectType: "vehicle",
        subjectId: before.id,
        changes: {
          make: [before.make, make],
          model: [before.model, model],
          year: [before.year, year],
          vin: [before.vin, vin],
        },
      });
      return { vehicleId: before.id, version: before.version + 1 };
    },
    { idempotencyKey, input, subject: { type: "vehicle", id: input.vehicleId } },
  );
