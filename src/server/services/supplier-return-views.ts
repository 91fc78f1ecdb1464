import type { Permission } from "#/domain/permissions.ts";
import { expectedCredit, type ReturnList, type SupplierReturnView } from "#/domain/supplier-return.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as members from "#/server/repositories/members.ts";
import * as returns from "#/server/repositories/supplier-returns.ts";
import * as suppliers from "#/server/repositories/suppliers.ts";

type Rights = ReadonlySet<Permission>;
const returnsPerPage = 50;
/** Suppliers take parts back for some weeks; what came longer ago is picked from the shelf. */
const offeredMs = 180 * 86_400_000;

/** What may go back to a supplier: what customers brought back, and what was delivered lately. */
export const returnable = async (db: Db, branchId: string, supplierId: string) => {
  const [credited, delivered] = [
    await returns.credited(db, branchId, supplierId),
    await returns.delivered(db, branchId, supplierId, new Date(Date.now() - offeredMs)),
  ];
  return { credited, delivered };
};

/** The same, as it is offered. @throws NOT_FOUND */
export const offers = async (db: Db, branchId: string, supplierId: string) => {
  await branches.load(db, branchId);
  await suppliers.load(db, supplierId);
  const { credited, delivered } = await returnable(db, branchId, supplierId);
  return { credited: credited.map(({ jobLineId: _, ...offer }) => offer), delivered };
};

/** A page of a branch's returns, the newest first; what they are worth is absent without the right. @throws NOT_FOUND */
export const list = async (
  db: Db,
  { branchId, show, cursor }: { branchId: string; show: ReturnList; cursor: number | null },
  rights: Rights,
) => {
  await branches.load(db, branchId);
  const rows = await returns.list(db, branchId, show, cursor, returnsPerPage);
  return {
    returns: rows.map(({ id, number, status, supplier, lines, createdAt, sentAt, expectedMinor, creditedMinor }) => ({
      ...{ id, number, status, supplier, lines, createdAt, sentAt },
      ...(rights.has("cost.read") ? { expectedMinor, creditedMinor } : {}),
    })),
    next: rows.length < returnsPerPage ? null : (rows.at(-1)?.number ?? null),
  };
};

/** A return as this member may see it. @throws NOT_FOUND */
export const byId = async (db: Db, id: string, rights: Rights): Promise<SupplierReturnView> => {
  const row = await returns.load(db, id);
  const costs = rights.has("cost.read");
  const names = await members.names(
    db,
    [row.createdById, row.sentById, row.closedById].filter((memberId) => memberId !== null),
  );
  const named = (memberId: string | null) => (memberId === null ? "Pitlane" : (names.get(memberId) ?? "Former member"));
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    version: row.version,
    branch: row.branch,
    supplier: row.supplier,
    reason: row.reason,
    lines: row.lines.length,
    createdAt: row.createdAt,
    createdBy: named(row.createdById),
    sentAt: row.sentAt,
    sentBy: row.sentAt === null ? null : named(row.sentById),
    closedAt: row.closedAt,
    closedBy: row.closedAt === null ? null : named(row.closedById),
    creditReference: row.creditReference,
    items: row.lines.map(
      ({ position, partId, number, name, unit, bin, quantity, unitCostMinor, creditNote, order }) => ({
        ...{ position, partId, number, name, unit, bin, quantity, creditNote, order },
        ...(costs ? { unitCostMinor } : {}),
      }),
    ),
    ...(costs ? { expectedMinor: expectedCredit(row.lines), creditedMinor: row.creditedMinor } : {}),
  };
};
