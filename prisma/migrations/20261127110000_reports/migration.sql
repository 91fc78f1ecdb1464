-- What the reports show, on the day's row; see docs/decisions/105.
ALTER TABLE daily_metric
  ADD COLUMN promised int NOT NULL DEFAULT 0, ADD COLUMN promises_kept int NOT NULL DEFAULT 0, ADD COLUMN orders int NOT NULL DEFAULT 0,
  ADD COLUMN labour_milli bigint NOT NULL DEFAULT 0, ADD COLUMN part_cost_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN credit_notes int NOT NULL DEFAULT 0, ADD COLUMN credited_net_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN credited_tax_minor bigint NOT NULL DEFAULT 0, ADD COLUMN credited_total_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN received_minor bigint NOT NULL DEFAULT 0, ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN owed_change_minor bigint NOT NULL DEFAULT 0, ADD COLUMN arrivals int NOT NULL DEFAULT 0;
-- Each counts some of what the one before it counts.
ALTER TABLE daily_metric ADD CONSTRAINT daily_metric_cards CHECK (cards_completed BETWEEN 0 AND invoices AND orders BETWEEN 0 AND cards_completed
  AND promised BETWEEN 0 AND cards_completed AND promises_kept BETWEEN 0 AND promised);
-- Three sums over the same credit notes.
ALTER TABLE daily_metric ADD CONSTRAINT daily_metric_credited CHECK (credited_total_minor = credited_net_minor + credited_tax_minor);
ALTER TABLE daily_metric ADD CONSTRAINT daily_metric_arrivals CHECK (arrivals >= 0);

-- A branch's postings of a day are found by when they were posted.
CREATE INDEX ledger_entry_tenant_id_branch_id_posted_at_idx ON ledger_entry (tenant_id, branch_id, posted_at);

-- Every day there ever was, reckoned once as each is from now on whenever something of it moves.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['branch', 'invoice', 'invoice_line', 'job_card', 'job_line', 'credit_note', 'credit_note_line', 'payment', 'refund', 'ledger_entry', 'stock_movement', 'appointment', 'daily_metric'] LOOP
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;
WITH d as materialized (
    select b.tenant_id, b.id as branch_id, b.zone, b.currency from branch b
  ), issued as materialized (
    select i.tenant_id, i.branch_id, i.id, i.issued_at, (i.issued_at at time zone d.zone)::date as day, i.net_minor, i.tax_minor, i.total_minor, c.opened_at, c.promised_at,
           c.completion_number = i.completion_number and c.status in ('COMPLETED', 'COLLECTED') as stands
      from d join invoice i on i.tenant_id = d.tenant_id and i.branch_id = d.branch_id and i.issued_at is not null
      join job_card c on c.tenant_id = i.tenant_id and c.id = i.job_card_id
  ), taken as materialized (
    select k.tenant_id, k.invoice_id, k.invoice_position, sum(k.net_minor) as net, sum(k.total_minor) as total, sum(k.quantity) as quantity,
           coalesce(sum(k.quantity) filter (where k.stock <> 'NONE'), 0) as returned
      from issued i join credit_note_line k on k.tenant_id = i.tenant_id and k.invoice_id = i.id
     where i.stands group by 1, 2, 3
  ), left_of as (
    select i.tenant_id, i.id, i.total_minor - coalesce(sum(k.total), 0) as total from issued i left join taken k on k.tenant_id = i.tenant_id and k.invoice_id = i.id group by i.tenant_id, i.id, i.total_minor
  ), invoices as (
    select tenant_id, branch_id, day, count(*)::int as invoices, sum(net_minor)::bigint as net, sum(tax_minor)::bigint as tax, sum(total_minor)::bigint as total,
           (count(*) filter (where stands))::int as cards,
           coalesce(sum(floor(extract(epoch from issued_at - opened_at) / 60)) filter (where stands), 0)::bigint as minutes,
           (count(*) filter (where stands and promised_at is not null))::int as promised,
           (count(*) filter (where stands and issued_at <= promised_at))::int as kept,
           (count(*) filter (where stands and (total_minor = 0 or l.total <> 0)))::int as orders
      from issued i join left_of l using (tenant_id, id) group by 1, 2, 3
  ), lines as (
    select i.tenant_id, i.branch_id, i.day,
           coalesce(sum(l.net_minor - coalesce(k.net, 0)) filter (where l.kind = 'LABOUR'), 0)::bigint as labour,
           coalesce(sum(l.net_minor - coalesce(k.net, 0)) filter (where l.kind = 'PART'), 0)::bigint as parts,
           coalesce(sum(l.net_minor - coalesce(k.net, 0)) filter (where l.kind in ('SUBLET', 'FEE')), 0)::bigint as other,
           coalesce(sum((l.quantity - coalesce(k.quantity, 0)) * 1000) filter (where l.kind = 'LABOUR'), 0)::bigint as labour_milli,
           coalesce(sum(round(j.unit_cost_minor * (l.quantity - coalesce(k.returned, 0)))), 0)::bigint as cost,
           coalesce(sum(round(j.unit_cost_minor * (l.quantity - coalesce(k.returned, 0)))) filter (where l.kind = 'PART'), 0)::bigint as part_cost
      from issued i join invoice_line l on l.tenant_id = i.tenant_id and l.invoice_id = i.id
      join job_line j on j.tenant_id = l.tenant_id and j.id = l.job_line_id
      left join taken k on k.tenant_id = i.tenant_id and k.invoice_id = i.id and k.invoice_position = l.position
     where i.stands group by 1, 2, 3
  ), credits as (
    select d.tenant_id, d.branch_id, (k.issued_at at time zone d.zone)::date as day, count(*)::int as notes, sum(k.net_minor)::bigint as net, sum(k.tax_minor)::bigint as tax,
           sum(k.total_minor)::bigint as total
      from d join credit_note k on k.tenant_id = d.tenant_id and k.branch_id = d.branch_id and k.issued_at is not null
     group by 1, 2, 3
  ), money as (
    select tenant_id, branch_id, day, sum(came)::bigint as received, sum(went)::bigint as refunded from (
      select d.tenant_id, d.branch_id, (p.received_at at time zone d.zone)::date as day, p.amount_minor as came, 0 as went
        from d join payment p on p.tenant_id = d.tenant_id and p.branch_id = d.branch_id and p.received_at is not null
       where p.state = 'CAPTURED'
      union all
      select d.tenant_id, d.branch_id, (r.settled_at at time zone d.zone)::date, 0, r.amount_minor
        from d join refund r on r.tenant_id = d.tenant_id and r.branch_id = d.branch_id and r.settled_at is not null
       where r.state = 'SUCCEEDED'
    ) each group by 1, 2, 3
  ), owed as (
    select d.tenant_id, d.branch_id, (e.posted_at at time zone d.zone)::date as day, sum(e.amount_minor)::bigint as change
      from d join ledger_entry e on e.tenant_id = d.tenant_id and e.branch_id = d.branch_id and e.posted_at is not null
     where e.account = 'RECEIVABLES' group by 1, 2, 3
  ), moved as (
    select d.tenant_id, d.branch_id, (m.at at time zone d.zone)::date as day, m.kind, m.on_hand_change, round(m.on_hand_change * m.unit_cost_minor) as worth
      from d join stock_movement m on m.tenant_id = d.tenant_id and m.branch_id = d.branch_id and m.at is not null
  ), stock as (
    select tenant_id, branch_id, day, count(*) filter (where on_hand_change <> 0)::int as movements,
           coalesce(sum(worth) filter (where kind = 'RECEIVE'), 0)::bigint as received,
           coalesce(-sum(worth) filter (where kind = 'ISSUE'), 0)::bigint as issued,
           coalesce(sum(worth) filter (where kind in ('ADJUST', 'RETURN')), 0)::bigint as corrected
      from moved group by 1, 2, 3
  ), appointments as (
    select tenant_id, branch_id, day, sum(booked)::int as bookings, sum(cancelled)::int as cancellations, sum(came)::int as arrivals, sum(missed)::int as no_shows from (
      select d.tenant_id, d.branch_id, (a.booked_at at time zone d.zone)::date as day, 1 as booked, 0 as cancelled, 0 as came, 0 as missed
        from d join appointment a on a.tenant_id = d.tenant_id and a.branch_id = d.branch_id and a.booked_at is not null
      union all
      select d.tenant_id, d.branch_id, (a.cancelled_at at time zone d.zone)::date, 0, (a.booked_at is not null)::int, 0, 0
        from d join appointment a on a.tenant_id = d.tenant_id and a.branch_id = d.branch_id and a.cancelled_at is not null
      union all
      select d.tenant_id, d.branch_id, (a.starts_at at time zone d.zone)::date, 0, 0, (a.state = 'CHECKED_IN')::int, (a.state = 'NO_SHOW')::int
        from d join appointment a on a.tenant_id = d.tenant_id and a.branch_id = d.branch_id and a.starts_at is not null
    ) each group by 1, 2, 3
  ), reckoned as (
    select tenant_id, branch_id, day, d.currency,
           coalesce(i.cards, 0) as cards_completed, coalesce(i.minutes, 0) as turnaround_minutes, coalesce(i.promised, 0) as promised,
           coalesce(i.kept, 0) as promises_kept, coalesce(i.orders, 0) as orders, coalesce(i.invoices, 0) as invoices,
           coalesce(i.net, 0) as net_minor, coalesce(i.tax, 0) as tax_minor, coalesce(i.total, 0) as total_minor,
           coalesce(l.labour, 0) as labour_net_minor, coalesce(l.parts, 0) as part_net_minor, coalesce(l.other, 0) as other_net_minor,
           coalesce(l.labour_milli, 0) as labour_milli, coalesce(l.cost, 0) as cost_minor, coalesce(l.part_cost, 0) as part_cost_minor,
           coalesce(k.notes, 0) as credit_notes, coalesce(k.net, 0) as credited_net_minor, coalesce(k.tax, 0) as credited_tax_minor,
           coalesce(k.total, 0) as credited_total_minor, coalesce(m.received, 0) as received_minor, coalesce(m.refunded, 0) as refunded_minor,
           coalesce(o.change, 0) as owed_change_minor, coalesce(s.movements, 0) as stock_movements, coalesce(s.received, 0) as stock_received_minor,
           coalesce(s.issued, 0) as stock_issued_minor, coalesce(s.corrected, 0) as stock_corrected_minor, coalesce(a.bookings, 0) as bookings,
           coalesce(a.cancellations, 0) as cancellations, coalesce(a.arrivals, 0) as arrivals, coalesce(a.no_shows, 0) as no_shows
      from invoices i full join lines l using (tenant_id, branch_id, day) full join credits k using (tenant_id, branch_id, day) full join money m using (tenant_id, branch_id, day) full join owed o using (tenant_id, branch_id, day)
      full join stock s using (tenant_id, branch_id, day) full join appointments a using (tenant_id, branch_id, day) join d using (tenant_id, branch_id)
     where i.invoices > 0 or k.notes > 0 or m.received + m.refunded > 0 or o.change <> 0 or s.movements > 0
        or a.bookings + a.cancellations + a.arrivals + a.no_shows > 0
  )
INSERT INTO daily_metric (tenant_id, branch_id, day, currency,
    cards_completed, turnaround_minutes, promised, promises_kept, orders, invoices, net_minor, tax_minor, total_minor, labour_net_minor,
    part_net_minor, other_net_minor, labour_milli, cost_minor, part_cost_minor, credit_notes, credited_net_minor, credited_tax_minor,
    credited_total_minor, received_minor, refunded_minor, owed_change_minor, stock_movements, stock_received_minor, stock_issued_minor,
    stock_corrected_minor, bookings, cancellations, arrivals, no_shows)
SELECT tenant_id, branch_id, day, currency,
    cards_completed, turnaround_minutes, promised, promises_kept, orders, invoices, net_minor, tax_minor, total_minor, labour_net_minor,
    part_net_minor, other_net_minor, labour_milli, cost_minor, part_cost_minor, credit_notes, credited_net_minor, credited_tax_minor,
    credited_total_minor, received_minor, refunded_minor, owed_change_minor, stock_movements, stock_received_minor, stock_issued_minor,
    stock_corrected_minor, bookings, cancellations, arrivals, no_shows
  FROM reckoned
ON CONFLICT (tenant_id, branch_id, day) DO UPDATE SET refreshed_at = now(),
    cards_completed = excluded.cards_completed, turnaround_minutes = excluded.turnaround_minutes, promised = excluded.promised,
    promises_kept = excluded.promises_kept, orders = excluded.orders, invoices = excluded.invoices, net_minor = excluded.net_minor,
    tax_minor = excluded.tax_minor, total_minor = excluded.total_minor, labour_net_minor = excluded.labour_net_minor,
    part_net_minor = excluded.part_net_minor, other_net_minor = excluded.other_net_minor, labour_milli = excluded.labour_milli,
    cost_minor = excluded.cost_minor, part_cost_minor = excluded.part_cost_minor, credit_notes = excluded.credit_notes,
    credited_net_minor = excluded.credited_net_minor, credited_tax_minor = excluded.credited_tax_minor,
    credited_total_minor = excluded.credited_total_minor, received_minor = excluded.received_minor, refunded_minor = excluded.refunded_minor,
    owed_change_minor = excluded.owed_change_minor, stock_movements = excluded.stock_movements, stock_received_minor = excluded.stock_received_minor,
    stock_issued_minor = excluded.stock_issued_minor, stock_corrected_minor = excluded.stock_corrected_minor, bookings = excluded.bookings,
    cancellations = excluded.cancellations, arrivals = excluded.arrivals, no_shows = excluded.no_shows;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['branch', 'invoice', 'invoice_line', 'job_card', 'job_line', 'credit_note', 'credit_note_line', 'payment', 'refund', 'ledger_entry', 'stock_movement', 'appointment', 'daily_metric'] LOOP
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;
