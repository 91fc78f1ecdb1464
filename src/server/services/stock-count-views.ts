import type { Permission } from "#/domain/permissions.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import {
  type CountFilter,
  type CountLineView,
  countDifference,
  type StockCountView,
  settleDifference,
} from "#/domain/stock-count.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as members from "#/server/repositories/members.ts";
import * as counts from "#/server/repositories/stock-counts.ts";

type Rights = ReadonlySet<Permission>;
const countsPerPage = 50;
const linesPerPage = 100;

const namer = async (db: Db, ids: readonly (string | null)[]) => {
  const names = await members.names(
    db,
    ids.filter((memberId) => memberId !== null),
  );
  return (memberId: string | null): string =>
    memberId === null ? "Pitlane" : (names.get(memberId) ?? "Former member");
};

const worthOf = ({ counted, expected, costMinor }: counts.CountLineRow): number =>
  counted === null || expected === null ? 0 : Math.round((countDifference({ counted, expected }) * costMinor) / 1000);

/** How a line would be posted at this moment; nothing where it does not differ or was posted. */
const standing = ({ counted, expected, onHand, reserved, corrected }: counts.CountLineRow, open: boolean) => {
  if (!open || counted === null || expected === null) return { again: null, release: 0 };
  const difference = countDifference({ counted, expected });
  if (difference === 0) return { again: null, release: 0 };
  const level = { onHand: quantityMilli(onHand), reserved: quantityMilli(reserved) };
  const { release, gone } = settleDifference(level, difference);
  if (corrected) return { again: "CORRECTED" as const, release };
  return { again: gone > 0 ? ("GONE" as const) : null, release };
};

/** A page of a branch's counts, the newest first. @throws NOT_FOUND */
export const list = async (db: Db, { branchId, cursor }: { branchId: string; cursor: number | null }) => {
  await branches.load(db, branchId);
  const rows = await counts.list(db, branchId, cursor, countsPerPage);
  const named = await namer(
    db,
    rows.map(({ openedById }) => openedById),
  );
  return {
    counts: rows.map(({ id, number, status, scope, openedAt, openedById, closedAt, lines, counted }) => ({
      id,
      number,
      status,
      scope,
      openedAt,
      openedBy: named(openedById),
      closedAt,
      lines,
      counted,
    })),
    next: rows.length < countsPerPage ? null : (rows.at(-1)?.number ?? null),
  };
};

/** A count and what it comes to; what that is worth is absent without the right. @throws NOT_FOUND */
export const byId = async (db: Db, id: string, rights: Rights): Promise<StockCountView> => {
  const count = await counts.load(db, id);
  const [sums, differing, named] = await Promise.all([
    counts.sums(db, id),
    counts.differences(db, id),
    namer(db, [count.openedById, count.closedById]),
  ]);
  const standings = differing.map((line) => standing(line, count.status === "OPEN"));
  const worth = differing.map(worthOf);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    id: count.id,
    number: count.number,
    status: count.status,
    scope: count.scope,
    version: count.version,
    branch: count.branch,
    openedAt: count.openedAt,
    openedBy: named(count.openedById),
    closedAt: count.closedAt,
    closedBy: count.closedAt === null ? null : named(count.closedById),
    ...sums,
    differing: differing.length,
    again: standings.filter(({ again }) => again !== null).length,
    short: standings.filter(({ again, release }) => again === null && release > 0).length,
    ...(rights.has("cost.read")
      ? {
          worth: {
            missingMinor: -sum(worth.filter((minor) => minor < 0)),
            overMinor: sum(worth.filter((minor) => minor > 0)),
          },
        }
      : {}),
  };
};

const lineView = (
  line: counts.CountLineRow,
  { open, named, rights }: { open: boolean; named: (memberId: string | null) => string; rights: Rights },
): CountLineView => {
  const { again, release } = standing(line, open);
  const { onHand: _, corrected: __, costMinor: ___, countedById, ...seen } = line;
  return {
    ...seen,
    countedBy: line.countedAt === null ? null : named(countedById),
    again,
    release: quantityText(release),
    ...(rights.has("cost.read") && line.counted !== null ? { differenceMinor: worthOf(line) } : {}),
  };
};

/** A page of a sheet. What the books say of a part is told once it is counted, to nobody before. @throws NOT_FOUND */
export const lines = async (
  db: Db,
  {
    stockCountId,
    show,
    search,
    cursor,
  }: { stockCountId: string; show: CountFilter; search: string; cursor: number | null },
  rights: Rights,
) => {
  const count = await counts.load(db, stockCountId);
  const page = await counts.lines(db, stockCountId, { show, search, after: cursor, limit: linesPerPage });
  const named = await namer(
    db,
    page.lines.map(({ countedById }) => countedById),
  );
  const seen = { open: count.status === "OPEN", named, rights };
  return {
    lines: page.lines.map((line) => lineView(line, seen)),
    total: page.total,
    next: page.lines.length < linesPerPage ? null : (page.lines.at(-1)?.position ?? null),
  };
};

/** One line of a sheet. @throws NOT_FOUND */
export const line = async (db: Db, id: string, partId: string, rights: Rights): Promise<CountLineView> => {
  const [count, row] = await Promise.all([counts.load(db, id), counts.line(db, id, partId)]);
  return lineView(row, { open: count.status === "OPEN", named: await namer(db, [row.countedById]), rights });
};

/** The whole sheet, to be printed or taken along as a file. @throws NOT_FOUND */
export const sheet = async (db: Db, id: string, rights: Rights) => {
  const { branch, ...count } = await byId(db, id, rights);
  const { lines: all } = await counts.lines(db, id, { show: "all", search: "", after: null, limit: 100_000 });
  const named = await namer(
    db,
    all.map(({ countedById }) => countedById),
  );
  const seen = { open: count.status === "OPEN", named, rights };
  return { count: { ...count, branch }, lines: all.map((row) => lineView(row, seen)) };
};
