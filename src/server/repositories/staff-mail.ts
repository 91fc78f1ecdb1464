import { notFound } from "#/domain/errors.ts";
import { tenantLogo } from "#/domain/logo.ts";
import type { Db } from "#/server/db/transaction.ts";

/** Who writes to members of staff: the tenant, from its oldest branch that is open. @throws NOT_FOUND */
export const sender = async (db: Db) => {
  const [tenant, branch] = await Promise.all([
    db.client.tenant.findFirst({
      where: { id: db.tenantId },
      select: { name: true, brandColour: true, logo: true, subscription: true, trialEndsAt: true },
    }),
    db.client.branch.findFirst({
      where: { tenantId: db.tenantId, closedAt: null },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      select: { name: true, zone: true, addressLines: true, phone: true, email: true },
    }),
  ]);
  if (tenant === null) throw notFound("This business");
  return { tenant: { ...tenant, logo: tenantLogo.nullable().parse(tenant.logo) }, branch };
};
