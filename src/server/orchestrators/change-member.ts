import { notFound, ValidationException } from "#/domain/errors.ts";
import type { UpdateMember } from "#/domain/member.ts";
import type { Role } from "#/domain/permissions.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as members from "#/server/services/members.ts";

type Keyed<Input> = Input & { readonly idempotencyKey: string };

/**
 * Gives a member another role, or other branches. Their next request is answered by the new ones.
 * @throws FORBIDDEN above one's own role; TRANSITION_REFUSED for the last owner
 */
export const updateMember = (ctx: Ctx, { idempotencyKey, ...input }: Keyed<UpdateMember>) =>
  executeInTransaction(
    ctx,
    "member.update",
    async (tx) => {
      const actor = roleOf(ctx);
      const { member, otherOwners } = await members.lockForChange(tx, input.memberId, actor);
      const branchIds = await members.branchesOf(tx, input.branchIds);
      const before = await members.branchIdsOf(tx, member.id);
      if (member.role !== input.role) {
        members.refuseAbove(actor, input.role);
        if (member.role === "OWNER" && member.disabledAt === null) members.refuseLastOwner(member.name, otherOwners);
        await members.setRole(tx, member.id, input.role);
      }
      if (before.join() !== branchIds.join()) await members.setBranches(tx, member.id, branchIds);
      tx.audit({
        action: "member.changed",
        subjectType: "member",
        subjectId: member.id,
        changes: { role: [member.role, input.role], branchIds: [before, branchIds] },
      });
      return { memberId: member.id };
    },
    { idempotencyKey, input, subject: { type: "member", id: input.memberId } },
  );

type OfMember = Keyed<{ readonly memberId: string }>;

/**
 * Shuts a member out. Their sessions here end in the same commit, and their open pages hear of it.
 * @throws FORBIDDEN above one's own role; TRANSITION_REFUSED for the last owner, and for oneself
 */
export const disableMember = (ctx: Ctx, { idempotencyKey, ...input }: OfMember) =>
  executeInTransaction(
    ctx,
    "member.disable",
    async (tx) => {
      const { member, otherOwners } = await members.lockForChange(tx, input.memberId, roleOf(ctx));
      if (ctx.actor.kind === "member" && ctx.actor.memberId === member.id)
        throw refused("Nobody disables themselves. Ask another owner or admin.");
      if (member.role === "OWNER") members.refuseLastOwner(member.name, otherOwners);
      if (!(await members.disable(tx, member.id, member.userId))) throw refused(`${member.name} is disabled already.`);
      tx.audit({ action: "member.disabled", subjectType: "member", subjectId: member.id, changes: {} });
      return { memberId: member.id };
    },
    { idempotencyKey, input, subject: { type: "member", id: input.memberId } },
  );

/** Lets a disabled member in again, as who they were. @throws FORBIDDEN above one's own role; TRANSITION_REFUSED when they are not disabled */
export const enableMember = (ctx: Ctx, { idempotencyKey, ...input }: OfMember) =>
  executeInTransaction(
    ctx,
    "member.enable",
    async (tx) => {
      const { member } = await members.lockForChange(tx, input.memberId, roleOf(ctx));
      if (!(await members.enable(tx, member.id))) throw refused(`${member.name} is not disabled.`);
      tx.audit({ action: "member.enabled", subjectType: "member", subjectId: member.id, changes: {} });
      return { memberId: member.id };
    },
    { idempotencyKey, input, subject: { type: "member", id: input.memberId } },
  );

const roleOf = ({ actor }: Ctx): Role => {
  if (actor.kind !== "member") throw notFound("This member of staff");
  return actor.role;
};

const refused = (sentence: string) => new ValidationException("TRANSITION_REFUSED", sentence);
