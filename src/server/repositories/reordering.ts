import type { Standing } from "#/domain/purchase-order.ts";
import { quantityMilli } from "#/domain/quantity.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type PartStanding = Standing & {
  readonly partId: string;
  readonly supplierId: string | null;
  readonly costMinor: number;
};

/**
 * How parts stand at a branch: what is free, what comes, what approved lines of open cards want beyond what they hold.
 * Without `partIds` those alone that are at their reorder point or wanted. A supplier that is archived is none.
 */
export const standings = async (
  db: Db,
  branchId: string,
  partIds: readonly string[] | null,
): Promise<PartStanding[]> => {
  type Raw = { partId: string; supplierId: string | null; costMinor: bigint } & Record<
    "free" | "reorderPoint" | "onOrder" | "wanted",
    string
  >;
  const rows = await db.client.$queryRaw<Raw[]>`
    with wanted as materialized (
      select j.part_id, sum(j.quantity - j.reserved) as quantity
        from job_card c join job_line j on j.tenant_id = c.tenant_id and j.job_card_id = c.id
       where c.tenant_id = ${db.tenantId}::uuid and c.branch_id = ${branchId}::uuid and c.on_board and c.completed_at is null
         and j.part_id is not null and j.removed_at is null and j.authorisation_id is not null and j.reserved < j.quantity
       group by j.part_id
    )
    select p.id as "partId", u.id as "supplierId", s.cost_minor as "costMinor", (s.on_hand - s.reserved)::text as free,
           s.reorder_point::text as "reorderPoint", (coalesce(o.quantity, 0) + coalesce(t.quantity, 0))::text as "onOrder", coalesce(w.quantity, 0)::text as wanted
      from stock_level s
      join part p on p.tenant_id = s.tenant_id and p.id = s.part_id
      left join supplier u on u.tenant_id = p.tenant_id and u.id = p.supplier_id and u.archived_at is null
      left join wanted w on w.part_id = s.part_id
      left join lateral (
        select sum(greatest(l.quantity - l.received, 0)) as quantity
          from purchase_order_line l join purchase_order r on r.tenant_id = l.tenant_id and r.id = l.purchase_order_id
         where l.tenant_id = s.tenant_id and l.part_id = s.part_id and r.branch_id = s.branch_id and r.status in ('DRAFT', 'SENT', 'PART_RECEIVED')) o on true
      -- What another branch was asked for, or has sent, comes too.
      left join lateral (
        select sum(case when t.status = 'REQUESTED' then l.wanted else l.sent - l.received end) as quantity
          from stock_transfer_line l join stock_transfer t on t.tenant_id = l.tenant_id and t.id = l.stock_transfer_id
         where l.tenant_id = s.tenant_id and l.part_id = s.part_id and t.to_branch_id = s.branch_id and t.status in ('REQUESTED', 'SENT', 'PART_RECEIVED')) t on true
     where s.tenant_id = ${db.tenantId}::uuid and s.branch_id = ${branchId}::uuid and p.archived_at is null
       and case when ${partIds === null}::boolean
             then s.reorder_point > 0 and s.on_hand - s.reserved - coalesce(w.quantity, 0) <= s.reorder_point or coalesce(w.quantity, 0) > s.on_hand - s.reserved
             else s.part_id = any(${[...(partIds ?? [])]}::uuid[]) end
     order by p.number`;
  return rows.map(({ free, reorderPoint, onOrder, wanted, costMinor, ...row }) => ({
    ...row,
    costMinor: Number(costMinor),
    free: quantityMilli(free),
    reorderPoint: quantityMilli(reorderPoint),
    onOrder: quantityMilli(onOrder),
    wanted: quantityMilli(wanted),
  }));
};

/** Whether any of these parts is short and was not put on an order by itself yet. Most events are about none. */
export const undrafted = async (db: Db, branchId: string, partIds: readonly string[]): Promise<boolean> => {
  const rows = await db.client.$queryRaw<unknown[]>`
    select 1 from stock_level s
      join part p on p.tenant_id = s.tenant_id and p.id = s.part_id
      left join stock_shortage x on x.tenant_id = s.tenant_id and x.branch_id = s.branch_id and x.part_id = s.part_id and x.ended_at is null
     where s.tenant_id = ${db.tenantId}::uuid and s.branch_id = ${branchId}::uuid and s.part_id = any(${[...partIds]}::uuid[])
       and p.archived_at is null and s.on_hand - s.reserved < s.reorder_point and x.drafted_at is null
     limit 1`;
  return rows.length > 0;
};

/** Takes the open episodes of these parts that nothing was drafted for, and says of which parts. */
export const takeUndrafted = async (tx: Tx, branchId: string, partIds: readonly string[]): Promise<string[]> => {
  const rows = await tx.client.$queryRaw<{ partId: string }[]>`
    update stock_shortage set drafted_at = clock_timestamp()
     where tenant_id = ${tx.tenantId}::uuid and branch_id = ${branchId}::uuid and part_id = any(${[...partIds]}::uuid[])
       and ended_at is null and drafted_at is null
    returning part_id as "partId"`;
  return rows.map(({ partId }) => partId);
};

/**
 * Open cards with approved lines that need more of these parts than they hold, to be locked in order of id; `first` says
 * which lines of an order were ordered for.
 */
export const waitingCards = async (
  db: Db,
  branchId: string,
  partIds: readonly string[],
  purchaseOrderId: string | null,
): Promise<{ id: string; ordered: boolean }[]> =>
  db.client.$queryRaw<{ id: string; ordered: boolean }[]>`
    select c.id, bool_or(n.job_line_id is not null) as ordered
      from job_card c
      join job_line j on j.tenant_id = c.tenant_id and j.job_card_id = c.id
      left join purchase_order_need n on n.tenant_id = j.tenant_id and n.job_line_id = j.id and n.purchase_order_id = ${purchaseOrderId}::uuid
     where c.tenant_id = ${db.tenantId}::uuid and c.branch_id = ${branchId}::uuid and c.on_board and c.completed_at is null
       and j.part_id = any(${[...partIds]}::uuid[]) and j.removed_at is null and j.authorisation_id is not null and j.reserved < j.quantity
     group by c.id, c.opened_at
     order by 2 desc, c.opened_at, c.id`;
