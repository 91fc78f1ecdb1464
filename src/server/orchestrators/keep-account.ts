import type { Profile } from "#/domain/account.ts";
import { notFound, TenantException, ValidationException } from "#/domain/errors.ts";
import type { Role } from "#/domain/permissions.ts";
import { reaches } from "#/domain/permissions.ts";
import type { Actor, Ctx } from "#/server/db/context.ts";
import { readDb } from "#/server/db/transaction.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as accounts from "#/server/services/accounts.ts";
import * as people from "#/server/services/people.ts";

/** What a person does to their own account, from one of their sessions. */
export type OwnCtx = Ctx & { readonly session: { readonly id: string } };
type Keyed<Input> = Input & { readonly idempotencyKey: string };

/** Another name, number or language: theirs, and those of their member here. @throws INVALID_INPUT for a phone number */
export const keepProfile = (ctx: OwnCtx, { idempotencyKey, ...input }: Keyed<Profile>) =>
  change(ctx, "account.update", { idempotencyKey, input }, async (tx, { userId }) => accounts.keep(tx, userId, input));

/** Another password. Every other session ends. @throws INVALID_INPUT when the current one is not given */
export const changePassword = async (
  ctx: OwnCtx,
  { idempotencyKey, ...input }: Keyed<{ currentPassword: string; newPassword: string }>,
) => {
  const { userId } = own(ctx);
  if (!(await people.passwordMatches(readDb(ctx), userId, input.currentPassword)))
    throw new ValidationException("INVALID_INPUT", "This is not your password. Check it, then try again.", {
      field: "currentPassword",
    });
  const hash = await people.hashed(input.newPassword);
  // Passwords are left out of what the key stands for: what is kept of it is a plain hash.
  return change(ctx, "account.change-password", { idempotencyKey, input: {} }, async (tx) => {
    await accounts.setPassword(tx, userId, hash);
    return { ended: await accounts.endOtherSessions(tx, userId, ctx.session.id) };
  });
};

/** Ends one of one's own sessions, by the name it has among them. */
export const endSession = (ctx: OwnCtx, { idempotencyKey, ...input }: Keyed<{ key: string }>) =>
  change(ctx, "account.end-sessions", { idempotencyKey, input }, async (tx, { userId }) => ({
    ended: await accounts.endSession(tx, userId, input.key),
  }));

/** Ends all of one's own sessions but the one that asks. */
export const endOtherSessions = (ctx: OwnCtx, { idempotencyKey }: Keyed<object>) =>
  change(ctx, "account.end-sessions", { idempotencyKey, input: {} }, async (tx, { userId }) => ({
    ended: await accounts.endOtherSessions(tx, userId, ctx.session.id),
  }));

/** Works for another workshop from the next request on. `workshops` are those where the person may. @throws NOT_FOUND for any other */
export const switchTenant = (
  ctx: OwnCtx,
  workshops: readonly { readonly tenantId: string }[],
  { idempotencyKey, ...input }: Keyed<{ tenantId: string }>,
) => {
  if (!workshops.some(({ tenantId }) => tenantId === input.tenantId)) throw notFound("This workshop");
  return change(ctx, "account.switch", { idempotencyKey, input }, async (tx) => {
    await accounts.enterTenant(tx, ctx.session.id, input.tenantId);
    return { tenantId: input.tenantId };
  });
};

/** Looks at the interface with another role's rights, no higher than one's own; null is one's own again. */
export const viewAs = (ctx: OwnCtx, ownRole: Role, { idempotencyKey, ...input }: Keyed<{ role: Role | null }>) => {
  if (input.role !== null && !reaches(ownRole, input.role))
    throw new TenantException("FORBIDDEN", "Nobody looks with a role above their own.");
  return change(ctx, "member.view-as", { idempotencyKey, input }, async (tx) => {
    await accounts.viewAs(tx, ctx.session.id, input.role === ownRole ? null : input.role);
    return { role: input.role };
  });
};

const own = ({ actor }: Ctx): Extract<Actor, { kind: "member" }> => {
  if (actor.kind !== "member") throw notFound("This account");
  return actor;
};

/** The audit keeps that it was done and by whom; what was typed is nobody else's. */
const change = <Result>(
  ctx: OwnCtx,
  name: string,
  { idempotencyKey, input }: { readonly idempotencyKey: string; readonly input: Record<string, unknown> },
  work: (tx: Tx, actor: Extract<Actor, { kind: "member" }>) => Promise<Result>,
): Promise<Result> => {
  const actor = own(ctx);
  return executeInTransaction(
    ctx,
    name,
    async (tx) => {
      const result = await work(tx, actor);
      tx.audit({ action: name, subjectType: "member", subjectId: actor.memberId, changes: {} });
      return result;
    },
    { idempotencyKey, input, subject: { type: "member", id: actor.memberId } },
  );
};
