import { asked } from "./invariant.ts";

const active = "state IN ('HELD', 'BOOKED', 'CHECKED_IN', 'IN_PROGRESS')";

const overlap = (column: string, noun: string) => `
  SELECT 'two active allocations of one ${noun} overlap' AS what, format('${noun} %s, allocations %s and %s', a.${column}, a.id, b.id) AS place
    FROM bay_allocation a
    JOIN bay_allocation b ON b.tenant_id = a.tenant_id AND b.${column} = a.${column} AND b.id > a.id
     AND b.starts_at < a.ends_at AND a.starts_at < b.ends_at
   WHERE a.${active} AND b.${active}`;

export const noOverlap = asked(
  "I1",
  "No two active allocations of a bay or a technician overlap",
  `${overlap("bay_id", "bay")} UNION ALL ${overlap("technician_id", "technician")}`,
);

export const stock = asked(
  "I2",
  "Stock is never below zero or below what is reserved, and the ledger adds up to it",
  `
  SELECT 'stock below zero or below what is reserved' AS what, format('part %s at branch %s: %s on hand, %s reserved', part_id, branch_id, on_hand, reserved) AS place
    FROM stock_level WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand
  UNION ALL
  SELECT 'the movements do not add up to the level', format('part %s at branch %s: movements %s and %s reserved, level %s and %s', part_id, branch_id,
         coalesce(m.on_hand, 0), coalesce(m.reserved, 0), coalesce(l.on_hand, 0), coalesce(l.reserved, 0))
    FROM stock_level l
    FULL JOIN (SELECT tenant_id, branch_id, part_id, sum(on_hand_change) AS on_hand, sum(reserved_change) AS reserved
                 FROM stock_movement GROUP BY tenant_id, branch_id, part_id) m USING (tenant_id, branch_id, part_id)
   WHERE coalesce(m.on_hand, 0) <> coalesce(l.on_hand, 0) OR coalesce(m.reserved, 0) <> coalesce(l.reserved, 0)
  UNION ALL
  SELECT 'the lines do not hold what the level says is reserved', format('part %s at branch %s: lines %s, level %s', part_id, branch_id, coalesce(h.held, 0), coalesce(l.reserved, 0))
    FROM stock_level l
    FULL JOIN (SELECT j.tenant_id, c.branch_id, j.part_id, sum(j.reserved) AS held
                 FROM job_line j JOIN job_card c ON c.tenant_id = j.tenant_id AND c.id = j.job_card_id
                WHERE j.reserved <> 0 GROUP BY j.tenant_id, c.branch_id, j.part_id) h USING (tenant_id, branch_id, part_id)
   WHERE coalesce(h.held, 0) <> coalesce(l.reserved, 0)`,
);

// Full joins on (card, completion): whatever has no partner, or more than one, shows.
export const completion = asked(
  "I6",
  "One completion is one invoice, one issue for each part line, one service record and one event",
  `
  WITH expected AS (
    SELECT c.tenant_id, c.id AS job_card_id, n AS completion_number FROM job_card c, generate_series(1, c.completion_number) AS n
  ), invoices AS (
    SELECT tenant_id, job_card_id, completion_number, count(*) AS n FROM invoice GROUP BY 1, 2, 3
  ), records AS (
    SELECT r.tenant_id, r.job_card_id, r.completion_number, count(*) AS n,
           count(*) FILTER (WHERE EXISTS (SELECT 1 FROM invoice i WHERE i.tenant_id = r.tenant_id AND i.id = r.invoice_id
             AND i.job_card_id = r.job_card_id AND i.completion_number = r.completion_number)) AS of_the_invoice
      FROM service_record r GROUP BY 1, 2, 3
  ), told AS (
    SELECT tenant_id, (data->>'jobCardId')::uuid AS job_card_id, (data->>'completionNumber')::int AS completion_number, count(*) AS n
      FROM outbox_event WHERE type = 'job-card/completed' GROUP BY 1, 2, 3
  ), issues AS (
    SELECT tenant_id, job_line_id, completion_number, count(*) AS n, -sum(on_hand_change) AS quantity
      FROM stock_movement WHERE kind = 'ISSUE' GROUP BY 1, 2, 3
  ), part_lines AS (
    SELECT i.tenant_id, l.job_line_id, i.completion_number, i.number, count(*) AS n, sum(l.quantity) AS quantity
      FROM invoice i JOIN invoice_line l ON l.tenant_id = i.tenant_id AND l.invoice_id = i.id WHERE l.kind = 'PART' GROUP BY 1, 2, 3, 4
  )
  SELECT format('a completion has %s invoices, %s service records and %s events', coalesce(i.n, 0), coalesce(r.n, 0), coalesce(t.n, 0)) AS what,
         format('job card %s, completion %s%s', job_card_id, completion_number, CASE WHEN e.tenant_id IS NULL THEN ', which the card does not count' ELSE '' END) AS place
    FROM expected e
    FULL JOIN invoices i USING (tenant_id, job_card_id, completion_number)
    FULL JOIN records r USING (tenant_id, job_card_id, completion_number)
    FULL JOIN told t USING (tenant_id, job_card_id, completion_number)
   WHERE e.tenant_id IS NULL OR i.n IS DISTINCT FROM 1 OR r.n IS DISTINCT FROM 1 OR r.of_the_invoice IS DISTINCT FROM 1 OR t.n IS DISTINCT FROM 1
  UNION ALL
  SELECT format('a part line has %s issues of %s in all, and was invoiced %s times with %s', coalesce(s.n, 0), coalesce(s.quantity, 0), coalesce(p.n, 0), coalesce(p.quantity, 0)),
         format('job line %s, completion %s, invoice %s', job_line_id, completion_number, coalesce(p.number, 'none'))
    FROM issues s FULL JOIN part_lines p USING (tenant_id, job_line_id, completion_number)
   WHERE s.n IS DISTINCT FROM 1 OR p.n IS DISTINCT FROM 1 OR s.quantity IS DISTINCT FROM p.quantity
  UNION ALL
  SELECT 'a completed card was never counted as completed', format('job card %s', id) FROM job_card
   WHERE status IN ('COMPLETED', 'COLLECTED') AND (completion_number < 1 OR completed_at IS NULL)`,
);
