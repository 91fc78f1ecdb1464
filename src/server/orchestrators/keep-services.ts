import type { ServiceFields, ServiceView } from "#/domain/booking-rules.ts";
import { notFound, ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as offers from "#/server/repositories/service-offers.ts";
import { differences, stale } from "#/server/services/settings.ts";

type Keyed = { readonly idempotencyKey: string };
type Versioned = Keyed & { readonly serviceId: string; readonly version: number };

const taken = (name: string) =>
  new ValidationException(
    "DUPLICATE",
    `This branch has a service called ${name} already. Change that one, or offer it again.`,
    {
      field: "name",
    },
  );

/** Adds a service after the others of its branch. @throws DUPLICATE */
export const createService = (ctx: Ctx, { idempotencyKey, ...input }: ServiceFields & Keyed & { branchId: string }) => {
  const serviceId = uuidv7();
  return executeInTransaction(
    ctx,
    "settings.create-service",
    async (tx) => {
      const { branchId, ...fields } = input;
      // One at a time: two new ones would take the same place in the row.
      await branches.lock(tx, branchId);
      tx.within(branchId);
      if (!(await offers.insert(tx, serviceId, branchId, fields))) throw taken(fields.name);
      tx.audit({
        action: "service.created",
        subjectType: "serviceOffer",
        subjectId: serviceId,
        changes: { ...fields, branchId },
      });
      return offers.load(tx, serviceId);
    },
    { idempotencyKey, input, subject: { type: "serviceOffer", id: serviceId } },
  );
};

/** Changes a service; what was booked of it stays as it was booked. @throws STALE_VERSION; DUPLICATE */
export const changeService = (ctx: Ctx, { idempotencyKey, ...input }: ServiceFields & Versioned) =>
  executeInTransaction(
    ctx,
    "settings.update-service",
    async (tx) => {
      const { serviceId, version, ...fields } = input;
      const before = await offers.load(tx, serviceId);
      tx.within(before.branchId);
      if (!(await rewrite(tx, serviceId, version, fields))) throw stale("this service", before.version);
      tx.audit({
        action: "service.changed",
        subjectType: "serviceOffer",
        subjectId: serviceId,
        changes: { ...differences(before, fields), branchId: before.branchId },
      });
      return offers.load(tx, serviceId);
    },
    { idempotencyKey, input, subject: { type: "serviceOffer", id: input.serviceId } },
  );

/** Puts the services of a branch in another order. @throws STALE_VERSION when one was added or closed meanwhile */
export const orderServices = (
  ctx: Ctx,
  { idempotencyKey, ...input }: Keyed & { branchId: string; serviceIds: string[] },
) =>
  executeInTransaction(
    ctx,
    "settings.order-services",
    async (tx) => {
      const { branchId, serviceIds } = input;
      tx.within((await branches.load(tx, branchId)).id);
      const before = await offers.lockOpen(tx, branchId);
      if ((await offers.countOf(tx, branchId, serviceIds)) !== new Set(serviceIds).size) throw notFound("This service");
      const known = new Set(before.map(({ id }) => id));
      if (
        serviceIds.length !== known.size ||
        new Set(serviceIds).size !== known.size ||
        !serviceIds.every((id) => known.has(id))
      )
        throw new ValidationException(
          "STALE_VERSION",
          "A service was added or taken off meanwhile. They are shown as they are now; order them again.",
        );
      await offers.setOrder(tx, serviceIds);
      tx.audit({
        action: "services.ordered",
        subjectType: "branch",
        subjectId: branchId,
        changes: {
          services: [
            before.map(({ name }) => name),
            serviceIds.map((id) => before.find((each) => each.id === id)?.name ?? id),
          ],
        },
      });
      return { branchId };
    },
    { idempotencyKey, input, subject: { type: "branch", id: input.branchId } },
  );

/** Takes a service off the page; what was booked of it stays. @throws STALE_VERSION */
export const closeService = (ctx: Ctx, input: Versioned) =>
  setClosed(ctx, "settings.close-service", "service.closed", input, (tx) => tx.now);

/** Offers it again. @throws STALE_VERSION */
export const reopenService = (ctx: Ctx, input: Versioned) =>
  setClosed(ctx, "settings.reopen-service", "service.reopened", input, () => null);

const setClosed = (
  ctx: Ctx,
  name: string,
  action: string,
  { idempotencyKey, ...input }: Versioned,
  closing: (tx: Tx) => Date | null,
): Promise<ServiceView> =>
  executeInTransaction(
    ctx,
    name,
    async (tx) => {
      const before = await offers.load(tx, input.serviceId);
      tx.within(before.branchId);
      if (!(await offers.update(tx, before.id, input.version, { closedAt: closing(tx) })))
        throw stale("this service", before.version);
      tx.audit({ action, subjectType: "serviceOffer", subjectId: before.id, changes: { branchId: before.branchId } });
      return offers.load(tx, before.id);
    },
    { idempotencyKey, input, subject: { type: "serviceOffer", id: input.serviceId } },
  );

const rewrite = async (tx: Tx, id: string, version: number, fields: ServiceFields): Promise<boolean> => {
  try {
    return await offers.update(tx, id, version, fields);
  } catch (error) {
    if (sqlStateOf(error) === "23505") throw taken(fields.name);
    throw error;
  }
};
