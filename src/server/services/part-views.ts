import type { PartStandingView, PartView } from "#/domain/part.ts";
import type { Permission } from "#/domain/permissions.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as parts from "#/server/repositories/parts.ts";
import * as purchaseOrders from "#/server/repositories/purchase-orders.ts";
import * as transfers from "#/server/repositories/stock-transfers.ts";

type Rights = ReadonlySet<Permission>;

const partsPerPage = 100;
const movementsPerPage = 50;
const choices = 12;

/** A part as this member may see it: prices and cost are absent without the right. */
export const partView = ({ priceMinor, costMinor, coreMinor, ...part }: parts.PartRow, rights: Rights): PartView => ({
  ...part,
  ...(rights.has("price.read") ? { priceMinor } : {}),
  ...(rights.has("cost.read") ? { costMinor, coreMinor } : {}),
});

type ListParts = {
  readonly branchId: string;
  readonly search: string;
  readonly filter: "all" | "low" | "short";
  readonly after: string | null;
};

/** A page of a branch's parts by number. */
export const list = async (db: Db, input: ListParts, rights: Rights) => {
  const { parts: rows, total } = await parts.list(db, { ...input, limit: partsPerPage });
  return {
    parts: rows.map((part) => partView(part, rights)),
    total,
    next: rows.length < partsPerPage ? null : (rows.at(-1)?.number ?? null),
  };
};

/** @throws NOT_FOUND */
export const byId = async (db: Db, partId: string, branchId: string, rights: Rights): Promise<PartView> =>
  partView(await parts.load(db, partId, branchId), rights);

/** The first few parts that match, for picking one while typing. */
export const search = async (db: Db, branchId: string, fragment: string, rights: Rights) => {
  const { parts: rows } = await parts.list(db, {
    branchId,
    search: fragment,
    filter: "all",
    after: null,
    limit: choices,
  });
  return rows.map(({ id, number, name, unit, bin, free, taxRateBp, priceMinor }) => ({
    id,
    number,
    name,
    unit,
    bin,
    free,
    taxRateBp,
    ...(rights.has("price.read") ? { priceMinor } : {}),
  }));
};

/** How a part stands at the branches of a member (none named: at all), and what is on its way there. @throws NOT_FOUND */
export const standing = async (db: Db, partId: string, branchIds: readonly string[]): Promise<PartStandingView> => {
  const { number, name, unit, supplier } = await parts.head(db, partId);
  const [branches, coming, moving] = await Promise.all([
    parts.standing(db, partId),
    purchaseOrders.comingTo(db, null, [partId]),
    transfers.underWay(db, partId),
  ]);
  const own = ({ branchId }: { readonly branchId: string }) => branchIds.length === 0 || branchIds.includes(branchId);
  return {
    id: partId,
    number,
    name,
    unit,
    supplier,
    branches: branches.filter(own),
    transfers: moving.filter(
      ({ fromBranchId, toBranchId }) => own({ branchId: fromBranchId }) || own({ branchId: toBranchId }),
    ),
    coming: coming.filter(own).map(({ partId: _, ...order }) => order),
  };
};

/** A part's movements at a branch, newest first. */
export const ledger = async (
  db: Db,
  { partId, branchId, before }: { partId: string; branchId: string; before: string | null },
) => {
  await parts.load(db, partId, branchId);
  const movements = await parts.ledger(db, partId, branchId, before, movementsPerPage);
  return { movements, next: movements.length < movementsPerPage ? null : (movements.at(-1)?.id ?? null) };
};
