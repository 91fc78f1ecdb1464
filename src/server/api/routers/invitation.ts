import { z } from "zod";
import { acceptInvitationInput, invitationAccepted, invitationToAccept, linkTokenInput } from "#/domain/member.ts";
import type { RequestContext } from "#/server/api/context.ts";
import { limitByCaller } from "#/server/api/limits.ts";
import { mutationInput, publicProcedure, router } from "#/server/api/trpc.ts";
import { acceptInvitation, readInvitation } from "#/server/orchestrators/accept-invitation.ts";

const callerOf = async ({ correlationId, origin, log, session }: RequestContext) => ({
  correlationId,
  origin,
  log,
  userId: (await session())?.userId ?? null,
});

/** For whoever holds a link that was sent to a mailbox. */
export const invitationRouter = router({
  byToken: publicProcedure
    .input(z.object({ token: linkTokenInput }))
    .output(
      z.discriminatedUnion("state", [
        invitationToAccept.extend({ state: z.literal("open") }),
        z.object({ state: z.literal("gone") }),
      ]),
    )
    .query(async ({ ctx, input }) => {
      const invitation = await readInvitation(await callerOf(ctx), input.token);
      return invitation === null ? { state: "gone" as const } : { state: "open" as const, ...invitation };
    }),
  accept: publicProcedure
    .input(mutationInput(acceptInvitationInput.shape))
    .output(invitationAccepted)
    .mutation(async ({ ctx, input }) => {
      // Without a name it is the password of an account that is tried.
      if (input.name === null) await limitByCaller(ctx, "invitation-password", input.token);
      return acceptInvitation(await callerOf(ctx), input);
    }),
});
