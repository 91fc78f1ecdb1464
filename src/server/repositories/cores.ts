import type { CoreList, CoreMovementKind } from "#/domain/core.ts";
import { notFound } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import { actorId } from "#/server/db/context.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const plain = (decimal: string): string => quantityText(quantityMilli(decimal));

type Raw = {
  readonly id: string;
  readonly version: number;
  readonly branchId: string;
  readonly supplier: { readonly id: string; readonly name: string };
  readonly part: { readonly id: string; readonly number: string; readonly name: string; readonly unit: string };
  readonly order: { readonly id: string; readonly number: number };
  readonly quantity: string;
  readonly collected: string;
  readonly sent: string;
  readonly credited: string;
  readonly lapsed: string;
  readonly chargedAt: Date;
  readonly dueOn: string;
  readonly overdue: boolean;
  readonly depositMinor: bigint;
  readonly creditedMinor: bigint;
};
export type CoreRow = Omit<Raw, "depositMinor" | "creditedMinor"> & {
  readonly depositMinor: number;
  readonly creditedMinor: number;
};

const asCore = (row: Raw): CoreRow => ({
  ...row,
  quantity: plain(row.quantity),
  collected: plain(row.collected),
  sent: plain(row.sent),
  credited: plain(row.credited),
  lapsed: plain(row.lapsed),
  depositMinor: Number(row.depositMinor),
  creditedMinor: Number(row.creditedMinor),
});

// The day is the branch's own: what is due today is in time until its midnight.
const overdue = Prisma.sql`(c.due_on < (now() at time zone b.zone)::date and c.sent + c.lapsed < c.quantity)`;

// As the index of what is open says it, or it would not be found by that.
const open = Prisma.sql`c.credited + c.lapsed < c.quantity`;

const shown: Readonly<Record<CoreList, Prisma.Sql>> = {
  open,
  overdue: Prisma.sql`${open} and ${overdue}`,
  sent: Prisma.sql`${open} and c.sent > c.credited`,
  done: Prisma.sql`c.credited + c.lapsed = c.quantity`,
};

const core = Prisma.sql`
  select c.id, c.version, c.branch_id as "branchId", jsonb_build_object('id', s.id, 'name', s.name) as supplier,
         jsonb_build_object('id', p.id, 'number', p.number, 'name', p.name, 'unit', p.unit) as part,
         jsonb_build_object('id', o.id, 'number', o.number) as "order", c.quantity::text, c.collected::text, c.sent::text, c.credited::text,
         c.lapsed::text, c.charged_at as "chargedAt", c.due_on::text as "dueOn", ${overdue} as overdue, c.deposit_minor as "depositMinor",
         c.credited_minor as "creditedMinor"
    from core c
    join branch b on b.tenant_id = c.tenant_id and b.id = c.branch_id
    join supplier s on s.tenant_id = c.tenant_id and s.id = c.supplier_id
    join part p on p.tenant_id = c.tenant_id and p.id = c.part_id
    join goods_receipt g on g.tenant_id = c.tenant_id and g.id = c.goods_receipt_id
    join purchase_order o on o.tenant_id = g.tenant_id and o.id = g.purchase_order_id`;

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string): Promise<CoreRow> => {
  const [row] = await db.client.$queryRaw<
    Raw[]
  >`${core} where c.tenant_id = ${db.tenantId}::uuid and c.id = ${id}::uuid`;
  if (row === undefined) throw notFound("This core");
  return asCore(row);
};

/** Holds a core until the transaction ends, and gives it as it is then. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<CoreRow> => {
  await tx.client.$queryRaw`
    select id from core where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return load(tx, id);
};

/** Holds the cores of these deliveries, by id, and gives them with the delivery that each came with. */
export const lockOfReceipts = async (tx: Tx, goodsReceiptIds: readonly string[]) => {
  const held = await tx.client.$queryRaw<{ id: string; goodsReceiptId: string }[]>`
    select id, goods_receipt_id as "goodsReceiptId" from core
     where tenant_id = ${tx.tenantId}::uuid and goods_receipt_id = any(${[...goodsReceiptIds]}::uuid[]) order by id for update`;
  if (held.length === 0) return [];
  const receiptOf = new Map(held.map(({ id, goodsReceiptId }) => [id, goodsReceiptId]));
  const rows = await tx.client.$queryRaw<Raw[]>`
    ${core} where c.tenant_id = ${tx.tenantId}::uuid and c.id = any(${[...receiptOf.keys()]}::uuid[]) order by c.id`;
  return rows.map((row) => ({ ...asCore(row), goodsReceiptId: receiptOf.get(row.id) ?? "" }));
};

/** A page of a branch's cores, what is due first first, after `after`. */
export const list = async (
  db: Db,
  {
    branchId,
    show,
    supplierId,
    after,
    limit,
  }: {
    branchId: string;
    show: CoreList;
    supplierId: string | null;
    after: { readonly dueOn: string; readonly id: string } | null;
    limit: number;
  },
): Promise<CoreRow[]> => {
  const of = supplierId === null ? Prisma.empty : Prisma.sql`and c.supplier_id = ${supplierId}::uuid`;
  const later =
    after === null ? Prisma.empty : Prisma.sql`and (c.due_on, c.id) > (${after.dueOn}::date, ${after.id}::uuid)`;
  const rows = await db.client.$queryRaw<Raw[]>`
    ${core} where c.tenant_id = ${db.tenantId}::uuid and c.branch_id = ${branchId}::uuid and ${shown[show]} ${of} ${later}
     order by c.due_on, c.id limit ${limit}`;
  return rows.map(asCore);
};

/** What each supplier owes a branch for cores; the one with most overdue first, then the one that owes most. */
export const owedBySupplier = async (db: Db, branchId: string) => {
  const rows = await db.client.$queryRaw<{ id: string; name: string; cores: number; overdue: number; owed: bigint }[]>`
    select s.id, s.name, count(*)::int as cores, (count(*) filter (where ${overdue}))::int as overdue,
           sum(round((c.quantity - c.credited - c.lapsed) * c.deposit_minor))::bigint as owed
      from core c
      join branch b on b.tenant_id = c.tenant_id and b.id = c.branch_id
      join supplier s on s.tenant_id = c.tenant_id and s.id = c.supplier_id
     where c.tenant_id = ${db.tenantId}::uuid and c.branch_id = ${branchId}::uuid and ${open}
     group by s.id, s.name order by 4 desc, 5 desc, s.name`;
  return rows.map(({ owed, ...row }) => ({ ...row, owedMinor: Number(owed) }));
};

/** What became of a core's old units, the newest first. */
export const movements = async (db: Db, coreId: string) => {
  const rows = await db.client.coreMovement.findMany({
    where: { tenantId: db.tenantId, coreId },
    orderBy: { version: "desc" },
    select: { version: true, kind: true, quantity: true, creditedMinor: true, note: true, actorName: true, at: true },
  });
  return rows.map(({ quantity, creditedMinor, ...row }) => ({
    ...row,
    quantity: plain(quantity.toFixed(3)),
    creditedMinor: Number(creditedMinor),
  }));
};

/** Writes down the deposits of a delivery: a core for each of its lines whose part the branch buys in exchange. */
export const charge = async (tx: Tx, goodsReceiptId: string, lines: number): Promise<number> => {
  const ids = Array.from({ length: lines }, () => uuidv7());
  return tx.client.$executeRaw`
    insert into core (tenant_id, id, branch_id, supplier_id, part_id, goods_receipt_id, goods_receipt_position, quantity, deposit_minor,
                      currency, charged_at, due_on)
    select g.tenant_id, n.id, g.branch_id, o.supplier_id, l.part_id, g.id, l.position, l.quantity, s.core_minor, o.currency, g.received_at,
           (g.received_at at time zone b.zone)::date + s.core_days
      from goods_receipt g
      join branch b on b.tenant_id = g.tenant_id and b.id = g.branch_id
      join purchase_order o on o.tenant_id = g.tenant_id and o.id = g.purchase_order_id and o.supplier_id is not null
      join goods_receipt_line l on l.tenant_id = g.tenant_id and l.goods_receipt_id = g.id
      join unnest(${ids}::uuid[]) with ordinality n (id, position) on n.position = l.position
      join stock_level s on s.tenant_id = g.tenant_id and s.branch_id = g.branch_id and s.part_id = l.part_id and s.core_minor > 0
     where g.tenant_id = ${tx.tenantId}::uuid and g.id = ${goodsReceiptId}::uuid`;
};

export type CoreMovement = {
  readonly coreId: string;
  /** The version that the core has with it. */
  readonly version: number;
  readonly kind: CoreMovementKind;
  /** Below zero for what is taken back. */
  readonly quantity: string;
  readonly creditedMinor: number;
  readonly note: string;
};

/** Notes movements of cores that are held, and brings the cores to them. One statement, however many. */
export const move = async (tx: Tx, moved: readonly CoreMovement[]): Promise<void> => {
  await tx.client.$executeRaw`
    with moved as (
      select * from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb)
        as m("coreId" uuid, version int, kind core_movement_kind, quantity numeric, "creditedMinor" bigint, note text)
    ), brought as (
      update core c set collected = c.collected + n.collected, sent = c.sent + n.sent, credited = c.credited + n.credited,
             lapsed = c.lapsed + n.lapsed, credited_minor = c.credited_minor + n.credited_minor, version = n.version
        from (select "coreId" as id, max(version) as version,
                     coalesce(sum(quantity) filter (where kind = 'COLLECTED'), 0) as collected,
                     coalesce(sum(quantity) filter (where kind = 'SENT'), 0) as sent,
                     coalesce(sum(quantity) filter (where kind = 'CREDITED'), 0) as credited,
                     coalesce(sum(quantity) filter (where kind = 'LAPSED'), 0) as lapsed, sum("creditedMinor") as credited_minor
                from moved group by 1) n
       where c.tenant_id = ${tx.tenantId}::uuid and c.id = n.id
    )
    insert into core_movement (tenant_id, core_id, version, kind, quantity, credited_minor, note, actor_id, actor_name, at)
    select ${tx.tenantId}::uuid, "coreId", version, kind, quantity, "creditedMinor", note, ${actorId(tx.ctx.actor)}::uuid, ${tx.ctx.actor.name}, ${tx.now}
      from moved`;
};
