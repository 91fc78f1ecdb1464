import { notFound } from "#/domain/errors.ts";
import type { LabourRateFields, LabourRateView } from "#/domain/template.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

type Raw = Omit<LabourRateView, "priceMinor"> & { readonly priceMinor: bigint };
const asRate = ({ id, branchId, version, name, priceMinor }: Raw): LabourRateView => ({
  id,
  branchId,
  version,
  name,
  priceMinor: Number(priceMinor),
});

/** Named rates by name, of one branch or of all. */
export const all = async (db: Db, branchId?: string): Promise<LabourRateView[]> =>
  (
    await db.client.labourRate.findMany({
      where: { tenantId: db.tenantId, ...(branchId === undefined ? {} : { branchId }) },
      orderBy: { name: "asc" },
    })
  ).map(asRate);

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string): Promise<LabourRateView> => {
  const rate = await db.client.labourRate.findFirst({ where: { tenantId: db.tenantId, id } });
  if (rate === null) throw notFound("This labour rate");
  return asRate(rate);
};

/** Adds a rate; false when the branch has one of that name. */
export const insert = async (tx: Tx, id: string, branchId: string, rate: LabourRateFields): Promise<boolean> => {
  const { count } = await tx.client.labourRate.createMany({
    data: [{ tenantId: tx.tenantId, id, branchId, ...rate }],
    skipDuplicates: true,
  });
  return count === 1;
};

/** Changes a rate at the version expected; false when it has another by now. A name taken raises P2002. */
export const update = async (tx: Tx, id: string, version: number, rate: LabourRateFields): Promise<boolean> => {
  const { count } = await tx.client.labourRate.updateMany({
    where: { tenantId: tx.tenantId, id, version },
    data: { ...rate, version: { increment: 1 } },
  });
  return count === 1;
};

/** Takes a rate away at the version expected; lines priced by it keep their price. */
export const remove = async (tx: Tx, id: string, version: number): Promise<boolean> => {
  const { count } = await tx.client.labourRate.deleteMany({ where: { tenantId: tx.tenantId, id, version } });
  return count === 1;
};
