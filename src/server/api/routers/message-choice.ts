import { z } from "zod";
import { notFound, ValidationException } from "#/domain/errors.ts";
import { choiceToken, chooseMessagesInput, foundChoices, messagesChosen } from "#/domain/message-choice.ts";
import { strangerOf } from "#/server/api/booking-door.ts";
import { mutationInput, publicProcedure, router } from "#/server/api/trpc.ts";
import { linkOfToken } from "#/server/db/link-token.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { chooseMessages } from "#/server/orchestrators/choose-messages.ts";
import * as consents from "#/server/services/consents.ts";
import * as settings from "#/server/services/settings.ts";

/** Whose choice a token leads to. @throws NOT_FOUND for a token that never was one */
const linkOf = async (token: string) => {
  const found = await linkOfToken(token);
  if (found === null) throw notFound("This link");
  const { tenantId, linkId } = found;
  const link = await runInTenant(tenantId, () => consents.choosing(readDb({ tenantId }), linkId, new Date()));
  if (link === null) throw notFound("This link");
  return { tenantId, ...link };
};

/** For whoever got a mail: reading shows what they get, and only a mutation changes it. Of the person nothing is shown. */
export const messageChoiceRouter = router({
  byToken: publicProcedure
    .input(z.object({ token: choiceToken }))
    .output(foundChoices)
    .query(async ({ input }) => {
      const { tenantId, customerId, open } = await linkOf(input.token);
      if (!open) return { found: "gone" as const };
      const db = readDb({ tenantId });
      const [workshop, choices] = await runInTenant(tenantId, () =>
        Promise.all([settings.workshop(db), consents.choicesOf(db, customerId)]),
      );
      return { found: "open" as const, view: { ...workshop, choices } };
    }),

  /** @throws TRANSITION_REFUSED for a link that has ended */
  choose: publicProcedure
    .input(mutationInput(chooseMessagesInput.shape))
    .output(messagesChosen)
    .mutation(async ({ ctx, input }) => {
      const { tenantId, customerId, open } = await linkOf(input.token);
      if (!open)
        throw new ValidationException("TRANSITION_REFUSED", "This link has ended. Call the workshop to be told less.");
      const { choices, idempotencyKey } = input;
      return chooseMessages(strangerOf(ctx, tenantId), { customerId, choices, idempotencyKey });
    }),
});
