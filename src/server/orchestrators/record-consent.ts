import type { RecordConsent } from "#/domain/contact.ts";
import { actorId, type Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as consents from "#/server/repositories/consents.ts";
import { liveCustomer } from "#/server/services/held-people.ts";

/** Notes that a customer may be written to, or no more. It is added to what was said before. @throws NOT_FOUND; PREREQUISITES_UNMET for an archived one */
export const recordConsent = (ctx: Ctx, { idempotencyKey, ...input }: RecordConsent & { idempotencyKey: string }) =>
  executeInTransaction(
    ctx,
    "customer.consent",
    async (tx) => {
      const customer = await liveCustomer(tx, input.customerId);
      await consents.insert(tx, [{ ...input, recordedById: actorId(ctx.actor), recordedByName: ctx.actor.name }]);
      const { channel, purpose, given, how } = input;
      tx.audit({
        action: given ? "customer.consent-given" : "customer.consent-withdrawn",
        subjectType: "customer",
        subjectId: customer.id,
        changes: { channel, purpose, how },
      });
      return { customerId: customer.id, version: customer.version };
    },
    { idempotencyKey, input, subject: { type: "customer", id: input.customerId } },
  );
