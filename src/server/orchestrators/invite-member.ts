import { notFound, ValidationException } from "#/domain/errors.ts";
import { invitationSent } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { InviteMember } from "#/domain/member.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as invitations from "#/server/services/invitations.ts";
import * as members from "#/server/services/members.ts";

type Keyed<Input> = Input & { readonly idempotencyKey: string };

/**
 * Asks somebody to join with a role, at these branches. The mail with the link follows.
 * @throws FORBIDDEN for a role above one's own; DUPLICATE for who works here, or has been asked
 */
export const inviteMember = (ctx: Ctx, { idempotencyKey, ...input }: Keyed<InviteMember>) => {
  const invitationId = uuidv7();
  return executeInTransaction(
    ctx,
    "member.invite",
    async (tx) => {
      const by = memberOf(ctx);
      members.refuseAbove(by.role, input.role);
      if (await members.worksHere(tx, input.email)) throw duplicate(`${input.email} works here already.`);
      const branchIds = await members.branchesOf(tx, input.branchIds);
      const generation = await invitations.add(tx, {
        id: invitationId,
        email: input.email,
        role: input.role,
        branchIds,
        invitedById: by.memberId,
      });
      if (generation === null)
        throw duplicate(`${input.email} has been invited already. Send that invitation again, or revoke it.`);
      send(tx, invitationId, generation);
      audit(tx, invitationId, "invitation.sent", { role: input.role, branchIds });
      return { invitationId };
    },
    { idempotencyKey, input, subject: { type: "invitation", id: invitationId } },
  );
};

/** Sends the mail again, with the same link, which then opens for another week. @throws NOT_FOUND; TRANSITION_REFUSED when it is no longer open */
export const resendInvitation = (ctx: Ctx, { idempotencyKey, ...input }: Keyed<{ invitationId: string }>) =>
  executeInTransaction(
    ctx,
    "member.resend-invitation",
    async (tx) => {
      const { id, role } = await invitations.load(tx, input.invitationId);
      members.refuseAbove(memberOf(ctx).role, role);
      const generation = await invitations.renew(tx, id);
      if (generation === null) throw closed();
      send(tx, id, generation);
      audit(tx, id, "invitation.sent-again", {});
      return { invitationId: id };
    },
    { idempotencyKey, input, subject: { type: "invitation", id: input.invitationId } },
  );

/** Takes an invitation back: its link answers that it has ended. @throws NOT_FOUND; TRANSITION_REFUSED when it is no longer open */
export const revokeInvitation = (ctx: Ctx, { idempotencyKey, ...input }: Keyed<{ invitationId: string }>) =>
  executeInTransaction(
    ctx,
    "member.revoke-invitation",
    async (tx) => {
      const { id, role } = await invitations.load(tx, input.invitationId);
      const by = memberOf(ctx);
      members.refuseAbove(by.role, role);
      if (!(await invitations.revoke(tx, id, by.memberId))) throw closed();
      audit(tx, id, "invitation.revoked", {});
      return { invitationId: id };
    },
    { idempotencyKey, input, subject: { type: "invitation", id: input.invitationId } },
  );

const send = (tx: Tx, invitationId: string, generation: number): void =>
  emit(tx, invitationSent, { type: "invitation", id: invitationId }, { invitationId, generation });

/** Who is invited stands on the invitation; the audit, which is kept for good, names nobody from outside. */
const audit = (tx: Tx, id: string, action: string, changes: Record<string, unknown>): void =>
  tx.audit({ action, subjectType: "invitation", subjectId: id, changes });

const memberOf = ({ actor }: Ctx) => {
  if (actor.kind !== "member") throw notFound("This member of staff");
  return actor;
};

const duplicate = (sentence: string) => new ValidationException("DUPLICATE", sentence, { field: "email" });
const closed = () =>
  new ValidationException("TRANSITION_REFUSED", "This invitation is no longer open. Reload to see what became of it.");
