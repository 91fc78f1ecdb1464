import { notFound, ValidationException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { AcceptInvitation, InvitationToAccept } from "#/domain/member.ts";
import { newPassword } from "#/domain/passwords.ts";
import type { Ctx } from "#/server/db/context.ts";
import { linkOfToken } from "#/server/db/link-token.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { executeInTransaction } from "#/server/orchestrators/kernel.ts";
import * as invitations from "#/server/services/invitations.ts";
import * as members from "#/server/services/members.ts";
import * as people from "#/server/services/people.ts";
import * as tenants from "#/server/services/staff.ts";

/** What a caller without a tenant brings. `userId` is that of their session, if they have one. */
type Caller = Pick<Ctx, "correlationId" | "origin" | "log"> & { readonly userId: string | null };

/** What an invitation's link leads to; null for one that has ended. @throws NOT_FOUND for a token that never was one */
export const readInvitation = async (caller: Caller, token: string): Promise<InvitationToAccept | null> => {
  const { tenantId, linkId } = await linkOf(token);
  return runInTenant(tenantId, async () => {
    const db = readDb({ tenantId });
    const found = await invitations.ofLink(db, linkId);
    if (found.state === "gone") return null;
    const { email, role, branches, invitedBy } = found.invitation;
    const [tenantName, person] = [await tenants.nameOf(db), await people.byEmail(db, email)];
    return {
      email,
      role,
      tenantName,
      branchNames: branches.map(({ branch }) => branch.name),
      invitedBy: invitedBy.name,
      expiresAt: found.expiresAt,
      hasAccount: person !== null,
      signedIn: person !== null && person.id === caller.userId,
    };
  });
};

/**
 * Joins the workshop of an invitation: as a new person with a name and a password, or with the account that the
 * address has, proved by its session or its password. The link has proved the mailbox. All of it happens, or none.
 * @throws NOT_FOUND for a token that never was one; TRANSITION_REFUSED for one that has ended; INVALID_INPUT for a
 *         password that is not the account's, or a field that is missing
 */
export const acceptInvitation = async (
  caller: Caller,
  { idempotencyKey, ...input }: AcceptInvitation & { readonly idempotencyKey: string },
) => {
  const { tenantId, linkId } = await linkOf(input.token);
  const who = await runInTenant(tenantId, () => whoAccepts(caller, tenantId, linkId, input));
  const { userId: _, ...carried } = caller;
  const ctx: Ctx = { ...carried, tenantId, actor: { kind: "system", name: input.name ?? "Invitation" } };
  return executeInTransaction(
    ctx,
    "member.join",
    async (tx) => {
      const found = await invitations.ofLink(tx, linkId, tx.now);
      if (found.state === "gone" || who === null) throw gone();
      const { id, email, role, branches } = found.invitation;
      const userId =
        who.kind === "known"
          ? who.userId
          : await people.add(tx, {
              name: who.name,
              email,
              phone: null,
              language: "en-GB",
              passwordHash: who.passwordHash,
              emailVerified: true,
            });
      // The link went to this mailbox, and was opened.
      if (who.kind === "known") await people.verifyEmail(tx, userId);
      const memberId = await members.join(tx, { id: uuidv7(), userId, role, name: who.name, email });
      if (memberId === null)
        throw new ValidationException("TRANSITION_REFUSED", `${email} works here already. Sign in.`);
      await members.setBranches(
        tx,
        memberId,
        branches.map(({ branchId }) => branchId),
      );
      if (!(await invitations.accept(tx, id, memberId))) throw gone();
      tx.audit({
        action: "member.joined",
        subjectType: "member",
        subjectId: memberId,
        changes: { role, invitationId: id },
      });
      return { tenantId, email };
    },
    // The password is left out: what is kept of an input is a plain hash.
    { idempotencyKey, input: { token: input.token, name: input.name } },
  );
};

type Who =
  | { readonly kind: "new"; readonly name: string; readonly passwordHash: string }
  | { readonly kind: "known"; readonly name: string; readonly userId: string };

/** Settled before the transaction, since a password takes longer than everything in it; null when the link has ended. */
const whoAccepts = async (
  { userId }: Caller,
  tenantId: string,
  linkId: string,
  { name, password }: AcceptInvitation,
): Promise<Who | null> => {
  const db = readDb({ tenantId });
  const found = await invitations.ofLink(db, linkId);
  if (found.state === "gone") return null;
  const person = await people.byEmail(db, found.invitation.email);
  if (person === null) {
    if (name === null) throw refusal("name", "The name is missing.");
    const chosen = newPassword.safeParse(password ?? "");
    if (!chosen.success) throw refusal("password", chosen.error.issues[0]?.message ?? "The password is missing.");
    return { kind: "new", name, passwordHash: await people.hashed(chosen.data) };
  }
  if (person.id !== userId && !(await people.passwordMatches(db, person.id, password ?? "")))
    throw refusal("password", "This is not the password of that account. Check it, or ask for a new one.");
  return { kind: "known", name: person.name, userId: person.id };
};

const linkOf = async (token: string) => {
  const link = await linkOfToken(token);
  if (link === null) throw notFound("This invitation");
  return link;
};

const refusal = (field: string, sentence: string) => new ValidationException("INVALID_INPUT", sentence, { field });
const gone = () =>
  new ValidationException(
    "TRANSITION_REFUSED",
    "This invitation is no longer open: it was accepted, taken back, or left for too long. Ask for a new one.",
  );
