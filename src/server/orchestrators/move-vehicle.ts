import { ValidationException } from "#/domain/errors.ts";
import { isoDateIn, startOfDay } from "#/domain/time.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";
import { liveCustomer, refuseOpenCards, vehicleToChange } from "#/server/services/held-people.ts";
import { plateTaken, readPlate } from "#/server/services/plates.ts";

type Keyed = {
  readonly vehicleId: string;
  readonly version: number;
  readonly on: string;
  readonly idempotencyKey: string;
};

/**
 * Gives a car another plate from a day on; the one before stays on its record and finds it.
 * @throws STALE_VERSION; DUPLICATE when another live car carries it; INVALID_INPUT for a day that cannot be
 */
export const changePlate = (ctx: Ctx, { idempotencyKey, ...input }: Keyed & { readonly plate: string }) =>
  executeInTransaction(
    ctx,
    "vehicle.change-plate",
    async (tx) => {
      const before = await vehicleToChange(tx, input.vehicleId, input.version);
      refuseArchived(before);
      const plate = readPlate(input.plate, "plate");
      const at = await dayGiven(tx, input.on, before.plateSince);
      const same = normalisePlate(plate) === normalisePlate(before.plate);
      if (same && plate === before.plate) throw refused(`${plate} is its plate already.`, "plate");
      // Another spacing is the same plate: written anew, nothing of the past.
      if (same) await vehicles.update(tx, before.id, { plate });
      else {
        await replate(tx, before.id, plate, at);
        await vehicles.addFormerPlate(tx, {
          vehicleId: before.id,
          plate: before.plate,
          since: before.plateSince,
          until: at,
          changedByName: ctx.actor.name,
        });
      }
      tx.audit({
        action: "vehicle.plate-changed",
        subjectType: "vehicle",
        subjectId: before.id,
        changes: { plate: [before.plate, plate], on: input.on },
      });
      return { vehicleId: before.id, version: before.version + 1 };
    },
    { idempotencyKey, input, subject: { type: "vehicle", id: input.vehicleId } },
  );

const replate = async (tx: Tx, vehicleId: string, plate: string, plateSince: Date): Promise<void> => {
  try {
    await vehicles.update(tx, vehicleId, { plate, plateSince });
  } catch (error) {
    if (sqlStateOf(error) === "23505") throw plateTaken(plate, "plate");
    throw error;
  }
};

/**
 * Gives a car to another customer from a day on. What was done and issued before stays the former owner's: records,
 * cards and invoices carry whose they were.
 * @throws STALE_VERSION; TRANSITION_REFUSED while a card of the car is open; INVALID_INPUT for a day that cannot be
 */
export const transferVehicle = (ctx: Ctx, { idempotencyKey, ...input }: Keyed & { readonly customerId: string }) =>
  executeInTransaction(
    ctx,
    "vehicle.transfer",
    async (tx) => {
      const before = await vehicleToChange(tx, input.vehicleId, input.version);
      refuseArchived(before);
      if (before.customerId === input.customerId) throw refused("It is this customer's already.", "customerId");
      const owner = await liveCustomer(tx, input.customerId);
      refuseOpenCards(
        (await vehicles.openCards(tx, before.id)).map(({ number }) => number),
        "Change the owner",
      );
      const at = await dayGiven(tx, input.on, before.ownedSince);
      await vehicles.update(tx, before.id, { customerId: owner.id, ownedSince: at });
      await vehicles.addFormerOwner(tx, {
        vehicleId: before.id,
        customerId: before.customerId,
        since: before.ownedSince,
        until: at,
        changedByName: ctx.actor.name,
      });
      tx.audit({
        action: "vehicle.transferred",
        subjectType: "vehicle",
        subjectId: before.id,
        changes: { customerId: [before.customerId, owner.id], on: input.on },
      });
      return { vehicleId: before.id, version: before.version + 1 };
    },
    { idempotencyKey, input, subject: { type: "vehicle", id: input.vehicleId } },
  );

const refuseArchived = ({ plate, archivedAt }: vehicles.HeldVehicle): void => {
  if (archivedAt !== null)
    throw new ValidationException("PREREQUISITES_UNMET", `${plate} is archived. Restore the vehicle first.`);
};

/** The first instant of a day in the workshop's zone: not in the future, and not before the last change. */
const dayGiven = async (tx: Tx, on: string, since: Date | null): Promise<Date> => {
  const { branch } = await branches.home(tx);
  const at = startOfDay(on, branch.zone);
  if (on > isoDateIn(tx.now, branch.zone)) throw refused("That day has not come yet.", "on");
  if (at < new Date("1900-01-01T00:00:00Z")) throw refused("That is before the year 1900. Check the date.", "on");
  if (since !== null && at < since) throw refused("That is before the last change. Check the date.", "on");
  return at;
};

const refused = (sentence: string, field: string) => new ValidationException("INVALID_INPUT", sentence, { field });
