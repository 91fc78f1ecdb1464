import { z } from "zod";
import { permissionNames, permissionsOf, roles } from "#/domain/permissions.ts";
import { memberProcedure, router } from "#/server/api/trpc.ts";

const viewerSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  permissions: z.array(z.enum(permissionNames)),
  tenant: z.object({ name: z.string(), jobCardTerm: z.string() }),
});

export const memberRouter = router({
  /** Who is signed in, what their role may do, and the workshop they work in. */
  me: memberProcedure("job_card.read")
    .output(viewerSchema)
    .query(({ ctx: { member } }) => ({
      id: member.id,
      name: member.name,
      email: member.email,
      role: member.role,
      permissions: permissionsOf(member.role),
      tenant: { name: member.tenantName, jobCardTerm: member.jobCardTerm },
    })),
});
