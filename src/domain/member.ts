import { z } from "zod";
import { id, moment } from "#/domain/fields.ts";
import { roles } from "#/domain/permissions.ts";

/** Members of staff, who invites whom, and who may change whom. */

/** An address as it is kept and compared. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(200, "200 characters at most.")
  .pipe(z.email("The e-mail address is not complete. It looks like name@garage.com."));

export const personName = z.string().trim().min(1, "The name is missing.").max(100, "100 characters at most.");

/** The branches somebody works at; none named is all of them. */
const branchIds = z.array(id).max(200, "200 branches at most.");

export const inviteMemberInput = z.object({ email: emailAddress, role: z.enum(roles), branchIds });
export type InviteMember = z.infer<typeof inviteMemberInput>;

export const updateMemberInput = z.object({ memberId: id, role: z.enum(roles), branchIds });
export type UpdateMember = z.infer<typeof updateMemberInput>;

export const memberView = z.object({
  id,
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  role: z.enum(roles),
  /** Empty: all of them. */
  branchIds: z.array(id),
  disabledAt: moment.nullable(),
  joinedAt: moment,
  /** Whether signing in asks for a second factor. */
  twoFactor: z.boolean(),
});
export type MemberView = z.infer<typeof memberView>;

export const invitationView = z.object({
  id,
  email: z.string(),
  role: z.enum(roles),
  branchIds: z.array(id),
  invitedBy: z.string(),
  askedAt: moment,
  /** After this the link no longer opens; sending it again gives it longer. */
  expiresAt: moment,
  expired: z.boolean(),
});
export type InvitationView = z.infer<typeof invitationView>;

export const staffView = z.object({
  members: z.array(memberView),
  /** The open ones, the newest first. */
  invitations: z.array(invitationView),
  branches: z.array(z.object({ id, name: z.string() })),
});
export type StaffView = z.infer<typeof staffView>;

/** How long the link of an invitation opens after it was last sent. */
export const invitationDays = 7;

/** A link's own token, as it stands in an address. */
export const linkTokenInput = z.string().min(20).max(100);

/** What the reader of an invitation is asked to join. */
export const invitationToAccept = z.object({
  email: z.string(),
  role: z.enum(roles),
  tenantName: z.string(),
  branchNames: z.array(z.string()),
  invitedBy: z.string(),
  expiresAt: moment,
  /** Whether the address has an account already: then its own password, or its session, accepts. */
  hasAccount: z.boolean(),
  /** The session that asks is this account's: nothing more is needed. */
  signedIn: z.boolean(),
});
export type InvitationToAccept = z.infer<typeof invitationToAccept>;

/** `name` for a new account; `password` is the new one, or that of the account there is. Neither for a session of its own. */
export const acceptInvitationInput = z.object({
  token: linkTokenInput,
  name: personName.nullable(),
  password: z.string().max(1000).nullable(),
});
export type AcceptInvitation = z.infer<typeof acceptInvitationInput>;
export const invitationAccepted = z.object({ tenantId: id, email: z.string() });
