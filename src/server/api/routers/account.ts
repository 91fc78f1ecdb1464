import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import {
  accountUpdated,
  accountView,
  askEmailChangeInput,
  askPasswordLinkInput,
  changePasswordInput,
  confirmEmailInput,
  endSessionInput,
  personLinkView,
  resetPasswordInput,
  sessionsEnded,
  sessionView,
  updateAccountInput,
} from "#/domain/account.ts";
import { notFound } from "#/domain/errors.ts";
import { id } from "#/domain/fields.ts";
import { linkTokenInput } from "#/domain/member.ts";
import type { RequestContext } from "#/server/api/context.ts";
import { limitByCaller } from "#/server/api/limits.ts";
import { memberProcedure, mutationInput, publicProcedure, router } from "#/server/api/trpc.ts";
import { homeTenantOf, userIdOf, workshopsOf } from "#/server/auth.ts";
import type { Ctx } from "#/server/db/context.ts";
import { type LinkPurpose, personOfToken } from "#/server/db/link-token.ts";
import { readDb } from "#/server/db/transaction.ts";
import { forgetSignIns } from "#/server/http/sign-in-limits.ts";
import {
  changePassword,
  endOtherSessions,
  endSession,
  keepProfile,
  switchTenant,
} from "#/server/orchestrators/keep-account.ts";
import { askEmailChange, askPasswordLink, confirmEmail, resetPassword } from "#/server/orchestrators/prove-mailbox.ts";
import * as accounts from "#/server/services/accounts.ts";

/** Whether or not there is such an account, the answer takes this long: its time says nothing either. */
const answerMs = 400;

const ownProcedure = memberProcedure("account.edit");

/** A person's own account; without a session, what a link in their mailbox opens. */
export const accountRouter = router({
  me: ownProcedure.output(accountView).query(async ({ ctx }) => {
    const { name, email, phone, language, emailVerified, twoFactorEnabled } = await accounts.profile(
      readDb(ctx),
      ctx.member.userId,
    );
    const pending = await accounts.openLinkOf(readDb(ctx), "email", ctx.member.userId);
    return {
      name,
      phone,
      language,
      email,
      emailVerified,
      pendingEmail: pending?.email ?? null,
      twoFactor: twoFactorEnabled,
      role: ctx.member.ownRole,
      tenantName: ctx.member.tenantName,
    };
  }),
  sessions: ownProcedure
    .output(z.array(sessionView))
    .query(({ ctx }) => accounts.sessionsOf(readDb(ctx), ctx.member.userId, ctx.session.id)),
  /** Where one may work, the oldest membership first. */
  workshops: ownProcedure
    .output(z.array(z.object({ tenantId: id, name: z.string(), current: z.boolean() })))
    .query(async ({ ctx }) =>
      (await workshopsOf(ctx.member.userId)).map((each) => ({ ...each, current: each.tenantId === ctx.tenantId })),
    ),
  update: ownProcedure
    .input(mutationInput(updateAccountInput.shape))
    .output(accountUpdated)
    .mutation(({ ctx, input }) => keepProfile(ctx, input)),
  changePassword: ownProcedure
    .input(mutationInput(changePasswordInput.shape))
    .output(sessionsEnded)
    .mutation(async ({ ctx, input }) => {
      await limitByCaller(ctx, "own-password", ctx.member.userId);
      return changePassword(ctx, input);
    }),
  endSession: ownProcedure
    .input(mutationInput(endSessionInput.shape))
    .output(sessionsEnded)
    .mutation(({ ctx, input }) => endSession(ctx, input)),
  endOtherSessions: ownProcedure
    .input(mutationInput({}))
    .output(sessionsEnded)
    .mutation(({ ctx, input }) => endOtherSessions(ctx, input)),
  switchTenant: memberProcedure("account.edit", { whileViewing: true })
    .input(mutationInput({ tenantId: id }))
    .output(z.object({ tenantId: id }))
    .mutation(async ({ ctx, input }) => switchTenant(ctx, await workshopsOf(ctx.member.userId), input)),
  askEmailChange: ownProcedure
    .input(mutationInput(askEmailChangeInput.shape))
    .output(z.object({ email: z.string() }))
    .mutation(async ({ ctx, input }) => {
      await limitByCaller(ctx, "own-password", ctx.member.userId);
      return askEmailChange(ctx, { ...input, userId: ctx.member.userId });
    }),

  /** Answers alike whoever asks for whom. */
  askPasswordLink: publicProcedure
    .input(mutationInput(askPasswordLinkInput.shape))
    .output(z.object({ email: z.string() }))
    .mutation(async ({ ctx, input: { email, idempotencyKey } }) => {
      await limitByCaller(ctx, "password-link", email);
      const ask = async (): Promise<void> => {
        const userId = await userIdOf(email);
        const tenantId = userId === null ? null : await homeTenantOf(userId);
        if (userId !== null && tenantId !== null)
          await askPasswordLink(outside(ctx, tenantId), { userId, idempotencyKey });
      };
      await Promise.all([ask(), pause(answerMs)]);
      return { email };
    }),
  passwordLink: publicProcedure
    .input(z.object({ token: linkTokenInput }))
    .output(personLinkView)
    .query(({ input }) => viewOf("password", input.token)),
  emailLink: publicProcedure
    .input(z.object({ token: linkTokenInput }))
    .output(personLinkView)
    .query(({ input }) => viewOf("email", input.token)),
  resetPassword: publicProcedure
    .input(mutationInput(resetPasswordInput.shape))
    .output(z.object({ email: z.string() }))
    .mutation(async ({ ctx, input }) => {
      const { tenantId } = await homeOf("password", input.token);
      const { email } = await resetPassword(outside(ctx, tenantId), input);
      await forgetSignIns(email);
      return { email };
    }),
  confirmEmail: publicProcedure
    .input(mutationInput(confirmEmailInput.shape))
    .output(z.object({ email: z.string() }))
    .mutation(async ({ ctx, input }) => {
      const { tenantId } = await homeOf("email", input.token);
      return confirmEmail(outside(ctx, tenantId), input);
    }),
});

/** What is done by a link is nobody's session: it is written down in the person's own workshop. */
const outside = ({ correlationId, origin, log }: RequestContext, tenantId: string): Ctx => ({
  tenantId,
  actor: { kind: "system", name: "Link in a mailbox" },
  correlationId,
  origin,
  log,
});

const viewOf = async (purpose: LinkPurpose, token: string) => {
  const { email, open } = await linkOf(purpose, token);
  return open ? { state: "open" as const, email } : { state: "gone" as const };
};

const homeOf = async (purpose: LinkPurpose, token: string): Promise<{ tenantId: string }> => {
  const { userId } = await linkOf(purpose, token);
  const tenantId = await homeTenantOf(userId);
  if (tenantId === null) throw notFound("This link");
  return { tenantId };
};

const linkOf = async (purpose: LinkPurpose, token: string) => {
  const link = await personOfToken(purpose, token);
  if (link === null) throw notFound("This link");
  return link;
};
