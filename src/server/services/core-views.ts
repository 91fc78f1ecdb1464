import { type CoreList, type CoreView, coreOwed } from "#/domain/core.ts";
import type { Permission } from "#/domain/permissions.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as cores from "#/server/repositories/cores.ts";

type Rights = ReadonlySet<Permission>;
const coresPerPage = 50;

const asRow = ({ branchId: _, depositMinor, creditedMinor: __, ...row }: cores.CoreRow, costs: boolean) => ({
  ...row,
  ...(costs ? { depositMinor, owedMinor: coreOwed({ ...row, depositMinor }) } : {}),
});

/** A page of a branch's cores, and what suppliers owe for all of them; money is absent without the right. @throws NOT_FOUND */
export const list = async (
  db: Db,
  {
    branchId,
    show,
    supplierId,
    cursor,
  }: {
    branchId: string;
    show: CoreList;
    supplierId: string | null;
    cursor: { readonly dueOn: string; readonly id: string } | null;
  },
  rights: Rights,
) => {
  await branches.load(db, branchId);
  const costs = rights.has("cost.read");
  const rows = await cores.list(db, { branchId, show, supplierId, after: cursor, limit: coresPerPage });
  const suppliers = await cores.owedBySupplier(db, branchId);
  const last = rows.length < coresPerPage ? undefined : rows.at(-1);
  const sum = (of: "cores" | "overdue" | "owedMinor") => suppliers.reduce((all, each) => all + each[of], 0);
  return {
    cores: rows.map((row) => asRow(row, costs)),
    owed: {
      cores: sum("cores"),
      overdue: sum("overdue"),
      ...(costs ? { owedMinor: sum("owedMinor") } : {}),
      suppliers: suppliers.map(({ owedMinor, ...each }) => ({ ...each, ...(costs ? { owedMinor } : {}) })),
    },
    next: last === undefined ? null : { dueOn: last.dueOn, id: last.id },
  };
};

/** A core with what became of it, as this member may see it. @throws NOT_FOUND */
export const byId = async (db: Db, id: string, rights: Rights): Promise<CoreView> => {
  const row = await cores.load(db, id);
  const { name, currency, locale, zone } = await branches.load(db, row.branchId);
  const costs = rights.has("cost.read");
  const movements = await cores.movements(db, id);
  return {
    ...asRow(row, costs),
    branch: { id: row.branchId, name, currency, locale, zone },
    ...(costs ? { creditedMinor: row.creditedMinor } : {}),
    movements: movements.map(({ creditedMinor, ...movement }) => ({
      ...movement,
      ...(costs ? { creditedMinor } : {}),
    })),
  };
};
