import { notFound } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { PurchaseOrderList, PurchaseOrderStatus } from "#/domain/purchase-order.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import { actorId } from "#/server/db/context.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const plain = (decimal: { toFixed(places: number): string }): string => quantityText(quantityMilli(decimal.toFixed(3)));

/** An order with all that its page shows. @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const order = await db.client.purchaseOrder.findFirst({
    where: { tenantId: db.tenantId, id },
    include: {
      branch: { select: { id: true, name: true, currency: true, locale: true, zone: true } },
      supplier: { select: { id: true, name: true, email: true, phone: true, accountNumber: true, addressLines: true } },
      lines: {
        orderBy: [{ position: "asc" }, { partId: "asc" }],
        include: {
          part: { select: { number: true, name: true, unit: true, levels: { select: { branchId: true, bin: true } } } },
          needs: {
            orderBy: { createdAt: "asc" },
            include: {
              jobLine: {
                select: { jobCard: { select: { id: true, number: true, vehicle: { select: { plate: true } } } } },
              },
            },
          },
        },
      },
      receipts: {
        orderBy: { receivedAt: "desc" },
        include: {
          lines: {
            orderBy: { position: "asc" },
            include: { line: { select: { part: { select: { name: true, unit: true } } } } },
          },
        },
      },
    },
  });
  if (order === null) throw notFound("This purchase order");
  return {
    ...order,
    expectedOn: order.expectedOn?.toISOString().slice(0, 10) ?? null,
    lines: order.lines.map(({ part, needs, ...line }) => ({
      partId: line.partId,
      number: part.number,
      name: part.name,
      unit: part.unit,
      bin: part.levels.find(({ branchId }) => branchId === order.branchId)?.bin ?? "",
      quantity: plain(line.quantity),
      received: plain(line.received),
      unitCostMinor: Number(line.unitCostMinor),
      needs: needs.map(({ quantity, jobLineId, jobLine: { jobCard } }) => ({
        jobLineId,
        jobCardId: jobCard.id,
        jobCardNumber: jobCard.number,
        plate: jobCard.vehicle.plate,
        quantity: plain(quantity),
      })),
    })),
    receipts: order.receipts.map((receipt) => ({
      id: receipt.id,
      deliveryNote: receipt.deliveryNote,
      receivedAt: receipt.receivedAt,
      receivedById: receipt.receivedById,
      lines: receipt.lines.map(({ partId, quantity, unitCostMinor, line }) => ({
        partId,
        name: line.part.name,
        unit: line.part.unit,
        quantity: plain(quantity),
        unitCostMinor: Number(unitCostMinor),
      })),
    })),
  };
};
export type OrderRow = Awaited<ReturnType<typeof load>>;

/** Holds an order until the transaction ends, and gives it as it is then. @throws NOT_FOUND */
export const lock = async (tx: Tx, id: string): Promise<OrderRow> => {
  await tx.client.$queryRaw`
    select id from purchase_order where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return load(tx, id);
};

const shown: Readonly<Record<PurchaseOrderList, readonly PurchaseOrderStatus[]>> = {
  open: ["DRAFT", "SENT", "PART_RECEIVED", "RECEIVED"],
  draft: ["DRAFT"],
  coming: ["SENT", "PART_RECEIVED"],
  done: ["RECEIVED", "CLOSED", "CANCELLED"],
  all: ["DRAFT", "SENT", "PART_RECEIVED", "RECEIVED", "CLOSED", "CANCELLED"],
};

/** A page of a branch's orders, the newest first, before the number `before`. */
export const list = async (db: Db, branchId: string, show: PurchaseOrderList, before: number | null, limit: number) => {
  const orders = await db.client.purchaseOrder.findMany({
    where: {
      tenantId: db.tenantId,
      branchId,
      status: { in: [...shown[show]] },
      ...(before === null ? {} : { number: { lt: before } }),
    },
    orderBy: { number: "desc" },
    take: limit,
    select: {
      id: true,
      number: true,
      status: true,
      createdAt: true,
      sentAt: true,
      expectedOn: true,
      supplier: { select: { id: true, name: true, email: true } },
    },
  });
  const sums = await sumsOf(
    db,
    orders.map(({ id }) => id),
  );
  return orders.map((order) => ({
    ...order,
    expectedOn: order.expectedOn?.toISOString().slice(0, 10) ?? null,
    ...(sums.get(order.id) ?? { lines: 0, totalMinor: 0, waiting: 0 }),
  }));
};

/** Lines, cost and waiting cards of orders: cards that are open and were promised a part that has not all come. */
const sumsOf = async (db: Db, ids: readonly string[]) => {
  const rows = await db.client.$queryRaw<{ id: string; lines: number; totalMinor: bigint; waiting: number }[]>`
    select l.purchase_order_id as id, count(*)::int as lines, round(sum(l.quantity * l.unit_cost_minor))::bigint as "totalMinor",
           (select count(distinct j.job_card_id)::int
              from purchase_order_need n
              join purchase_order_line w on w.tenant_id = n.tenant_id and w.purchase_order_id = n.purchase_order_id and w.part_id = n.part_id
              join job_line j on j.tenant_id = n.tenant_id and j.id = n.job_line_id and j.removed_at is null
              join job_card c on c.tenant_id = j.tenant_id and c.id = j.job_card_id
             where n.tenant_id = ${db.tenantId}::uuid and n.purchase_order_id = l.purchase_order_id and w.received < w.quantity
               and c.status not in ('COMPLETED', 'COLLECTED', 'CANCELLED')) as waiting
      from purchase_order_line l
     where l.tenant_id = ${db.tenantId}::uuid and l.purchase_order_id = any(${[...ids]}::uuid[])
     group by l.purchase_order_id`;
  return new Map(
    rows.map(({ id, lines, totalMinor, waiting }) => [id, { lines, totalMinor: Number(totalMinor), waiting }]),
  );
};

type Draft = { readonly id: string; readonly number: number };

/** The open draft of a supplier at a branch, held; null when there is none. */
export const draftOf = async (tx: Tx, branchId: string, supplierId: string | null): Promise<Draft | null> => {
  const [row] = await tx.client.$queryRaw<Draft[]>`
    select id, number from purchase_order
     where tenant_id = ${tx.tenantId}::uuid and branch_id = ${branchId}::uuid and status = 'DRAFT'
       and supplier_id is not distinct from ${supplierId}::uuid
     for update`;
  return row ?? null;
};

/** Begins a draft under the tenant's next number; null when somebody else has just begun that one. */
export const insertDraft = async (
  tx: Tx,
  draft: { readonly branchId: string; readonly supplierId: string | null; readonly currency: string },
): Promise<Draft | null> => {
  const [row] = await tx.client.$queryRaw<Draft[]>`
    with number as (
      insert into number_counter (tenant_id, kind, last_number) values (${tx.tenantId}::uuid, 'purchase_order', 1)
      on conflict (tenant_id, kind) do update set last_number = number_counter.last_number + 1
      returning last_number
    )
    insert into purchase_order (tenant_id, id, branch_id, supplier_id, number, status, currency, created_at, created_by_id)
    select ${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${draft.branchId}::uuid, ${draft.supplierId}::uuid, last_number, 'DRAFT', ${draft.currency},
           ${tx.now}, ${actorId(tx.ctx.actor)}::uuid
      from number
    on conflict do nothing
    returning id, number`;
  return row ?? null;
};

type Header = {
  readonly supplierId?: string | null;
  readonly expectedOn?: string | null;
  readonly note?: string;
};

/** Changes the head of an order that `lock` holds; counts a version. */
export const update = async (tx: Tx, id: string, { expectedOn, ...head }: Header): Promise<void> => {
  await tx.client.purchaseOrder.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: {
      ...head,
      ...(expectedOn === undefined
        ? {}
        : { expectedOn: expectedOn === null ? null : new Date(`${expectedOn}T00:00:00Z`) }),
      version: { increment: 1 },
    },
  });
};

type Move =
  | { readonly to: "SENT"; readonly sentTo: string | null }
  | { readonly to: "PART_RECEIVED" | "RECEIVED" }
  | { readonly to: "CLOSED" | "CANCELLED"; readonly reason: string };

/** Moves an order from the status expected; false when it stands elsewhere by now. */
export const move = async (tx: Tx, id: string, from: PurchaseOrderStatus, next: Move): Promise<boolean> => {
  const by = actorId(tx.ctx.actor);
  const { count } = await tx.client.purchaseOrder.updateMany({
    where: { tenantId: tx.tenantId, id, status: from },
    data: {
      status: next.to,
      version: { increment: 1 },
      ...("sentTo" in next ? { sentAt: tx.now, sentById: by, sentTo: next.sentTo } : {}),
      ...("reason" in next ? { closedAt: tx.now, closedById: by, closedReason: next.reason } : {}),
    },
  });
  return count === 1;
};

export type NewOrderLine = { readonly partId: string; readonly quantity: string; readonly unitCostMinor: number };

/** Puts parts on a draft; of one that stands there already it becomes more. */
export const addLines = async (tx: Tx, id: string, lines: readonly NewOrderLine[]): Promise<void> => {
  await tx.client.$executeRaw`
    insert into purchase_order_line as l (tenant_id, purchase_order_id, part_id, position, quantity, unit_cost_minor)
    select ${tx.tenantId}::uuid, ${id}::uuid, n."partId",
           (select coalesce(max(position), 0) from purchase_order_line where tenant_id = ${tx.tenantId}::uuid and purchase_order_id = ${id}::uuid)
             + row_number() over (order by n.ordinality), n.quantity::numeric, n."unitCostMinor"
      from rows from (jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as ("partId" uuid, quantity text, "unitCostMinor" bigint))
           with ordinality as n("partId", quantity, "unitCostMinor", ordinality)
    on conflict (tenant_id, purchase_order_id, part_id) do update set quantity = l.quantity + excluded.quantity`;
  await update(tx, id, {});
};

/** Makes the lines of a draft just these; what was wanted for cards goes with a line that is taken off. */
export const setLines = async (tx: Tx, id: string, lines: readonly NewOrderLine[]): Promise<void> => {
  const kept = lines.map(({ partId }) => partId);
  const gone = Prisma.sql`tenant_id = ${tx.tenantId}::uuid and purchase_order_id = ${id}::uuid and part_id <> all(${kept}::uuid[])`;
  await tx.client.$executeRaw`delete from purchase_order_need where ${gone}`;
  await tx.client.$executeRaw`delete from purchase_order_line where ${gone}`;
  if (lines.length === 0) return;
  const placed = lines.map((line, index) => ({ ...line, position: index + 1 }));
  await tx.client.$executeRaw`
    insert into purchase_order_line as l (tenant_id, purchase_order_id, part_id, position, quantity, unit_cost_minor)
    select ${tx.tenantId}::uuid, ${id}::uuid, n."partId", n.position, n.quantity::numeric, n."unitCostMinor"
      from jsonb_to_recordset(${JSON.stringify(placed)}::jsonb) as n("partId" uuid, position int, quantity text, "unitCostMinor" bigint)
    on conflict (tenant_id, purchase_order_id, part_id) do update
       set position = excluded.position, quantity = excluded.quantity, unit_cost_minor = excluded.unit_cost_minor`;
};

/** Notes for which line of a job card a part of the order is. */
export const addNeed = async (
  tx: Tx,
  id: string,
  need: { readonly jobLineId: string; readonly partId: string; readonly quantity: string },
): Promise<void> => {
  await tx.client.purchaseOrderNeed.createMany({
    data: [{ tenantId: tx.tenantId, purchaseOrderId: id, createdAt: tx.now, ...need }],
    skipDuplicates: true,
  });
};

/** The order that a line of a card waits for already; null when there is none under way. */
export const orderedFor = async (db: Db, jobLineId: string): Promise<Draft | null> => {
  const need = await db.client.purchaseOrderNeed.findFirst({
    where: {
      tenantId: db.tenantId,
      jobLineId,
      line: { order: { status: { in: ["DRAFT", "SENT", "PART_RECEIVED"] } } },
    },
    orderBy: { createdAt: "desc" },
    select: { line: { select: { order: { select: { id: true, number: true } } } } },
  });
  return need?.line.order ?? null;
};

/** What is on its way of these parts, to a branch or (null) to any: the orders, what is still to come of each, the oldest first. */
export const comingTo = async (db: Db, branchId: string | null, partIds: readonly string[]) => {
  const rows = await db.client.purchaseOrderLine.findMany({
    where: {
      tenantId: db.tenantId,
      partId: { in: [...partIds] },
      order: { ...(branchId === null ? {} : { branchId }), status: { in: ["DRAFT", "SENT", "PART_RECEIVED"] } },
    },
    orderBy: { order: { number: "asc" } },
    select: {
      partId: true,
      quantity: true,
      received: true,
      order: {
        select: {
          id: true,
          number: true,
          status: true,
          expectedOn: true,
          branchId: true,
          branch: { select: { name: true } },
        },
      },
    },
  });
  return rows.flatMap(({ partId, quantity, received, order }) => {
    const missing = quantityMilli(plain(quantity)) - quantityMilli(plain(received));
    return missing <= 0
      ? []
      : [
          {
            partId,
            branchId: order.branchId,
            branchName: order.branch.name,
            purchaseOrderId: order.id,
            number: order.number,
            status: order.status,
            quantity: quantityText(missing),
            expectedOn: order.expectedOn?.toISOString().slice(0, 10) ?? null,
          },
        ];
  });
};
