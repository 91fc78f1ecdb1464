import { ValidationException } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as customers from "#/server/repositories/customers.ts";
import { customerToChange, refuseOpenCards } from "#/server/services/held-people.ts";

type Archive = {
  readonly customerId: string;
  readonly version: number;
  readonly reason: string;
  readonly idempotencyKey: string;
};

/** Puts a customer away, with a reason. @throws STALE_VERSION; TRANSITION_REFUSED while cards are open, or for one put away already */
export const archiveCustomer = (ctx: Ctx, { idempotencyKey, ...input }: Archive) =>
  executeInTransaction(
    ctx,
    "customer.archive",
    async (tx) => {
      const customer = await customerToChange(tx, input.customerId, input.version);
      if (customer.archivedAt !== null)
        throw new ValidationException("TRANSITION_REFUSED", `${customer.name} is archived already.`);
      // Opening a card holds its customer, so none can be opened between this look and the commit.
      refuseOpenCards(await customers.openCards(tx, customer.id), "Archive the customer");
      await customers.setArchived(tx, customer.id, input.reason);
      tx.audit({
        action: "customer.archived",
        subjectType: "customer",
        subjectId: customer.id,
        changes: { reason: input.reason },
      });
      return { customerId: customer.id, version: customer.version + 1 };
    },
    { idempotencyKey, input, subject: { type: "customer", id: input.customerId } },
  );

/** Brings a customer back, with a reason. @throws STALE_VERSION; TRANSITION_REFUSED for one that is live, or was merged */
export const restoreCustomer = (ctx: Ctx, { idempotencyKey, ...input }: Archive) =>
  executeInTransaction(
    ctx,
    "customer.restore",
    async (tx) => {
      const customer = await customerToChange(tx, input.customerId, input.version);
      if (customer.mergedIntoId !== null)
        throw new ValidationException(
          "TRANSITION_REFUSED",
          `${customer.name} was merged into another customer. Undo the merge there to bring this one back.`,
          { mergedIntoId: customer.mergedIntoId },
        );
      if (customer.archivedAt === null)
        throw new ValidationException("TRANSITION_REFUSED", `${customer.name} is not archived.`);
      await customers.setArchived(tx, customer.id, null);
      tx.audit({
        action: "customer.restored",
        subjectType: "customer",
        subjectId: customer.id,
        changes: { reason: input.reason },
      });
      return { customerId: customer.id, version: customer.version + 1 };
    },
    { idempotencyKey, input, subject: { type: "customer", id: input.customerId } },
  );
