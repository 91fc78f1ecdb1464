import { ValidationException } from "#/domain/errors.ts";
import { accountLinkSent } from "#/domain/events.ts";
import type { Ctx } from "#/server/db/context.ts";
import { sqlStateOf } from "#/server/db/failures.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as accounts from "#/server/services/accounts.ts";
import * as members from "#/server/services/members.ts";
import * as people from "#/server/services/people.ts";

/** What only who reads a mailbox can do: it begins with a link that is sent there. `ctx` is of the person's own workshop. */
type Keyed<Input> = Input & { readonly idempotencyKey: string };

/** Sends a person the link by which they choose a new password. */
export const askPasswordLink = (ctx: Ctx, { idempotencyKey, userId }: Keyed<{ userId: string }>) =>
  executeInTransaction(
    ctx,
    "account.ask-password-link",
    async (tx) => {
      const { email } = await accounts.person(tx, userId);
      await send(tx, "password", userId, email);
    },
    { idempotencyKey, input: { userId } },
  );

/** A new password by its link. All sessions end; the mailbox is proved. @throws TRANSITION_REFUSED when the link has ended */
export const resetPassword = async (
  ctx: Ctx,
  { idempotencyKey, token, newPassword }: Keyed<{ token: string; newPassword: string }>,
) => {
  const hash = await people.hashed(newPassword);
  return executeInTransaction(
    ctx,
    "account.reset-password",
    async (tx) => {
      const link = await accounts.linkOf(tx, "password", token, tx.now);
      if (link === null || !(await accounts.takeLink(tx, "password", link.userId))) throw ended();
      await accounts.recover(tx, link.userId, hash);
      await audit(tx, link.userId, "account.password-reset");
      return { email: link.email };
    },
    // The password is left out: what is kept of an input is a plain hash.
    { idempotencyKey, input: { token } },
  );
};

/** Sends a link to another address, which is the person's once it is opened. @throws INVALID_INPUT without their password; DUPLICATE for one that has an account */
export const askEmailChange = async (
  ctx: Ctx,
  { idempotencyKey, userId, email, password }: Keyed<{ userId: string; email: string; password: string }>,
) => {
  const matches = await runInTenant(ctx.tenantId, () => people.passwordMatches(readDb(ctx), userId, password));
  if (!matches)
    throw new ValidationException("INVALID_INPUT", "This is not your password. Check it, then try again.", {
      field: "password",
    });
  return executeInTransaction(
    ctx,
    "account.ask-email",
    async (tx) => {
      if ((await people.byEmail(tx, email)) !== null) throw taken(email);
      await send(tx, "email", userId, email);
      await audit(tx, userId, "account.email-asked");
      return { email };
    },
    { idempotencyKey, input: { email } },
  );
};

/** The address is the person's from now on, in every workshop where they work. @throws TRANSITION_REFUSED when the link has ended; DUPLICATE */
export const confirmEmail = (ctx: Ctx, { idempotencyKey, token }: Keyed<{ token: string }>) =>
  executeInTransaction(
    ctx,
    "account.confirm-email",
    async (tx) => {
      const link = await accounts.linkOf(tx, "email", token, tx.now);
      if (link === null || !(await accounts.takeLink(tx, "email", link.userId))) throw ended();
      try {
        await accounts.moveEmail(tx, link.userId, link.email);
      } catch (error) {
        if (sqlStateOf(error) === "23505") throw taken(link.email);
        throw error;
      }
      await audit(tx, link.userId, "account.email-changed");
      return { email: link.email };
    },
    { idempotencyKey, input: { token } },
  );

const send = async (tx: Tx, purpose: accounts.PersonPurpose, userId: string, email: string): Promise<void> => {
  const generation = await accounts.openLink(tx, purpose, userId, email);
  const member = await members.ofUser(tx, userId);
  emit(tx, accountLinkSent, { type: "member", id: member.id }, { userId, purpose, generation });
};

/** An address is no one else's business: the audit says that it changed, and for whom. */
const audit = async (tx: Tx, userId: string, action: string): Promise<void> => {
  const member = await members.ofUser(tx, userId);
  tx.audit({ action, subjectType: "member", subjectId: member.id, changes: {} });
};

const ended = () =>
  new ValidationException(
    "TRANSITION_REFUSED",
    "This link is no longer open: it was used, replaced, or left for more than an hour. Ask for a new one.",
  );
const taken = (email: string) =>
  new ValidationException("DUPLICATE", `${email} has an account already. Use another address.`, { field: "email" });
