import { notFound } from "#/domain/errors.ts";
import { weekHours } from "#/domain/hours.ts";
import type { Db } from "#/server/db/transaction.ts";

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const branch = await db.client.branch.findFirst({ where: { tenantId: db.tenantId, id } });
  if (branch === null) throw notFound("This branch");
  return {
    ...branch,
    labourRateMinor: Number(branch.labourRateMinor),
    weekHours: weekHours.parse(branch.weekHours),
  };
};

export const open = (db: Db) =>
  db.client.branch.findMany({
    where: { tenantId: db.tenantId, closedAt: null },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: {
      id: true,
      name: true,
      zone: true,
      locale: true,
      currency: true,
      taxName: true,
      taxMode: true,
      taxRatesBp: true,
      odometerUnit: true,
      labourRateMinor: true,
    },
  });

/** Where the business is at home: how its people write phone numbers. */
export const firstCountry = async (db: Db): Promise<string> => {
  const branch = await db.client.branch.findFirst({
    where: { tenantId: db.tenantId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { country: true },
  });
  if (branch === null) throw notFound("This branch");
  return branch.country;
};

/** The tenant and its oldest branch: who writes when nothing else says. */
export const home = async (db: Db) => {
  const branch = await db.client.branch.findFirst({
    where: { tenantId: db.tenantId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { name: true, email: true, country: true, zone: true, locale: true, tenant: { select: { name: true } } },
  });
  if (branch === null) throw notFound("This branch");
  const { tenant, ...rest } = branch;
  return { tenant, branch: rest };
};
