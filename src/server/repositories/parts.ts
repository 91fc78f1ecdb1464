import { usualCoreDays } from "#/domain/core.ts";
import { notFound } from "#/domain/errors.ts";
import type { PartFields, StockMovementKind } from "#/domain/part.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type PartRow = {
  readonly id: string;
  readonly version: number;
  readonly number: string;
  readonly name: string;
  readonly unit: string;
  readonly bin: string;
  readonly onHand: string;
  readonly reserved: string;
  readonly free: string;
  readonly reorderPoint: string;
  readonly low: boolean;
  readonly taxRateBp: number;
  readonly priceMinor: number;
  readonly costMinor: number;
  readonly coreMinor: number;
  readonly coreDays: number;
  readonly supplier: { readonly id: string; readonly name: string } | null;
};
type Raw = Omit<PartRow, "priceMinor" | "costMinor" | "coreMinor"> & {
  readonly priceMinor: bigint;
  readonly costMinor: bigint;
  readonly coreMinor: bigint;
};

const plain = (text: string): string => quantityText(quantityMilli(text));

const asPart = (row: Raw): PartRow => ({
  ...row,
  onHand: plain(row.onHand),
  reserved: plain(row.reserved),
  free: plain(row.free),
  reorderPoint: plain(row.reorderPoint),
  priceMinor: Number(row.priceMinor),
  costMinor: Number(row.costMinor),
  coreMinor: Number(row.coreMinor),
});

/** Parts as a branch sees them; one never stocked there has an empty level. */
const partColumns = Prisma.sql`
  p.id, p.version, p.number, p.name, p.unit, coalesce(s.bin, '') as bin, coalesce(s.on_hand, 0)::text as "onHand",
  coalesce(s.reserved, 0)::text as reserved, (coalesce(s.on_hand, 0) - coalesce(s.reserved, 0))::text as free,
  coalesce(s.reorder_point, 0)::text as "reorderPoint",
  (coalesce(s.reorder_point, 0) > 0 and coalesce(s.on_hand, 0) - coalesce(s.reserved, 0) <= s.reorder_point) as low,
  coalesce(s.tax_rate_bp, 0) as "taxRateBp", coalesce(s.price_minor, 0) as "priceMinor", coalesce(s.cost_minor, 0) as "costMinor",
  coalesce(s.core_minor, 0) as "coreMinor", coalesce(s.core_days, ${usualCoreDays}) as "coreDays",
  (select jsonb_build_object('id', u.id, 'name', u.name) from supplier u where u.tenant_id = p.tenant_id and u.id = p.supplier_id) as supplier`;

const matching = (search: string) => {
  const pattern = `%${search.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return search === ""
    ? Prisma.sql`true`
    : Prisma.sql`(p.number ilike ${pattern} or p.name ilike ${pattern} or s.bin ilike ${pattern})`;
};

const filters = {
  all: Prisma.sql`true`,
  low: Prisma.sql`s.reorder_point > 0 and s.on_hand - s.reserved <= s.reorder_point`,
  short: Prisma.sql`coalesce(s.on_hand - s.reserved, 0) <= 0`,
} as const;

/** A page of a branch's parts by number, after `after`, and how many there are in all. */
export const list = async (
  db: Db,
  {
    branchId,
    search,
    filter,
    after,
    limit,
  }: { branchId: string; search: string; filter: keyof typeof filters; after: string | null; limit: number },
): Promise<{ parts: PartRow[]; total: number }> => {
  const from = Prisma.sql`
    from part p left join stock_level s on s.tenant_id = p.tenant_id and s.part_id = p.id and s.branch_id = ${branchId}::uuid
   where p.tenant_id = ${db.tenantId}::uuid and p.archived_at is null and ${matching(search)} and ${filters[filter]}`;
  const [rows, counted] = await Promise.all([
    db.client.$queryRaw<
      Raw[]
    >`select ${partColumns} ${from} and (${after}::text is null or p.number > ${after}) order by p.number limit ${limit}`,
    db.client.$queryRaw<{ total: bigint }[]>`select count(*) as total ${from}`,
  ]);
  return { parts: rows.map(asPart), total: Number(counted[0]?.total ?? 0) };
};

/** @throws NOT_FOUND */
export const load = async (db: Db, partId: string, branchId: string): Promise<PartRow> => {
  const [row] = await db.client.$queryRaw<Raw[]>`
    select ${partColumns} from part p
      left join stock_level s on s.tenant_id = p.tenant_id and s.part_id = p.id and s.branch_id = ${branchId}::uuid
     where p.tenant_id = ${db.tenantId}::uuid and p.id = ${partId}::uuid`;
  if (row === undefined) throw notFound("This part");
  return asPart(row);
};

/** What a part is everywhere. @throws NOT_FOUND */
export const head = async (db: Db, id: string) => {
  const part = await db.client.part.findFirst({
    where: { tenantId: db.tenantId, id },
    select: { number: true, name: true, unit: true, supplier: { select: { id: true, name: true } } },
  });
  if (part === null) throw notFound("This part");
  return part;
};

/** Cost and price of parts at a branch, for lines being added. */
export const costs = async (db: Db, branchId: string, partIds: readonly string[]): Promise<Map<string, number>> => {
  const rows = await db.client.part.findMany({
    where: { tenantId: db.tenantId, id: { in: [...new Set(partIds)] } },
    select: { id: true, levels: { where: { branchId }, select: { costMinor: true } } },
  });
  return new Map(rows.map(({ id, levels }) => [id, Number(levels[0]?.costMinor ?? 0)]));
};

/** Adds a part and its level at the branch; false when the number is taken. */
export const insert = async (tx: Tx, id: string, branchId: string, part: PartFields): Promise<boolean> => {
  const { count } = await tx.client.part.createMany({
    data: [
      { tenantId: tx.tenantId, id, number: part.number, name: part.name, unit: part.unit, supplierId: part.supplierId },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  await setLevel(tx, id, branchId, part);
  return true;
};

/** Changes a part at the version expected; false when it has another by now. A number taken raises P2002. */
export const update = async (
  tx: Tx,
  id: string,
  version: number,
  branchId: string,
  part: PartFields,
): Promise<boolean> => {
  const { count } = await tx.client.part.updateMany({
    where: { tenantId: tx.tenantId, id, version },
    data: {
      number: part.number,
      name: part.name,
      unit: part.unit,
      supplierId: part.supplierId,
      version: { increment: 1 },
    },
  });
  if (count === 0) return false;
  await setLevel(tx, id, branchId, part);
  return true;
};

/** The branch's own facts of a part; makes its level when it was never stocked there. */
const setLevel = async (tx: Tx, partId: string, branchId: string, part: PartFields): Promise<void> => {
  await tx.client.$executeRaw`
    insert into stock_level (tenant_id, branch_id, part_id, reorder_point, bin, price_minor, cost_minor, tax_rate_bp, core_minor, core_days)
    values (${tx.tenantId}::uuid, ${branchId}::uuid, ${partId}::uuid, ${part.reorderPoint}::numeric, ${part.bin}, ${part.priceMinor}::bigint,
            ${part.costMinor}::bigint, ${part.taxRateBp}::int, ${part.coreMinor ?? 0}::bigint, ${part.coreDays ?? usualCoreDays}::int)
    on conflict (tenant_id, branch_id, part_id) do update
       set reorder_point = excluded.reorder_point, bin = excluded.bin, price_minor = excluded.price_minor, cost_minor = excluded.cost_minor,
           tax_rate_bp = excluded.tax_rate_bp, core_minor = coalesce(${part.coreMinor ?? null}::bigint, stock_level.core_minor),
           core_days = coalesce(${part.coreDays ?? null}::int, stock_level.core_days)`;
};

/** A level for parts that were never stocked at the branch, so that they can be received. */
export const ensureLevels = async (
  tx: Tx,
  partIds: readonly string[],
  branchId: string,
  taxRateBp: number,
): Promise<void> => {
  await tx.client.stockLevel.createMany({
    data: partIds.map((partId) => ({
      tenantId: tx.tenantId,
      branchId,
      partId,
      priceMinor: 0,
      costMinor: 0,
      taxRateBp,
    })),
    skipDuplicates: true,
  });
};

/** The same at the selling price that the parts have at another branch of the same currency; null: at none. */
export const ensureLevelsLike = async (
  tx: Tx,
  partIds: readonly string[],
  branchId: string,
  likeBranchId: string | null,
  taxRateBp: number,
): Promise<void> => {
  await tx.client.$executeRaw`
    insert into stock_level (tenant_id, branch_id, part_id, price_minor, cost_minor, tax_rate_bp)
    select s.tenant_id, ${branchId}::uuid, s.part_id, s.price_minor, 0, ${taxRateBp}::int from stock_level s
     where s.tenant_id = ${tx.tenantId}::uuid and s.branch_id = ${likeBranchId}::uuid and s.part_id = any(${[...partIds]}::uuid[])
    on conflict do nothing`;
  await ensureLevels(tx, partIds, branchId, taxRateBp);
};

export const ensureLevel = (tx: Tx, partId: string, branchId: string, taxRateBp: number): Promise<void> =>
  ensureLevels(tx, [partId], branchId, taxRateBp);

/** How many of these are parts of the tenant. */
export const countOf = (db: Db, ids: readonly string[]): Promise<number> =>
  db.client.part.count({ where: { tenantId: db.tenantId, id: { in: [...ids] } } });

/** How a part stands at the branches; where it was never stocked it stands at nothing. Closed ones only while something is there. */
export const standing = async (db: Db, partId: string) => {
  type Row = Record<"branchId" | "name" | "zone" | "bin" | "onHand" | "reserved" | "free" | "reorderPoint", string>;
  const rows = await db.client.$queryRaw<Row[]>`
    select b.id as "branchId", b.name, b.zone, coalesce(s.bin, '') as bin, coalesce(s.on_hand, 0)::text as "onHand", coalesce(s.reserved, 0)::text as reserved,
           (coalesce(s.on_hand, 0) - coalesce(s.reserved, 0))::text as free, coalesce(s.reorder_point, 0)::text as "reorderPoint"
      from branch b left join stock_level s on s.tenant_id = b.tenant_id and s.branch_id = b.id and s.part_id = ${partId}::uuid
     where b.tenant_id = ${db.tenantId}::uuid and (b.closed_at is null or s.on_hand > 0)
     order by b.created_at, b.id`;
  return rows.map((row) => ({
    ...row,
    onHand: plain(row.onHand),
    reserved: plain(row.reserved),
    free: plain(row.free),
    reorderPoint: plain(row.reorderPoint),
  }));
};

type Movement = {
  readonly id: string;
  readonly at: Date;
  readonly kind: StockMovementKind;
  readonly onHandChange: string;
  readonly reservedChange: string;
  readonly onHandAfter: string;
  readonly reservedAfter: string;
  readonly reason: string;
  readonly actorName: string;
  readonly jobCardId: string | null;
  readonly goodsReceiptId: string | null;
  readonly stockCountId: string | null;
  readonly stockTransferId: string | null;
  readonly supplierReturnId: string | null;
};

const known = (ids: readonly (string | null)[]): string[] => [...new Set(ids.filter((id) => id !== null))];

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));

/** A part's ledger at a branch, newest first, before the movement `before`. */
export const ledger = async (db: Db, partId: string, branchId: string, before: string | null, limit: number) => {
  const earlier =
    before === null
      ? Prisma.empty
      : Prisma.sql`and (at, id) < (select c.at, c.id from stock_movement c where c.tenant_id = ${db.tenantId}::uuid and c.id = ${before}::uuid)`;
  const rows = await db.client.$queryRaw<Movement[]>`
    select id, at, kind::text, on_hand_change::text as "onHandChange", reserved_change::text as "reservedChange",
           on_hand_after::text as "onHandAfter", reserved_after::text as "reservedAfter", reason, actor_name as "actorName",
           job_card_id as "jobCardId", goods_receipt_id as "goodsReceiptId", stock_count_id as "stockCountId", stock_transfer_id as "stockTransferId",
           supplier_return_id as "supplierReturnId"
      from stock_movement
     where tenant_id = ${db.tenantId}::uuid and branch_id = ${branchId}::uuid and part_id = ${partId}::uuid ${earlier}
     order by at desc, id desc limit ${limit}`;
  // By all their ids at once, which lie beside each other: a join would look each of them up by itself.
  const of = (ids: readonly (string | null)[]) => ({ tenantId: db.tenantId, id: { in: known(ids) } });
  const [cards, receipts, counts, transfers, returns] = await Promise.all([
    db.client.jobCard.findMany({
      where: of(rows.map(({ jobCardId }) => jobCardId)),
      select: { id: true, number: true },
    }),
    db.client.goodsReceipt.findMany({
      where: of(rows.map(({ goodsReceiptId }) => goodsReceiptId)),
      select: { id: true, order: { select: { id: true, number: true } } },
    }),
    db.client.stockCount.findMany({
      where: of(rows.map(({ stockCountId }) => stockCountId)),
      select: { id: true, number: true },
    }),
    db.client.stockTransfer.findMany({
      where: of(rows.map(({ stockTransferId }) => stockTransferId)),
      select: { id: true, number: true },
    }),
    db.client.supplierReturn.findMany({
      where: of(rows.map(({ supplierReturnId }) => supplierReturnId)),
      select: { id: true, number: true },
    }),
  ]);
  const [cardOf, receiptOf, countOfMovement] = [byId(cards), byId(receipts), byId(counts)];
  const [transferOf, returnOf] = [byId(transfers), byId(returns)];
  return rows.map(({ jobCardId, goodsReceiptId, stockCountId, stockTransferId, supplierReturnId, ...row }) => ({
    ...row,
    onHandChange: plain(row.onHandChange),
    reservedChange: plain(row.reservedChange),
    onHandAfter: plain(row.onHandAfter),
    reservedAfter: plain(row.reservedAfter),
    jobCard: cardOf.get(jobCardId ?? "") ?? null,
    order: receiptOf.get(goodsReceiptId ?? "")?.order ?? null,
    sentBack: returnOf.get(supplierReturnId ?? "") ?? null,
    transfer: transferOf.get(stockTransferId ?? "") ?? null,
    count: countOfMovement.get(stockCountId ?? "") ?? null,
  }));
};
