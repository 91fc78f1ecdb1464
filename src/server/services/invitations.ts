import { notFound } from "#/domain/errors.ts";
import { type InvitationView, invitationDays } from "#/domain/member.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as invitations from "#/server/repositories/invitations.ts";
import * as links from "#/server/repositories/link-tokens.ts";

export type NewInvitation = invitations.NewInvitation;
export type InvitationRow = invitations.InvitationRow;

const expiry = (tx: Tx): Date => new Date(tx.now.getTime() + invitationDays * 86_400_000);

/** Notes an invitation and opens its link; the link's generation, or null when the address has an open one already. */
export const add = async (tx: Tx, invitation: NewInvitation): Promise<number | null> =>
  (await invitations.insert(tx, invitation)) ? links.open(tx, "invitation", invitation.id, expiry(tx)) : null;

/** Gives the same link another week; its generation, or null when the invitation is no longer open. */
export const renew = async (tx: Tx, id: string): Promise<number | null> =>
  (await invitations.ask(tx, id)) ? links.open(tx, "invitation", id, expiry(tx)) : null;

/** Ends an open invitation and its link; false when it is no longer open. */
export const revoke = async (tx: Tx, id: string, byMemberId: string): Promise<boolean> => {
  if (!(await invitations.revoke(tx, id, byMemberId))) return false;
  await links.end(tx, "invitation", id);
  return true;
};

/** It has been accepted by the member they became; its link answers nobody any more. False when it is no longer open. */
export const accept = async (tx: Tx, id: string, memberId: string): Promise<boolean> => {
  if (!(await invitations.accept(tx, id, memberId))) return false;
  await links.end(tx, "invitation", id);
  return true;
};

/** @throws NOT_FOUND */
export const load = (db: Db, id: string): Promise<InvitationRow> => invitations.load(db, id);

/** The open ones, the newest first. */
export const open = async (db: Db, now = new Date()): Promise<InvitationView[]> => {
  const rows = await invitations.open(db);
  const expiries = await invitations.expiries(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, email, role, askedAt, invitedBy, branches }) => {
    const expiresAt = expiries.get(id) ?? askedAt;
    return {
      id,
      email,
      role,
      askedAt,
      expiresAt,
      expired: expiresAt <= now,
      invitedBy: invitedBy.name,
      branchIds: branches.map(({ branchId }) => branchId),
    };
  });
};

export type FoundInvitation =
  | { readonly state: "open"; readonly invitation: InvitationRow; readonly expiresAt: Date }
  /** It was there once: accepted, revoked, or left for too long. */
  | { readonly state: "gone" };

/** The invitation of a link's row. @throws NOT_FOUND when the link is another kind's */
export const ofLink = async (db: Db, linkId: string, now = new Date()): Promise<FoundInvitation> => {
  const link = await links.load(db, linkId);
  if (link === null || link.purpose !== "invitation") throw notFound("This invitation");
  if (link.endedAt !== null || link.expiresAt <= now) return { state: "gone" };
  return { state: "open", invitation: await invitations.load(db, link.subjectId), expiresAt: link.expiresAt };
};

/** All that its mail says; null when it has ended. */
export const toSend = async (db: Db, id: string) => {
  const invitation = await invitations.load(db, id);
  const expiresAt = (await invitations.expiries(db, [id])).get(id);
  if (invitation.acceptedAt !== null || invitation.revokedAt !== null || expiresAt === undefined) return null;
  const { email, role, branches, invitedBy } = invitation;
  return { email, role, expiresAt, invitedBy: invitedBy.name, branchNames: branches.map(({ branch }) => branch.name) };
};
