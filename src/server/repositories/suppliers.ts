import { notFound } from "#/domain/errors.ts";
import type { SupplierFields } from "#/domain/supplier.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const seen = {
  id: true,
  version: true,
  name: true,
  email: true,
  phone: true,
  addressLines: true,
  accountNumber: true,
  archivedAt: true,
  _count: {
    select: {
      parts: { where: { archivedAt: null } },
      orders: { where: { closedAt: null } },
    },
  },
} as const;

type Raw = {
  id: string;
  version: number;
  name: string;
  email: string | null;
  phone: string | null;
  addressLines: string[];
  accountNumber: string;
  archivedAt: Date | null;
  _count: { parts: number; orders: number };
};
const asSupplier = ({ _count, phone, ...row }: Raw) => ({
  ...row,
  phone: phone ?? "",
  parts: _count.parts,
  openOrders: _count.orders,
});
export type SupplierRow = ReturnType<typeof asSupplier>;

/** By name, those that are archived last. */
export const all = async (db: Db): Promise<SupplierRow[]> => {
  const rows = await db.client.supplier.findMany({
    where: { tenantId: db.tenantId },
    orderBy: [{ archivedAt: { sort: "desc", nulls: "first" } }, { name: "asc" }],
    take: 500,
    select: seen,
  });
  return rows.map(asSupplier);
};

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string): Promise<SupplierRow> => {
  const row = await db.client.supplier.findFirst({ where: { tenantId: db.tenantId, id }, select: seen });
  if (row === null) throw notFound("This supplier");
  return asSupplier(row);
};

/** Adds one; false when the name is taken. */
export const insert = async (tx: Tx, id: string, supplier: SupplierFields): Promise<boolean> => {
  const { count } = await tx.client.supplier.createMany({
    data: [{ tenantId: tx.tenantId, id, ...supplier, createdAt: tx.now }],
    skipDuplicates: true,
  });
  return count === 1;
};

/** Changes one at the version expected; false when it has another by now. A name taken raises 23505. */
export const update = async (
  tx: Tx,
  id: string,
  version: number,
  change: SupplierFields | { readonly archivedAt: Date | null },
): Promise<boolean> => {
  const { count } = await tx.client.supplier.updateMany({
    where: { tenantId: tx.tenantId, id, version },
    data: { ...change, version: { increment: 1 } },
  });
  return count === 1;
};
