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
  readonly paidMinor: bigint | null;
};

/**
 * The open cards of a branch and those completed but not collected, with what a card on the board says.
 * A part counts as here when its line holds it, or when enough of it is free. `on_board` and not the statuses: under row
 * level security an enum's comparison is no index condition, and every card of the branch would be read.
 */
export const cards = (db: Db, branchId: string, technicianId: string | null): Promise<BoardRow[]> =>
  db.client.$queryRaw<BoardRow[]>`
    select jc.id, jc.number, jc.version, jc.status::text as status, jc.status_since as "statusSince", v.plate, v.make, v.model,
           c.name as "customerName", jc.customer_waiting as "customerWaiting", jc.complaint, jc.promised_at as "promisedAt",
           jc.technician_id as "technicianId", m.name as "technicianName", jc.opened_by_id as "openedById",
           coalesce(l.parts_needed, 0)::int as "partsNeeded", coalesce(l.parts_here, 0)::int as "partsHere",
           coalesce(l.labour_minutes, 0)::int as "labourMinutes", coalesce(l.unapproved, 0)::int as "unapprovedLines",
           coalesce(l.lines, '[]') as lines, i.total_minor as "invoiceTotalMinor",
           (select coalesce(sum(p.amount_minor), 0)::bigint from payment p where p.tenant_id = i.tenant_id and p.invoice_id = i.id) as "paidMinor"
      from job_card jc
      join vehicle v on v.tenant_id = jc.tenant_id and v.id = jc.vehicle_id
      join customer c on c.tenant_id = jc.tenant_id and c.id = jc.customer_id
      left join member m on m.tenant_id = jc.tenant_id and m.id = jc.technician_id
      left join invoice i on i.tenant_id = jc.tenant_id and i.job_card_id = jc.id and i.completion_number = jc.completion_number
      left join lateral (
        select count(*) filter (where x.kind = 'PART') as parts_needed,
               count(*) filter (where x.kind = 'PART' and (jc.status = 'COMPLETED' or x.reserved >= x.quantity or s.on_hand - s.reserved + x.reserved >= x.quantity)) as parts_here,
               sum(x.quantity * 60) filter (where x.kind = 'LABOUR') as labour_minutes,
               count(*) filter (where x.authorisation_id is null) as unapproved,
               jsonb_agg(jsonb_build_object('quantity', x.quantity::text, 'unitPriceMinor', x.unit_price_minor, 'discountBp', x.discount_bp, 'taxRateBp', x.tax_rate_bp)) as lines
          from job_line x
          left join stock_level s on s.tenant_id = x.tenant_id and s.branch_id = jc.branch_id and s.part_id = x.part_id
         where x.tenant_id = jc.tenant_id and x.job_card_id = jc.id and x.removed_at is null) l on true
     where jc.tenant_id = ${db.tenantId}::uuid and jc.branch_id = ${branchId}::uuid
       and jc.on_board
       and (${technicianId}::uuid is null or jc.technician_id = ${technicianId}::uuid)
     order by jc.status_since desc
     limit 500`;
