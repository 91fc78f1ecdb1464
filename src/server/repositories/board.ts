import type { JobCardStatus } from "#/domain/transitions.ts";
import type { Db } from "#/server/db/transaction.ts";

export type BoardRow = {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly status: JobCardStatus;
  readonly statusSince: Date;
  readonly plate: string;
  readonly make: string;
  readonly model: string;
  readonly customerName: string;
  readonly customerWaiting: boolean;
  readonly complaint: string;
  readonly promisedAt: Date | null;
  readonly technicianId: string | null;
  readonly technicianName: string | null;
  readonly openedById: string | null;
  readonly partsNeeded: number;
  readonly partsHere: number;
  readonly labourMinutes: number;
  readonly unapprovedLines: number;
  readonly lines: { quantity: string; unitPriceMinor: number; discountBp: number; taxRateBp: number }[];
  readonly invoiceTotalMinor: bigint | null;
  /** What is left to pay of it; null without an invoice. */
  readonly dueMinor: bigint | null;
};

/**
 * The open cards of a branch and those completed but not collected, with what a card on the board says.
 * A part counts as here when its line holds it, or when enough of it is free. `on_board` and not the statuses: under row
 * level security an enum's comparison is no index condition, and every card of the branch would be read.
 *
 * Each noun is walked once for all cards, along the ids that the cards name, and looked up by id from there: joined to the
 * cards one by one, the stock of the branch was read once for each, and with few customers all of them.
 */
export const cards = (db: Db, branchId: string, technicianId: string | null): Promise<BoardRow[]> =>
  db.client.$queryRaw<BoardRow[]>`
    with card as materialized (
      select * from job_card jc
       where jc.tenant_id = ${db.tenantId}::uuid and jc.branch_id = ${branchId}::uuid and jc.on_board
         and (${technicianId}::uuid is null or jc.technician_id = ${technicianId}::uuid)
       order by jc.status_since desc
       limit 500
    ), vehicles as materialized (
      select jsonb_object_agg(v.id, jsonb_build_array(v.plate, v.make, v.model)) as known from vehicle v
       where v.tenant_id = ${db.tenantId}::uuid and v.id = any(array(select vehicle_id from card))
    ), customers as materialized (
      select jsonb_object_agg(c.id, c.name) as known from customer c
       where c.tenant_id = ${db.tenantId}::uuid and c.id = any(array(select customer_id from card))
    ), members as materialized (
      select jsonb_object_agg(m.id, m.name) as known from member m
       where m.tenant_id = ${db.tenantId}::uuid and m.id = any(array(select technician_id from card))
    ), issued as materialized (
      select i.job_card_id, i.completion_number, i.id, i.total_minor from invoice i
       where i.tenant_id = ${db.tenantId}::uuid and i.job_card_id = any(array(select id from card where completion_number > 0))
    ), owed as materialized (
      select jsonb_object_agg(r.invoice_id, r.due_minor) as known from receivable r
       where r.tenant_id = ${db.tenantId}::uuid and r.invoice_id = any(array(select id from issued))
    ), invoices as materialized (
      select jsonb_object_agg(i.job_card_id || '/' || i.completion_number,
               jsonb_build_array(i.total_minor, coalesce(owed.known->i.id::text, '0'))) as known
        from issued i cross join owed
    ), lines as materialized (
      select jsonb_object_agg(l.job_card_id, to_jsonb(l)) as known from (
        select x.job_card_id, count(*) filter (where x.kind = 'PART') as parts,
               count(*) filter (where x.kind = 'PART' and (x.reserved >= x.quantity or s.on_hand - s.reserved + x.reserved >= x.quantity)) as here,
               sum(x.quantity * 60) filter (where x.kind = 'LABOUR') as labour,
               count(*) filter (where x.authorisation_id is null) as unapproved,
               jsonb_agg(jsonb_build_object('quantity', x.quantity::text, 'unitPriceMinor', x.unit_price_minor, 'discountBp', x.discount_bp, 'taxRateBp', x.tax_rate_bp)) as lines
          from job_line x
          left join stock_level s on s.tenant_id = x.tenant_id and s.branch_id = ${branchId}::uuid and s.part_id = x.part_id
         where x.tenant_id = ${db.tenantId}::uuid and x.job_card_id = any(array(select id from card)) and x.removed_at is null
         group by x.job_card_id) l
    )
    select jc.id, jc.number, jc.version, jc.status::text as status, jc.status_since as "statusSince", v.known->>0 as plate, v.known->>1 as make,
           v.known->>2 as model, customers.known->>jc.customer_id::text as "customerName", jc.customer_waiting as "customerWaiting",
           jc.complaint, jc.promised_at as "promisedAt", jc.technician_id as "technicianId",
           members.known->>jc.technician_id::text as "technicianName",
           jc.opened_by_id as "openedById", coalesce((l.known->>'parts')::int, 0) as "partsNeeded",
           coalesce((l.known->>case when jc.status = 'COMPLETED' then 'parts' else 'here' end)::int, 0) as "partsHere",
           coalesce((l.known->>'labour')::numeric, 0)::int as "labourMinutes", coalesce((l.known->>'unapproved')::int, 0) as "unapprovedLines",
           coalesce(l.known->'lines', '[]') as lines, (i.known->>0)::bigint as "invoiceTotalMinor", (i.known->>1)::bigint as "dueMinor"
      from card jc
      cross join vehicles cross join customers cross join members cross join invoices cross join lines
      cross join lateral (select vehicles.known->jc.vehicle_id::text as known) v
      cross join lateral (select invoices.known->(jc.id || '/' || jc.completion_number) as known) i
      cross join lateral (select lines.known->jc.id::text as known) l
     order by jc.status_since desc`;
