import { mayWrite } from "#/domain/contact.ts";
import type { MessageChoice } from "#/domain/message-choice.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as consents from "#/server/repositories/consents.ts";
import * as customers from "#/server/repositories/customers.ts";

type Input = {
  readonly customerId: string;
  readonly choices: readonly MessageChoice[];
  readonly idempotencyKey: string;
};

/** Notes what a customer chose by the link in a mail: what is not so yet, each added to what was said before. */
export const chooseMessages = (ctx: Ctx, { idempotencyKey, ...input }: Input): Promise<{ changed: number }> =>
  executeInTransaction(
    ctx,
    "customer.choose-messages",
    async (tx) => {
      const { customerId, choices } = input;
      await customers.hold(tx, customerId);
      const said = await consents.of(tx, await customers.family(tx, customerId));
      const changed = choices.filter(({ channel, purpose, given }) => mayWrite(said, channel, purpose) !== given);
      await consents.insert(
        tx,
        changed.map((choice) => ({
          ...choice,
          customerId,
          how: "WEB",
          recordedById: null,
          recordedByName: "The customer",
        })),
      );
      for (const { channel, purpose, given } of changed)
        tx.audit({
          action: given ? "customer.consent-given" : "customer.consent-withdrawn",
          subjectType: "customer",
          subjectId: customerId,
          changes: { channel, purpose, how: "WEB" },
        });
      return { changed: changed.length };
    },
    { idempotencyKey, input, subject: { type: "customer", id: input.customerId } },
  );
