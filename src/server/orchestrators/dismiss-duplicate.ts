import { ValidationException } from "#/domain/errors.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as duplicates from "#/server/repositories/duplicates.ts";
import { liveCustomer } from "#/server/services/held-people.ts";

type Dismiss = { readonly customerIds: [string, string]; readonly idempotencyKey: string };

/** Remembers that two customers are two people: they are not offered as one again. @throws NOT_FOUND */
export const dismissDuplicate = (ctx: Ctx, { idempotencyKey, ...input }: Dismiss) => {
  const [first, second] = input.customerIds;
  return executeInTransaction(
    ctx,
    "customer.not-the-same",
    async (tx) => {
      if (first === second) throw new ValidationException("INVALID_INPUT", "These are one customer.");
      for (const id of [...input.customerIds].sort()) await liveCustomer(tx, id);
      await duplicates.dismiss(tx, [first, second], ctx.actor.name);
      tx.audit({
        action: "customer.not-the-same",
        subjectType: "customer",
        subjectId: first,
        changes: { otherId: second },
      });
      return { customerIds: input.customerIds };
    },
    { idempotencyKey, input, subject: { type: "customer", id: first } },
  );
};
