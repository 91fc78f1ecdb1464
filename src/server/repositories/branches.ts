import type { BranchFields } from "#/domain/branch.ts";
import { notFound } from "#/domain/errors.ts";
import { weekHours } from "#/domain/hours.ts";
import { tenantLogo } from "#/domain/logo.ts";
import type { RoundingRule, TaxMode } from "#/domain/totals.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const asBranch = <Raw extends { labourRateMinor: bigint; weekHours: unknown }>(branch: Raw) => ({
  ...branch,
  labourRateMinor: Number(branch.labourRateMinor),
  weekHours: weekHours.parse(branch.weekHours),
});

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const branch = await db.client.branch.findFirst({ where: { tenantId: db.tenantId, id } });
  if (branch === null) throw notFound("This branch");
  return asBranch(branch);
};

/** A branch and the business, as its papers say who they are. @throws NOT_FOUND */
export const letterhead = async (db: Db, id: string) => {
  const found = await db.client.branch.findFirst({ where: { tenantId: db.tenantId, id }, include: { tenant: true } });
  if (found === null) throw notFound("This branch");
  const { tenant, ...branch } = found;
  return { tenant: { ...tenant, logo: tenantLogo.nullable().parse(tenant.logo) }, branch: asBranch(branch) };
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
  return {
    tenant: { ...tenant, logo: tenantLogo.nullable().parse(tenant.logo) },
    branch: { ...terms, labourRateMinor: Number(labourRateMinor), bays: _count.bays },
  };
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

/** What is not given is as the database has it: hours of a working week, no address, nothing said about paying. */
export const insert = async (
  tx: Tx,
  { taxRatesBp, addressLines = [], ...branch }: NewBranch & Partial<Omit<BranchFields, keyof NewBranch>>,
): Promise<void> => {
  await tx.client.branch.create({
    data: {
      ...branch,
      taxRatesBp: [...taxRatesBp],
      addressLines: [...addressLines],
      tenantId: tx.tenantId,
      createdAt: tx.now,
    },
  });
};

export type BranchRow = Awaited<ReturnType<typeof load>>;

/** Every branch, the oldest first, the closed ones too. */
export const all = async (db: Db): Promise<BranchRow[]> => {
  const rows = await db.client.branch.findMany({
    where: { tenantId: db.tenantId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(asBranch);
};

/**
 * Keeps a branch as it is until the commit: nobody closes it meanwhile.
 * @throws NOT_FOUND
 */
export const hold = async (tx: Tx, id: string): Promise<void> => {
  const held = await tx.client.$queryRaw<unknown[]>`
    select from branch where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for share`;
  if (held.length === 0) throw notFound("This branch");
};

/** The same, and whether it is open. @throws NOT_FOUND */
export const holdOpen = async (tx: Tx, id: string): Promise<boolean> => {
  const [branch] = await tx.client.$queryRaw<{ open: boolean }[]>`
    select closed_at is null as open from branch where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for share`;
  if (branch === undefined) throw notFound("This branch");
  return branch.open;
};

/**
 * Keeps the branch of a job card as it is until the commit: what is reckoned by its terms and written down is by those
 * that are in force. Before the card, which is read with the branch: a card read first would bring the terms of before
 * the wait along. @throws NOT_FOUND
 */
export const holdOf = async (tx: Tx, jobCardId: string): Promise<void> => {
  const held = await tx.client.$queryRaw<unknown[]>`
    select from branch where tenant_id = ${tx.tenantId}::uuid and id = (
      select branch_id from job_card where tenant_id = ${tx.tenantId}::uuid and id = ${jobCardId}::uuid) for share`;
  if (held.length === 0) throw notFound("This job card");
};

/** Waits for all that lean on the branch, and keeps others from leaning on it until the commit. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<BranchRow> => {
  await tx.client.$queryRaw`select from branch where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return load(tx, id);
};

/** One at a time may choose invoice prefixes: what others have left must be seen by whoever takes one. */
export const lockPrefixes = async (tx: Tx): Promise<void> => {
  await tx.client.$queryRaw`select from tenant where id = ${tx.tenantId}::uuid for no key update`;
};

/** Whose prefix it is or was; null while it is free. */
export const ofPrefix = (db: Db, prefix: string) =>
  db.client.branch.findFirst({
    where: { tenantId: db.tenantId, OR: [{ invoicePrefix: prefix }, { formerPrefixes: { has: prefix } }] },
    select: { id: true, name: true, invoicePrefix: true },
  });

/** Changes a branch at the version expected; false when it has another by now. */
export const update = async (
  tx: Tx,
  id: string,
  version: number,
  fields: BranchFields & { readonly formerPrefixes: string[] },
): Promise<boolean> => {
  const { count } = await tx.client.branch.updateMany({
    where: { tenantId: tx.tenantId, id, version },
    data: { ...fields, version: { increment: 1 } },
  });
  return count === 1;
};

/** Closes or reopens a branch at the version expected. */
export const setClosed = async (tx: Tx, id: string, version: number, closedAt: Date | null): Promise<boolean> => {
  const { count } = await tx.client.branch.updateMany({
    where: { tenantId: tx.tenantId, id, version },
    data: { closedAt, version: { increment: 1 } },
  });
  return count === 1;
};

export type BranchUse = { readonly hasMoney: boolean; readonly openCards: number; readonly approvedCards: number };

/** What leans on a branch: whether anything is priced there, its open cards, and those of them with a consent. */
export const use = async (db: Db, id: string): Promise<BranchUse> => {
  const [row] = await db.client.$queryRaw<{ hasMoney: boolean; openCards: number; approvedCards: number }[]>`
    select exists (select from job_card c where c.tenant_id = ${db.tenantId}::uuid and c.branch_id = ${id}::uuid)
        or exists (select from stock_level s where s.tenant_id = ${db.tenantId}::uuid and s.branch_id = ${id}::uuid) as "hasMoney",
           count(*)::int as "openCards",
           count(*) filter (where exists (
             select from authorisation a where a.tenant_id = o.tenant_id and a.job_card_id = o.id))::int as "approvedCards"
      from job_card o
     where o.tenant_id = ${db.tenantId}::uuid and o.branch_id = ${id}::uuid and o.on_board
       and o.status not in ('COMPLETED', 'COLLECTED', 'CANCELLED')`;
  if (row === undefined) throw notFound("This branch");
  return row;
};
