import { asked } from "./invariant.ts";

const active = "state IN ('HELD', 'BOOKED', 'CHECKED_IN', 'IN_PROGRESS')";

const overlap = (column: string, noun: string, table: string) => `
  SELECT 'two active allocations of one ${noun} overlap' AS what,
         format('${noun} %s: %s to %s and %s to %s, allocations %s and %s', coalesce(n.name, a.${column}::text), a.starts_at, a.ends_at, b.starts_at, b.ends_at, a.id, b.id) AS place,
         'jobCard:' || coalesce(b.job_card_id, a.job_card_id) AS target
    FROM bay_allocation a
    JOIN bay_allocation b ON b.tenant_id = a.tenant_id AND b.${column} = a.${column} AND b.id > a.id
     AND b.starts_at < a.ends_at AND a.starts_at < b.ends_at
    LEFT JOIN ${table} n ON n.tenant_id = a.tenant_id AND n.id = a.${column}
   WHERE a.${active} AND b.${active}`;

export const noOverlap = asked(
  "I1",
  `${overlap("bay_id", "bay", "service_bay")} UNION ALL ${overlap("technician_id", "technician", "member")}`,
);

export const stock = asked(
  "I2",
  `
  WITH wrong AS (
    SELECT 'stock below zero or below what is reserved' AS what, tenant_id, branch_id, part_id, format('%s on hand, %s reserved', on_hand, reserved) AS figures
      FROM stock_level WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand
    UNION ALL
    SELECT 'the movements do not add up to the level', tenant_id, branch_id, part_id, format('movements %s and %s reserved, level %s and %s',
           coalesce(m.on_hand, 0), coalesce(m.reserved, 0), coalesce(l.on_hand, 0), coalesce(l.reserved, 0))
      FROM stock_level l
      FULL JOIN (SELECT tenant_id, branch_id, part_id, sum(on_hand_change) AS on_hand, sum(reserved_change) AS reserved
                   FROM stock_movement GROUP BY tenant_id, branch_id, part_id) m USING (tenant_id, branch_id, part_id)
     WHERE coalesce(m.on_hand, 0) <> coalesce(l.on_hand, 0) OR coalesce(m.reserved, 0) <> coalesce(l.reserved, 0)
    UNION ALL
    SELECT 'the lines do not hold what the level says is reserved', tenant_id, branch_id, part_id, format('lines %s, level %s', coalesce(h.held, 0), coalesce(l.reserved, 0))
      FROM stock_level l
      FULL JOIN (SELECT j.tenant_id, c.branch_id, j.part_id, sum(j.reserved) AS held
                   FROM job_line j JOIN job_card c ON c.tenant_id = j.tenant_id AND c.id = j.job_card_id
                  WHERE j.reserved <> 0 GROUP BY j.tenant_id, c.branch_id, j.part_id) h USING (tenant_id, branch_id, part_id)
     WHERE coalesce(h.held, 0) <> coalesce(l.reserved, 0)
    UNION ALL
    SELECT 'a delivery did not raise the shelf by what it brought', tenant_id, branch_id, part_id, format('receipt %s, movements %s', coalesce(g.quantity, 0), coalesce(m.quantity, 0))
      FROM (SELECT r.tenant_id, r.id AS goods_receipt_id, r.branch_id, i.part_id, i.quantity FROM goods_receipt r
              JOIN goods_receipt_line i ON i.tenant_id = r.tenant_id AND i.goods_receipt_id = r.id) g
      FULL JOIN (SELECT tenant_id, goods_receipt_id, branch_id, part_id, sum(on_hand_change) AS quantity
                   FROM stock_movement WHERE goods_receipt_id IS NOT NULL GROUP BY 1, 2, 3, 4) m USING (tenant_id, goods_receipt_id, branch_id, part_id)
     WHERE g.quantity IS DISTINCT FROM m.quantity
    UNION ALL
    SELECT 'a count did not move what it found to differ', tenant_id, branch_id, part_id, format('count %s, movements %s', coalesce(c.quantity, 0), coalesce(m.quantity, 0))
      FROM (SELECT n.tenant_id, n.id AS stock_count_id, n.branch_id, l.part_id, l.counted - l.expected AS quantity FROM stock_count n
              JOIN stock_count_line l ON l.tenant_id = n.tenant_id AND l.stock_count_id = n.id
             WHERE n.status = 'POSTED' AND l.counted <> l.expected) c
      FULL JOIN (SELECT tenant_id, stock_count_id, branch_id, part_id, sum(on_hand_change) AS quantity
                   FROM stock_movement WHERE stock_count_id IS NOT NULL GROUP BY 1, 2, 3, 4) m USING (tenant_id, stock_count_id, branch_id, part_id)
     WHERE c.quantity IS DISTINCT FROM m.quantity
    UNION ALL
    SELECT 'a transfer did not take from the one shelf and bring to the other what it says', tenant_id, branch_id, part_id, format('transfer %s, movements %s', coalesce(t.quantity, 0), coalesce(m.quantity, 0))
      FROM (SELECT r.tenant_id, r.id AS stock_transfer_id, s.branch_id, l.part_id, s.quantity
              FROM stock_transfer r JOIN stock_transfer_line l ON l.tenant_id = r.tenant_id AND l.stock_transfer_id = r.id
             CROSS JOIN LATERAL (VALUES (r.from_branch_id, -l.sent), (r.to_branch_id, l.received)) s (branch_id, quantity)
             WHERE s.quantity <> 0) t
      FULL JOIN (SELECT tenant_id, stock_transfer_id, branch_id, part_id, sum(on_hand_change) AS quantity
                   FROM stock_movement WHERE stock_transfer_id IS NOT NULL GROUP BY 1, 2, 3, 4) m USING (tenant_id, stock_transfer_id, branch_id, part_id)
     WHERE t.quantity IS DISTINCT FROM m.quantity
    UNION ALL
    SELECT 'a transfer is received though something of it is missing for no reason, or is under way though all has come', t.tenant_id, t.to_branch_id, l.part_id,
           format('TR-%s: %s of %s', t.number, l.received, l.sent)
      FROM stock_transfer t JOIN stock_transfer_line l ON l.tenant_id = t.tenant_id AND l.stock_transfer_id = t.id
     WHERE t.status = 'RECEIVED' AND t.missing_reason IS NULL AND l.received < l.sent OR t.status IN ('REQUESTED', 'CANCELLED') AND l.sent > 0
        OR t.status IN ('SENT', 'PART_RECEIVED') AND NOT EXISTS (
             SELECT FROM stock_transfer_line o WHERE o.tenant_id = t.tenant_id AND o.stock_transfer_id = t.id AND o.received < o.sent)
    UNION ALL
    SELECT 'a return did not take from the shelf what it says', tenant_id, branch_id, part_id, format('return %s, movements %s', coalesce(r.quantity, 0), coalesce(m.quantity, 0))
      FROM (SELECT s.tenant_id, s.id AS supplier_return_id, s.branch_id, l.part_id, -sum(l.quantity) AS quantity
              FROM supplier_return s JOIN supplier_return_line l ON l.tenant_id = s.tenant_id AND l.supplier_return_id = s.id
             WHERE s.status IN ('SENT', 'CREDITED') AND l.credit_note_id IS NULL GROUP BY 1, 2, 3, 4) r
      FULL JOIN (SELECT tenant_id, supplier_return_id, branch_id, part_id, sum(on_hand_change) AS quantity
                   FROM stock_movement WHERE supplier_return_id IS NOT NULL GROUP BY 1, 2, 3, 4) m USING (tenant_id, supplier_return_id, branch_id, part_id)
     WHERE r.quantity IS DISTINCT FROM m.quantity
    UNION ALL
    SELECT 'a core does not stand where its movements bring it', c.tenant_id, c.branch_id, c.part_id,
           format('collected %s, sent %s, credited %s for %s, lapsed %s, version %s; movements %s, %s, %s for %s, %s and %s of them', c.collected, c.sent, c.credited,
                  c.credited_minor, c.lapsed, c.version, m.collected, m.sent, m.credited, m.credited_minor, m.lapsed, m.n)
      FROM core c CROSS JOIN LATERAL (
             SELECT coalesce(sum(quantity) FILTER (WHERE kind = 'COLLECTED'), 0) AS collected, coalesce(sum(quantity) FILTER (WHERE kind = 'SENT'), 0) AS sent,
                    coalesce(sum(quantity) FILTER (WHERE kind = 'CREDITED'), 0) AS credited, coalesce(sum(quantity) FILTER (WHERE kind = 'LAPSED'), 0) AS lapsed,
                    coalesce(sum(o.credited_minor), 0) AS credited_minor, count(*) AS n
               FROM core_movement o WHERE o.tenant_id = c.tenant_id AND o.core_id = c.id) m
     WHERE (c.collected, c.sent, c.credited, c.lapsed, c.credited_minor, c.version - 1) IS DISTINCT FROM (m.collected, m.sent, m.credited, m.lapsed, m.credited_minor, m.n)
    UNION ALL
    SELECT 'a core is charged for another quantity than came', c.tenant_id, c.branch_id, c.part_id, format('core %s, delivery %s', c.quantity, coalesce(l.quantity, 0))
      FROM core c JOIN goods_receipt g ON g.tenant_id = c.tenant_id AND g.id = c.goods_receipt_id
      LEFT JOIN goods_receipt_line l ON l.tenant_id = c.tenant_id AND l.goods_receipt_id = c.goods_receipt_id AND l.position = c.goods_receipt_position AND l.part_id = c.part_id
     WHERE l.quantity IS DISTINCT FROM c.quantity OR g.branch_id <> c.branch_id
    UNION ALL
    SELECT 'an order counts another quantity as received than its deliveries brought', l.tenant_id, o.branch_id, l.part_id,
           format('PO-%s: %s received, deliveries %s', o.number, l.received, coalesce(g.quantity, 0))
      FROM purchase_order_line l JOIN purchase_order o ON o.tenant_id = l.tenant_id AND o.id = l.purchase_order_id
      LEFT JOIN (SELECT tenant_id, purchase_order_id, part_id, sum(quantity) AS quantity FROM goods_receipt_line GROUP BY 1, 2, 3) g
        ON g.tenant_id = l.tenant_id AND g.purchase_order_id = l.purchase_order_id AND g.part_id = l.part_id
     WHERE l.received <> coalesce(g.quantity, 0)
  )
  SELECT w.what, format('part %s at %s: %s', coalesce(p.number, w.part_id::text), coalesce(b.name, w.branch_id::text), w.figures), 'part:' || w.part_id
    FROM wrong w LEFT JOIN part p ON p.tenant_id = w.tenant_id AND p.id = w.part_id LEFT JOIN branch b ON b.tenant_id = w.tenant_id AND b.id = w.branch_id`,
);

// Full joins on (card, completion): whatever has no partner, or more than one, shows.
export const completion = asked(
  "I6",
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
         format('job card %s, completion %s%s', coalesce(c.number::text, k.job_card_id::text), k.completion_number, CASE WHEN e.tenant_id IS NULL THEN ', which the card does not count' ELSE '' END) AS place,
         'jobCard:' || k.job_card_id AS target
    FROM expected e
    FULL JOIN invoices i USING (tenant_id, job_card_id, completion_number)
    FULL JOIN records r USING (tenant_id, job_card_id, completion_number)
    FULL JOIN told t USING (tenant_id, job_card_id, completion_number) AS k
    LEFT JOIN job_card c ON c.tenant_id = k.tenant_id AND c.id = k.job_card_id
   WHERE e.tenant_id IS NULL OR i.n IS DISTINCT FROM 1 OR r.n IS DISTINCT FROM 1 OR r.of_the_invoice IS DISTINCT FROM 1 OR t.n IS DISTINCT FROM 1
  UNION ALL
  SELECT format('a part line has %s issues of %s in all, and was invoiced %s times with %s', coalesce(s.n, 0), coalesce(s.quantity, 0), coalesce(p.n, 0), coalesce(p.quantity, 0)),
         format('job line %s, completion %s, invoice %s', k.job_line_id, k.completion_number, coalesce(p.number, 'none')), 'jobCard:' || l.job_card_id
    FROM issues s FULL JOIN part_lines p USING (tenant_id, job_line_id, completion_number) AS k
    LEFT JOIN job_line l ON l.tenant_id = k.tenant_id AND l.id = k.job_line_id
   WHERE s.n IS DISTINCT FROM 1 OR p.n IS DISTINCT FROM 1 OR s.quantity IS DISTINCT FROM p.quantity
  UNION ALL
  SELECT 'a completed card was never counted as completed', format('job card %s', number), 'jobCard:' || id FROM job_card
   WHERE status IN ('COMPLETED', 'COLLECTED') AND (completion_number < 1 OR completed_at IS NULL)`,
);
