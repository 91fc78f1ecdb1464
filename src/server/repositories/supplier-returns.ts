import { notFound } from "#/domain/errors.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { ReturnList, SupplierReturnStatus } from "#/domain/supplier-return.ts";
import { actorId } from "#/server/db/context.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const plain = (decimal: { toFixed(places: number): string }): string => quantityText(quantityMilli(decimal.toFixed(3)));

/** A return with all that its page shows. @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const found = await db.client.supplierReturn.findFirst({
    where: { tenantId: db.tenantId, id },
    include: {
      branch: { select: { id: true, name: true, currency: true, locale: true, zone: true } },
      supplier: { select: { id: true, name: true } },
      lines: {
        orderBy: { position: "asc" },
        include: {
          part: { select: { number: true, name: true, unit: true, levels: { select: { branchId: true, bin: true } } } },
          creditNoteLine: {
            select: {
              creditNote: { select: { number: true, invoiceId: true } },
              invoiceLine: { select: { jobLineId: true } },
            },
          },
          goodsReceipt: { select: { order: { select: { id: true, number: true } } } },
        },
      },
    },
  });
  if (found === null) throw notFound("This return");
  return {
    ...found,
    creditedMinor: found.creditedMinor === null ? null : Number(found.creditedMinor),
    lines: found.lines.map(({ part, quantity, unitCostMinor, creditNoteLine, goodsReceipt, ...line }) => ({
      ...line,
      number: part.number,
      name: part.name,
      unit: part.unit,
      bin: part.levels.find(({ branchId }) => branchId === found.branchId)?.bin ?? "",
      quantity: plain(quantity),
      unitCostMinor: Number(unitCostMinor),
      creditNote: creditNoteLine?.creditNote ?? null,
      jobLineId: creditNoteLine?.invoiceLine.jobLineId ?? null,
      order: goodsReceipt?.order ?? null,
    })),
  };
};
export type ReturnRow = Awaited<ReturnType<typeof load>>;

/** Holds a return until the transaction ends, and gives it as it is then. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<ReturnRow> => {
  await tx.client.$queryRaw`
    select id from supplier_return where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return load(tx, id);
};

const shown: Readonly<Record<ReturnList, readonly SupplierReturnStatus[]>> = {
  open: ["DRAFT", "SENT"],
  done: ["CREDITED", "CANCELLED"],
  all: ["DRAFT", "SENT", "CREDITED", "CANCELLED"],
};

/** A page of a branch's returns, the newest first, before the number `before`. */
export const list = async (db: Db, branchId: string, show: ReturnList, before: number | null, limit: number) => {
  const rows = await db.client.supplierReturn.findMany({
    where: {
      tenantId: db.tenantId,
      branchId,
      status: { in: [...shown[show]] },
      ...(before === null ? {} : { number: { lt: before } }),
    },
    orderBy: { number: "desc" },
    take: limit,
    include: { supplier: { select: { id: true, name: true } } },
  });
  const ids = rows.map(({ id }) => id);
  const sums = await db.client.$queryRaw<{ id: string; lines: number; expected: bigint }[]>`
    select supplier_return_id as id, count(*)::int as lines, round(sum(quantity * unit_cost_minor))::bigint as expected
      from supplier_return_line
     where tenant_id = ${db.tenantId}::uuid and supplier_return_id = any(${ids}::uuid[]) group by 1`;
  const of = new Map(sums.map(({ id, lines, expected }) => [id, { lines, expectedMinor: Number(expected) }]));
  return rows.map(({ creditedMinor, ...row }) => ({
    ...row,
    creditedMinor: creditedMinor === null ? null : Number(creditedMinor),
    ...(of.get(row.id) ?? { lines: 0, expectedMinor: 0 }),
  }));
};

export type NewLine = {
  readonly partId: string;
  readonly quantity: string;
  readonly unitCostMinor: number;
  readonly creditNoteId: string | null;
  readonly creditNotePosition: number | null;
  readonly goodsReceiptId: string | null;
};
export type NewReturn = {
  readonly id: string;
  readonly branchId: string;
  readonly supplierId: string;
  readonly currency: string;
  readonly reason: string;
};

/** Begins a return under the tenant's next number. A credited part that is on another raises 23505. */
export const insert = async (tx: Tx, made: NewReturn, lines: readonly NewLine[]): Promise<number> => {
  const [row] = await tx.client.$queryRaw<{ number: number }[]>`
    with number as (
      insert into number_counter (tenant_id, kind, last_number) values (${tx.tenantId}::uuid, 'supplier_return', 1)
      on conflict (tenant_id, kind) do update set last_number = number_counter.last_number + 1
      returning last_number
    )
    insert into supplier_return (tenant_id, id, branch_id, supplier_id, number, status, currency, reason, created_at, created_by_id)
    select ${tx.tenantId}::uuid, ${made.id}::uuid, ${made.branchId}::uuid, ${made.supplierId}::uuid, last_number, 'DRAFT', ${made.currency},
           ${made.reason}, ${tx.now}, ${actorId(tx.ctx.actor)}::uuid
      from number returning number`;
  const placed = lines.map((line, index) => ({ ...line, position: index + 1 }));
  await tx.client.$executeRaw`
    insert into supplier_return_line (tenant_id, supplier_return_id, position, part_id, quantity, unit_cost_minor, credit_note_id, credit_note_position, goods_receipt_id)
    select ${tx.tenantId}::uuid, ${made.id}::uuid, n.position, n."partId", n.quantity::numeric, n."unitCostMinor", n."creditNoteId", n."creditNotePosition", n."goodsReceiptId"
      from jsonb_to_recordset(${JSON.stringify(placed)}::jsonb)
           as n(position int, "partId" uuid, quantity text, "unitCostMinor" bigint, "creditNoteId" uuid, "creditNotePosition" int, "goodsReceiptId" uuid)`;
  return row?.number ?? 0;
};

type Move =
  | { readonly to: "SENT" | "CANCELLED" }
  | { readonly to: "CREDITED"; readonly creditedMinor: number; readonly reference: string };

/** Moves a return from the status expected; false when it stands elsewhere by now. */
export const move = async (tx: Tx, id: string, from: SupplierReturnStatus, next: Move): Promise<boolean> => {
  const by = actorId(tx.ctx.actor);
  const { count } = await tx.client.supplierReturn.updateMany({
    where: { tenantId: tx.tenantId, id, status: from },
    data: {
      status: next.to,
      version: { increment: 1 },
      ...(next.to === "SENT" ? { sentAt: tx.now, sentById: by } : { closedAt: tx.now, closedById: by }),
      ...(next.to === "CREDITED" ? { creditedMinor: next.creditedMinor, creditReference: next.reference } : {}),
    },
  });
  return count === 1;
};

/** Lets what customers brought back go onto another return. */
export const freeCredited = async (tx: Tx, id: string): Promise<void> => {
  await tx.client.supplierReturnLine.updateMany({
    where: { tenantId: tx.tenantId, supplierReturnId: id, creditNoteId: { not: null } },
    data: { creditNoteId: null, creditNotePosition: null },
  });
};

/** What customers brought back for its supplier at a branch, and is on no return; all of them, or those named. */
export const credited = async (db: Db, branchId: string, supplierId: string) => {
  type Raw = {
    partId: string;
    number: string;
    name: string;
    unit: string;
    quantity: string;
    creditNoteId: string;
    position: number;
    creditNote: string;
    jobLineId: string;
    unitCostMinor: bigint;
  };
  const rows = await db.client.$queryRaw<Raw[]>`
    select p.id as "partId", p.number, p.name, p.unit, k.quantity::text, n.id as "creditNoteId", k.position, n.number as "creditNote",
           j.id as "jobLineId", j.unit_cost_minor as "unitCostMinor"
      from credit_note n
      join credit_note_line k on k.tenant_id = n.tenant_id and k.credit_note_id = n.id and k.stock = 'SUPPLIER' and k.quantity > 0
      join invoice_line i on i.tenant_id = k.tenant_id and i.invoice_id = k.invoice_id and i.position = k.invoice_position
      join job_line j on j.tenant_id = i.tenant_id and j.id = i.job_line_id
      join part p on p.tenant_id = j.tenant_id and p.id = j.part_id
     where n.tenant_id = ${db.tenantId}::uuid and n.branch_id = ${branchId}::uuid and (p.supplier_id = ${supplierId}::uuid or p.supplier_id is null)
       and not exists (select 1 from supplier_return_line r
                        where r.tenant_id = k.tenant_id and r.credit_note_id = k.credit_note_id and r.credit_note_position = k.position)
     order by n.issued_at desc, k.position limit 200`;
  return rows.map(({ quantity, unitCostMinor, ...row }) => ({
    ...row,
    quantity: quantityText(quantityMilli(quantity)),
    unitCostMinor: Number(unitCostMinor),
  }));
};

/** What a supplier has delivered to a branch since `since`, less what has gone back or is about to. */
export const delivered = async (db: Db, branchId: string, supplierId: string, since: Date) => {
  type Raw = {
    partId: string;
    number: string;
    name: string;
    unit: string;
    quantity: string;
    goodsReceiptId: string;
    order: number;
    receivedAt: Date;
    unitCostMinor: bigint;
  };
  const rows = await db.client.$queryRaw<Raw[]>`
    select p.id as "partId", p.number, p.name, p.unit, (l.quantity - coalesce(b.quantity, 0))::text as quantity, g.id as "goodsReceiptId",
           o.number as "order", g.received_at as "receivedAt", l.unit_cost_minor as "unitCostMinor"
      from goods_receipt g
      join purchase_order o on o.tenant_id = g.tenant_id and o.id = g.purchase_order_id and o.supplier_id = ${supplierId}::uuid
      join goods_receipt_line l on l.tenant_id = g.tenant_id and l.goods_receipt_id = g.id
      join part p on p.tenant_id = l.tenant_id and p.id = l.part_id
      left join lateral (
        select sum(r.quantity) as quantity from supplier_return_line r join supplier_return s on s.tenant_id = r.tenant_id and s.id = r.supplier_return_id
         where r.tenant_id = g.tenant_id and r.goods_receipt_id = g.id and r.part_id = l.part_id and s.status <> 'CANCELLED') b on true
     where g.tenant_id = ${db.tenantId}::uuid and g.branch_id = ${branchId}::uuid and g.received_at >= ${since} and l.quantity > coalesce(b.quantity, 0)
     order by g.received_at desc, l.position limit 200`;
  return rows.map(({ quantity, unitCostMinor, ...row }) => ({
    ...row,
    quantity: quantityText(quantityMilli(quantity)),
    unitCostMinor: Number(unitCostMinor),
  }));
};

/** Two who begin returns to one supplier at once do so one after the other: what is left is reckoned from all of them. */
export const lockSupplier = async (tx: Tx, supplierId: string): Promise<void> => {
  await tx.client.$queryRaw`
    select id from supplier where tenant_id = ${tx.tenantId}::uuid and id = ${supplierId}::uuid for no key update`;
};
