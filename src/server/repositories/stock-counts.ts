import { notFound } from "#/domain/errors.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { CountFilter, StockCountStatus } from "#/domain/stock-count.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import { actorId } from "#/server/db/context.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const plain = (text: string): string => quantityText(quantityMilli(text));
const plainOrNull = (text: string | null): string | null => (text === null ? null : plain(text));
const containing = (text: string): string => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const count = await db.client.stockCount.findFirst({
    where: { tenantId: db.tenantId, id },
    include: { branch: { select: { id: true, name: true, currency: true, locale: true, zone: true } } },
  });
  if (count === null) throw notFound("This count");
  return count;
};
export type CountRow = Awaited<ReturnType<typeof load>>;

/** Holds a count until the transaction ends, and gives it as it is then. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<CountRow> => {
  await tx.client.$queryRaw`
    select id from stock_count where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return load(tx, id);
};

/** A page of a branch's counts, the newest first, before the number `before`. */
export const list = async (db: Db, branchId: string, before: number | null, limit: number) => {
  const counts = await db.client.stockCount.findMany({
    where: { tenantId: db.tenantId, branchId, ...(before === null ? {} : { number: { lt: before } }) },
    orderBy: { number: "desc" },
    take: limit,
  });
  const ids = counts.map(({ id }) => id);
  const sums = await db.client.$queryRaw<{ id: string; lines: number; counted: number }[]>`
    select stock_count_id as id, count(*)::int as lines, count(counted)::int as counted from stock_count_line
     where tenant_id = ${db.tenantId}::uuid and stock_count_id = any(${ids}::uuid[]) group by 1`;
  const of = new Map(sums.map(({ id, lines, counted }) => [id, { lines, counted }]));
  return counts.map((count) => ({ ...count, ...(of.get(count.id) ?? { lines: 0, counted: 0 }) }));
};

export type Scope = { readonly bin: string; readonly supplierId: string | null; readonly search: string };

/** Opens a count of the parts that the branch stocks, by place, under the tenant's next number; null when no part is among them. */
export const insert = async (
  tx: Tx,
  { id, branchId, scope }: { readonly id: string; readonly branchId: string; readonly scope: string },
  { bin, supplierId, search }: Scope,
): Promise<{ number: number; lines: number } | null> => {
  const [found] = await tx.client.$queryRaw<{ found: boolean }[]>`
    select exists (${partsOf(tx, branchId, { bin, supplierId, search })}) as found`;
  if (found?.found !== true) return null;
  // The counter is taken last but for what hangs on it.
  const [made] = await tx.client.$queryRaw<{ number: number }[]>`
    with number as (
      insert into number_counter (tenant_id, kind, last_number) values (${tx.tenantId}::uuid, 'stock_count', 1)
      on conflict (tenant_id, kind) do update set last_number = number_counter.last_number + 1
      returning last_number
    )
    insert into stock_count (tenant_id, id, branch_id, number, status, scope, opened_at, opened_by_id)
    select ${tx.tenantId}::uuid, ${id}::uuid, ${branchId}::uuid, last_number, 'OPEN', ${scope}, ${tx.now}, ${actorId(tx.ctx.actor)}::uuid
      from number returning number`;
  const lines = await tx.client.$executeRaw`
    insert into stock_count_line (tenant_id, stock_count_id, part_id, position)
    select ${tx.tenantId}::uuid, ${id}::uuid, w.id, row_number() over (order by w.bin = '', w.bin, w.number)
      from (${partsOf(tx, branchId, { bin, supplierId, search })}) w`;
  return { number: made?.number ?? 0, lines };
};

const partsOf = (db: Db, branchId: string, { bin, supplierId, search }: Scope): Prisma.Sql => {
  const inBin = `${bin.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return Prisma.sql`
    select p.id, p.number, s.bin from stock_level s join part p on p.tenant_id = s.tenant_id and p.id = s.part_id
     where s.tenant_id = ${db.tenantId}::uuid and s.branch_id = ${branchId}::uuid and p.archived_at is null
       ${bin === "" ? Prisma.empty : Prisma.sql`and s.bin ilike ${inBin}`}
       ${supplierId === null ? Prisma.empty : Prisma.sql`and p.supplier_id = ${supplierId}::uuid`}
       ${search === "" ? Prisma.empty : Prisma.sql`and (p.number ilike ${containing(search)} or p.name ilike ${containing(search)})`}`;
};

/** How often a part has been corrected at a branch, by hand and by counts. */
const corrections = (partId: Prisma.Sql, branchId: Prisma.Sql) => Prisma.sql`
  (select count(*)::int from stock_movement m
    where m.tenant_id = l.tenant_id and m.branch_id = ${branchId} and m.part_id = ${partId} and m.kind in ('ADJUST', 'COUNT'))`;

const differing = Prisma.sql`l.counted is not null and l.counted <> l.expected`;
const shown: Readonly<Record<CountFilter, Prisma.Sql>> = {
  open: Prisma.sql`l.counted is null`,
  counted: Prisma.sql`l.counted is not null`,
  differing,
  all: Prisma.sql`true`,
};

type RawLine = {
  readonly partId: string;
  readonly position: number;
  readonly version: number;
  readonly number: string;
  readonly name: string;
  readonly unit: string;
  readonly bin: string;
  readonly onHand: string;
  readonly reserved: string;
  readonly counted: string | null;
  readonly expected: string | null;
  readonly countedAt: Date | null;
  readonly countedById: string | null;
  readonly corrected: boolean;
  readonly costMinor: bigint;
};

const asLine = (line: RawLine) => ({
  ...line,
  onHand: plain(line.onHand),
  reserved: plain(line.reserved),
  counted: plainOrNull(line.counted),
  expected: plainOrNull(line.expected),
  costMinor: Number(line.costMinor),
});
export type CountLineRow = ReturnType<typeof asLine>;

/** Lines as they stand now: with the level of this moment, and whether the part was corrected since it was counted. */
const columns = Prisma.sql`
  l.part_id as "partId", l.position, l.version, p.number, p.name, p.unit, coalesce(s.bin, '') as bin,
  coalesce(s.on_hand, 0)::text as "onHand", coalesce(s.reserved, 0)::text as reserved, l.counted::text, l.expected::text,
  l.counted_at as "countedAt", l.counted_by_id as "countedById", coalesce(l.unit_cost_minor, s.cost_minor, 0) as "costMinor",
  (c.status = 'OPEN' and l.counted is not null and l.corrections <> ${corrections(Prisma.sql`l.part_id`, Prisma.sql`c.branch_id`)}) as corrected`;
const from = (db: Db, id: string) => Prisma.sql`
  from stock_count c
  join stock_count_line l on l.tenant_id = c.tenant_id and l.stock_count_id = c.id
  join part p on p.tenant_id = l.tenant_id and p.id = l.part_id
  left join stock_level s on s.tenant_id = c.tenant_id and s.branch_id = c.branch_id and s.part_id = l.part_id
 where c.tenant_id = ${db.tenantId}::uuid and c.id = ${id}::uuid`;

/** A page of a sheet in its order, and how many lines there are of this kind. */
export const lines = async (
  db: Db,
  id: string,
  { show, search, after, limit }: { show: CountFilter; search: string; after: number | null; limit: number },
): Promise<{ lines: CountLineRow[]; total: number }> => {
  const pattern = containing(search);
  const which = Prisma.sql`${from(db, id)} and ${shown[show]}
    ${search === "" ? Prisma.empty : Prisma.sql`and (p.number ilike ${pattern} or p.name ilike ${pattern} or s.bin ilike ${pattern})`}`;
  const [rows, counted] = await Promise.all([
    db.client.$queryRaw<RawLine[]>`
      select ${columns} ${which} and (${after}::int is null or l.position > ${after}) order by l.position limit ${limit}`,
    db.client.$queryRaw<{ total: bigint }[]>`select count(*) as total ${which}`,
  ]);
  return { lines: rows.map(asLine), total: Number(counted[0]?.total ?? 0) };
};

/** One line. @throws NOT_FOUND for a part that is not on the sheet */
export const line = async (db: Db, id: string, partId: string): Promise<CountLineRow> => {
  const [row] = await db.client.$queryRaw<RawLine[]>`select ${columns} ${from(db, id)} and l.part_id = ${partId}::uuid`;
  if (row === undefined) throw notFound("This line");
  return asLine(row);
};

/** Puts a part on a sheet, last; false when it stands there already. The count must be locked, the part known at its branch. */
export const addLine = async (tx: Tx, id: string, partId: string): Promise<boolean> => {
  const added = await tx.client.$executeRaw`
    insert into stock_count_line (tenant_id, stock_count_id, part_id, position)
    select ${tx.tenantId}::uuid, ${id}::uuid, ${partId}::uuid, coalesce(max(position), 0) + 1
      from stock_count_line where tenant_id = ${tx.tenantId}::uuid and stock_count_id = ${id}::uuid
    on conflict (tenant_id, stock_count_id, part_id) do nothing`;
  return added === 1;
};

/** The lines that differ, as they stand now. */
export const differences = async (db: Db, id: string): Promise<CountLineRow[]> =>
  (await db.client.$queryRaw<RawLine[]>`select ${columns} ${from(db, id)} and ${differing} order by l.position`).map(
    asLine,
  );

export const sums = async (db: Db, id: string): Promise<{ lines: number; counted: number }> => {
  const [row] = await db.client.$queryRaw<{ lines: number; counted: number }[]>`
    select count(*)::int as lines, count(counted)::int as counted from stock_count_line
     where tenant_id = ${db.tenantId}::uuid and stock_count_id = ${id}::uuid`;
  return row ?? { lines: 0, counted: 0 };
};

/** Notes what was counted of a part, against what the books say at this moment; the count and the part's level must be locked. */
export const count = async (
  tx: Tx,
  { id, branchId }: Pick<CountRow, "id" | "branchId">,
  given: { readonly partId: string; readonly counted: string | null },
): Promise<void> => {
  const by = actorId(tx.ctx.actor);
  await tx.client.$executeRaw`
    update stock_count_line l
       set version = version + 1, counted = ${given.counted}::numeric,
           expected = case when ${given.counted}::numeric is null then null else s.on_hand end,
           corrections = case when ${given.counted}::numeric is null then null else ${corrections(Prisma.sql`l.part_id`, Prisma.sql`${branchId}::uuid`)} end,
           counted_at = case when ${given.counted}::numeric is null then null else ${tx.now}::timestamptz end,
           counted_by_id = case when ${given.counted}::numeric is null then null else ${by}::uuid end
      from stock_level s
     where l.tenant_id = ${tx.tenantId}::uuid and l.stock_count_id = ${id}::uuid and l.part_id = ${given.partId}::uuid
       and s.tenant_id = l.tenant_id and s.branch_id = ${branchId}::uuid and s.part_id = l.part_id`;
  await tx.client.stockCount.updateMany({ where: { tenantId: tx.tenantId, id }, data: { version: { increment: 1 } } });
};

/** Keeps what one of each counted part was worth when it was posted; the levels must be locked. */
export const keepWorth = async (tx: Tx, { id, branchId }: Pick<CountRow, "id" | "branchId">): Promise<void> => {
  await tx.client.$executeRaw`
    update stock_count_line l set unit_cost_minor = s.cost_minor from stock_level s
     where l.tenant_id = ${tx.tenantId}::uuid and l.stock_count_id = ${id}::uuid and l.counted is not null
       and s.tenant_id = l.tenant_id and s.branch_id = ${branchId}::uuid and s.part_id = l.part_id`;
};

/** Ends a count that is open; false when it is not any more. */
export const close = async (tx: Tx, id: string, to: Exclude<StockCountStatus, "OPEN">): Promise<boolean> => {
  const { count: closed } = await tx.client.stockCount.updateMany({
    where: { tenantId: tx.tenantId, id, status: "OPEN" },
    data: { status: to, version: { increment: 1 }, closedAt: tx.now, closedById: actorId(tx.ctx.actor) },
  });
  return closed === 1;
};

/** Cards whose lines hold some of these parts at a branch. */
export const holders = async (db: Db, branchId: string, partIds: readonly string[]): Promise<string[]> => {
  const rows = await db.client.$queryRaw<{ id: string }[]>`
    select distinct c.id from job_line j join job_card c on c.tenant_id = j.tenant_id and c.id = j.job_card_id
     where j.tenant_id = ${db.tenantId}::uuid and c.branch_id = ${branchId}::uuid and j.part_id = any(${[...partIds]}::uuid[]) and j.reserved > 0
     order by c.id`;
  return rows.map(({ id }) => id);
};
