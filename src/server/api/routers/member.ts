import { z } from "zod";
import { id } from "#/domain/fields.ts";
import { personView } from "#/domain/job-card.ts";
import { permissionNames, permissionsOf, roles } from "#/domain/permissions.ts";
import { taxModes } from "#/domain/totals.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";
import { readDb } from "#/server/db/transaction.ts";
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
  role: z.enum(roles),
  permissions: z.array(z.enum(permissionNames)),
  tenant: z.object({ id, name: z.string(), jobCardTerm: z.string() }),
  /** The open ones, the oldest first. */
  branches: z.array(branchSchema),
});

export const memberRouter = router({
  /** Who is signed in, what their role may do, and the workshop they work in. */
  me: memberProcedure("job_card.read")
    .output(viewerSchema)
    .query(async ({ ctx, ctx: { member } }) => ({
      memberId: member.id,
      name: member.name,
      email: member.email,
      role: member.role,
      permissions: permissionsOf(member.role),
      tenant: { id: member.tenantId, name: member.tenantName, jobCardTerm: member.jobCardTerm },
      branches: await staff.branches(readDb(ctx)),
    })),
  /** The branches that are open, the oldest first. */
  branches: memberProcedure("job_card.read")
    .output(z.array(branchSchema))
    .query(({ ctx }) => staff.branches(readDb(ctx))),
  /** Who can be given a card. */
  technicians: memberProcedure("job_card.read")
    .output(z.array(personView))
    .query(({ ctx }) => staff.technicians(readDb(ctx))),
});
