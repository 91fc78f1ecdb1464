import { notFound, ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { CreateJobCardInput } from "#/domain/job-card.ts";
import { parsePhone } from "#/domain/phone.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx, validatePrerequisites } from "#/server/orchestrators/kernel.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as members from "#/server/repositories/members.ts";
import * as vehicles from "#/server/repositories/vehicles.ts";
import { liveCustomer } from "#/server/services/held-people.ts";
import { readPlate } from "#/server/services/plates.ts";

/**
 * Opens a job card for a known car, or for a new one with its owner: all three rows, or none.
 * @throws DUPLICATE when the plate of a "new" car is known already; PREREQUISITES_UNMET for a closed branch
 */
export const createJobCard = (
  ctx: Ctx,
  { idempotencyKey, ...input }: CreateJobCardInput & { idempotencyKey: string },
) => {
  const jobCardId = uuidv7();
  return executeInTransaction(
    ctx,
    "job-card.create",
    async (tx) => {
      // Held, so that the branch is not closed between being asked and the card standing in it.
      await branches.hold(tx, input.branchId);
      const branch = await branches.load(tx, input.branchId);
      tx.within(branch.id);
      validatePrerequisites({ BRANCH_ACTIVE: branch.closedAt === null });
      if (input.technicianId !== null) await requireTechnician(tx, input.technicianId);

      const { vehicleId, customerId } = await tx.step("car and owner found", () =>
        carAndOwner(tx, input.vehicle, branch.country),
      );
      const number = await tx.step(
        "card opened",
        () => jobCards.insert(tx, { ...input, id: jobCardId, vehicleId, customerId, openedById: actorId(ctx.actor) }),
        (given) => ({ text: `Number ${given}` }),
      );
      if (input.odometerIn !== null) {
        await vehicles.addReading(tx, {
          id: uuidv7(),
          vehicleId,
          jobCardId,
          value: input.odometerIn,
          unit: branch.odometerUnit,
        });
      }

      tx.audit({
        action: "job-card.created",
        subjectType: "jobCard",
        subjectId: jobCardId,
        changes: { number, branchId: branch.id, vehicleId, customerId },
      });
      return { jobCardId, version: 1, status: "CHECKED_IN" as const };
    },
    { idempotencyKey, input, subject: { type: "jobCard", id: jobCardId } },
  );
};

// The owner is held: neither archiving nor merging comes between this look and the commit.
const carAndOwner = async (
  tx: Tx,
  wanted: CreateJobCardInput["vehicle"],
  country: string,
): Promise<{ vehicleId: string; customerId: string }> => {
  if (wanted.kind === "existing") {
    const vehicle = await vehicles.hold(tx, wanted.vehicleId);
    return { vehicleId: vehicle.id, customerId: (await liveCustomer(tx, vehicle.customerId)).id };
  }
  const plate = readPlate(wanted.plate, "vehicle.plate");
  const customerId =
    wanted.owner.kind === "existing"
      ? (await liveCustomer(tx, wanted.owner.customerId)).id
      : await addOwner(tx, wanted.owner, country);
  const vehicleId = uuidv7();
  const { make, model, year } = wanted;
  if (!(await vehicles.insert(tx, { id: vehicleId, customerId, plate, make, model, year }))) {
    throw new ValidationException(
      "DUPLICATE",
      `${plate} is known already. Press Tab in the plate field to fill in the car.`,
      { field: "vehicle.plate" },
    );
  }
  tx.audit({ action: "vehicle.created", subjectType: "vehicle", subjectId: vehicleId, changes: { customerId } });
  return { vehicleId, customerId };
};

const addOwner = async (
  tx: Tx,
  owner: { name: string; email: string | null; phone: string | null },
  country: string,
): Promise<string> => {
  const id = uuidv7();
  const phone = owner.phone === null || owner.phone === "" ? null : parsePhone(owner.phone, country);
  if (phone?.ok === false)
    throw new ValidationException("INVALID_INPUT", phone.reason, { field: "vehicle.owner.phone" });
  await customers.insert(tx, id, {
    name: owner.name,
    emails: owner.email === null ? [] : [{ value: owner.email.toLowerCase(), label: "" }],
    phones: phone === null ? [] : [{ value: phone.e164, label: "" }],
    addressLines: [],
    note: "",
  });
  tx.audit({ action: "customer.created", subjectType: "customer", subjectId: id, changes: {} });
  return id;
};

/** @throws NOT_FOUND */
const requireTechnician = async (tx: Tx, memberId: string): Promise<void> => {
  const { role } = await members.active(tx, memberId);
  if (role !== "TECHNICIAN") throw notFound("This technician");
};
