import type { Permission } from "#/domain/permissions.ts";
import { quantityMilli } from "#/domain/quantity.ts";
import { isInTransit, type StockTransferView, stillUnderWay, type TransferList } from "#/domain/stock-transfer.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as members from "#/server/repositories/members.ts";
import * as transfers from "#/server/repositories/stock-transfers.ts";

type Rights = ReadonlySet<Permission>;
const transfersPerPage = 50;

/** A page of what a branch sends and is sent, the newest first; what it is worth is absent without the right. @throws NOT_FOUND */
export const list = async (
  db: Db,
  { branchId, show, cursor }: { branchId: string; show: TransferList; cursor: number | null },
  rights: Rights,
) => {
  await branches.load(db, branchId);
  const rows = await transfers.list(db, branchId, show, cursor, transfersPerPage);
  return {
    transfers: rows.map(({ id, number, status, from, to, lines, createdAt, sentAt, transitMinor }) => ({
      ...{ id, number, status, from, to, lines, createdAt, sentAt },
      ...(rights.has("cost.read") ? { transitMinor } : {}),
    })),
    next: rows.length < transfersPerPage ? null : (rows.at(-1)?.number ?? null),
  };
};

/** Between which branches parts may go. */
export const places = async (db: Db) => (await branches.open(db)).map(({ id, name }) => ({ id, name }));

/** A transfer as this member may see it, who works at `branchIds` (none named: at all). @throws NOT_FOUND */
export const byId = async (
  db: Db,
  id: string,
  rights: Rights,
  branchIds: readonly string[],
): Promise<StockTransferView> => {
  const transfer = await transfers.load(db, id);
  const { createdById, sentById, closedById, from, to, lines } = transfer;
  const names = await members.names(
    db,
    [createdById, sentById, closedById].filter((memberId) => memberId !== null),
  );
  const named = (memberId: string | null) => (memberId === null ? "Pitlane" : (names.get(memberId) ?? "Former member"));
  const own = (branchId: string) => branchIds.length === 0 || branchIds.includes(branchId);
  const costs = rights.has("cost.read");
  const transitMinor = isInTransit(transfer.status)
    ? lines.reduce((sum, line) => sum + Math.round((stillUnderWay(line) * line.unitCostMinor) / 1000), 0)
    : 0;
  return {
    id: transfer.id,
    number: transfer.number,
    status: transfer.status,
    version: transfer.version,
    from,
    to,
    note: transfer.note,
    lines: lines.length,
    createdAt: transfer.createdAt,
    createdBy: named(createdById),
    sentAt: transfer.sentAt,
    sentBy: transfer.sentAt === null ? null : named(sentById),
    closedAt: transfer.closedAt,
    closedBy: transfer.closedAt === null ? null : named(closedById),
    missingReason: transfer.missingReason,
    worksAt: { from: own(from.id), to: own(to.id) },
    items: lines.map(({ unitCostMinor, costThereMinor, ...line }) => ({
      ...line,
      free: quantityMilli(line.free) < 0 ? "0" : line.free,
      ...(costs ? { unitCostMinor, costThereMinor } : {}),
    })),
    ...(costs ? { transitMinor } : {}),
  };
};
