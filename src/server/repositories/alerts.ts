import { notFound } from "#/domain/errors.ts";
import { tenantLogo } from "#/domain/logo.ts";
import { permissions } from "#/domain/permissions.ts";
import type { Db } from "#/server/db/transaction.ts";

/** A task with those who are told of it at once, and the branch that writes to them (the oldest). @throws NOT_FOUND */
export const load = async (db: Db, taskId: string) => {
  const [task, members, branch, tenant] = await Promise.all([
    db.client.manualTask.findFirst({ where: { tenantId: db.tenantId, id: taskId } }),
    db.client.member.findMany({
      where: { tenantId: db.tenantId, disabledAt: null, role: { in: [...permissions["operation.alerts"]] } },
      orderBy: { id: "asc" },
      select: { id: true, name: true, email: true, phone: true },
    }),
    db.client.branch.findFirst({ where: { tenantId: db.tenantId }, orderBy: { createdAt: "asc" } }),
    db.client.tenant.findFirst({ where: { id: db.tenantId } }),
  ]);
  if (task === null || branch === null || tenant === null) throw notFound("This task");
  return { task, members, branch, tenant: { ...tenant, logo: tenantLogo.nullable().parse(tenant.logo) } };
};
