import { notFound } from "#/domain/errors.ts";
import { weekHours } from "#/domain/hours.ts";
import type { RoundingRule, TaxMode } from "#/domain/totals.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

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

/** The oldest branch with its terms, how many bays it has open, and the business. @throws NOT_FOUND */
export const first = async (db: Db) => {
  const branch = await db.client.branch.findFirst({
    where: { tenantId: db.tenantId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    include: { tenant: true, _count: { select: { bays: { where: { closedAt: null } } } } },
  });
  if (branch === null) throw notFound("This branch");
  const { tenant, _count, labourRateMinor, ...terms } = branch;
  return { tenant, branch: { ...terms, labourRateMinor: Number(labourRateMinor), bays: _count.bays } };
};

export type NewBranch = {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly locale: string;
  readonly country: string;
  readonly currency: string;
  readonly taxName: string;
  readonly taxMode: TaxMode;
  readonly roundingRule: RoundingRule;
  readonly taxRatesBp: readonly number[];
  readonly invoicePrefix: string;
  readonly paymentTermsDays: number;
  readonly labourRateMinor: number;
  readonly odometerUnit: "mi" | "km";
};

export const insert = async (tx: Tx, { taxRatesBp, ...branch }: NewBranch): Promise<void> => {
  await tx.client.branch.create({
    data: { ...branch, taxRatesBp: [...taxRatesBp], tenantId: tx.tenantId, addressLines: [], createdAt: tx.now },
  });
};
