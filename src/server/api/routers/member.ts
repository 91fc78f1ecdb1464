import { z } from "zod";
import { id, moment } from "#/domain/fields.ts";
import { personView } from "#/domain/job-card.ts";
import { logoView } from "#/domain/logo.ts";
import { inviteMemberInput, staffView, updateMemberInput } from "#/domain/member.ts";
import { permissionNames, roles } from "#/domain/permissions.ts";
import { standing, subscriptionStates } from "#/domain/subscription.ts";
import { taxModes } from "#/domain/totals.ts";
import { memberProcedure, mutationInput, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
import { disableMember, enableMember, updateMember } from "#/server/orchestrators/change-member.ts";
import { inviteMember, resendInvitation, revokeInvitation } from "#/server/orchestrators/invite-member.ts";
import { viewAs } from "#/server/orchestrators/keep-account.ts";
import * as invitations from "#/server/services/invitations.ts";
import * as members from "#/server/services/members.ts";
import * as staff from "#/server/services/staff.ts";

const branchSchema = z.object({
  id,
  name: z.string(),
  zone: z.string(),
  locale: z.string(),
  currency: z.string(),
  taxName: z.string(),
  taxMode: z.enum(taxModes),
  taxRatesBp: z.array(z.int()),
  odometerUnit: z.string(),
});

const viewerSchema = z.object({
  memberId: id,
  name: z.string(),
  email: z.string(),
  /** Whose rights count now. */
  role: z.enum(roles),
  ownRole: z.enum(roles),
  /** The role they look with; nothing is changed meanwhile. */
  viewAs: z.enum(roles).nullable(),
  permissions: z.array(z.enum(permissionNames)),
  tenant: z.object({
    id,
    name: z.string(),
    brandColour: z.string(),
    logo: logoView.nullable(),
    jobCardTerm: z.string(),
    /** Where the subscription stands now. */
    subscription: z.enum(subscriptionStates),
    trialEndsAt: moment.nullable(),
  }),
  /** The open ones where they work, the oldest first. */
  branches: z.array(branchSchema),
});

const invited = z.object({ invitationId: id });
const changed = z.object({ memberId: id });

export const memberRouter = router({
  /** Who is signed in, what their role may do, and the workshop they work in. */
  me: memberProcedure("job_card.read")
    .output(viewerSchema)
    .query(async ({ ctx, ctx: { member } }) => ({
      memberId: member.id,
      name: member.name,
      email: member.email,
      role: member.role,
      ownRole: member.ownRole,
      viewAs: member.viewAs,
      permissions: [...member.permissions],
      tenant: {
        id: member.tenantId,
        name: member.tenantName,
        brandColour: member.brandColour,
        logo: member.logo,
        jobCardTerm: member.jobCardTerm,
        subscription: standing(member, new Date()),
        trialEndsAt: member.trialEndsAt,
      },
      branches: await staff.branchesOf(readDb(ctx), member.branchIds),
    })),
  /** The branches that are open, of those where one works; the oldest first. */
  branches: memberProcedure("job_card.read")
    .output(z.array(branchSchema))
    .query(({ ctx }) => staff.branchesOf(readDb(ctx), ctx.member.branchIds)),
  /** Everybody who works here or did, and who has been asked to. */
  list: memberProcedure("member.manage")
    .output(staffView)
    .query(async ({ ctx }) => {
      const db = readDb(ctx);
      const [everybody, invited, branches] = await Promise.all([
        members.list(db),
        invitations.open(db),
        staff.branches(db),
      ]);
      return {
        members: everybody,
        invitations: invited,
        branches: branches.map(({ id: branchId, name }) => ({ id: branchId, name })),
      };
    }),
  invite: memberProcedure("member.manage")
    .input(mutationInput(inviteMemberInput.shape))
    .output(invited)
    .mutation(({ ctx, input }) => inviteMember(ctx, input)),
  resendInvitation: memberProcedure("member.manage")
    .input(mutationInput({ invitationId: id }))
    .output(invited)
    .mutation(({ ctx, input }) => resendInvitation(ctx, input)),
  revokeInvitation: memberProcedure("member.manage")
    .input(mutationInput({ invitationId: id }))
    .output(invited)
    .mutation(({ ctx, input }) => revokeInvitation(ctx, input)),
  update: memberProcedure("member.manage")
    .input(mutationInput(updateMemberInput.shape))
    .output(changed)
    .mutation(({ ctx, input }) => updateMember(ctx, input)),
  disable: memberProcedure("member.manage")
    .input(mutationInput({ memberId: id }))
    .output(changed)
    .mutation(({ ctx, input }) => disableMember(ctx, input)),
  enable: memberProcedure("member.manage")
    .input(mutationInput({ memberId: id }))
    .output(changed)
    .mutation(({ ctx, input }) => enableMember(ctx, input)),
  /** Looks at the interface with another role's rights; null leaves the view. */
  viewAs: memberProcedure("member.view_as", { whileViewing: true })
    .input(mutationInput({ role: z.enum(roles).nullable() }))
    .output(z.object({ role: z.enum(roles).nullable() }))
    .mutation(({ ctx, input }) => viewAs(ctx, ctx.member.ownRole, input)),
  /** Who can be given a card. */
  technicians: memberProcedure("job_card.read")
    .output(z.array(personView))
    .query(({ ctx }) => staff.technicians(readDb(ctx))),
});
