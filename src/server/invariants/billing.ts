import { asked } from "./invariant.ts";

export const numbers = asked(
  "I3",
  `
  SELECT 'the numbers of a series have a hole, a double or another end than its counter' AS what,
         format('series %s: %s documents from %s to %s, counter %s', series, coalesce(i.n, 0), coalesce(i.low, 0), coalesce(i.high, 0), coalesce(c.last_number, 0)) AS place, NULL AS target
    FROM invoice_counter c
    FULL JOIN (SELECT tenant_id, series, count(*) AS n, count(DISTINCT sequence) AS different, min(sequence) AS low, max(sequence) AS high
                 FROM (SELECT tenant_id, series, sequence FROM invoice UNION ALL SELECT tenant_id, series, sequence FROM credit_note) numbered
                GROUP BY tenant_id, series) i USING (tenant_id, series)
   WHERE coalesce(c.last_number, 0) <> coalesce(i.n, 0) OR coalesce(i.n, 0) <> coalesce(i.different, 0)
      OR (i.n > 0 AND (i.low <> 1 OR i.high <> i.n))
  UNION ALL
  SELECT 'an invoice shows another number than its place in the series', format('invoice %s: at %s of series %s', number, sequence, series), 'invoice:' || id
    FROM invoice WHERE number <> series || '-' || lpad(sequence::text, greatest(5, length(sequence::text)), '0')
  UNION ALL
  SELECT 'a credit note shows another number than its place in the series', format('credit note %s: at %s of series %s', number, sequence, series), 'invoice:' || invoice_id
    FROM credit_note WHERE number <> series || '-' || lpad(sequence::text, greatest(5, length(sequence::text)), '0')
  UNION ALL
  SELECT 'issued invoices can be changed', format('trigger %s is missing or switched off', wanted.trigger), NULL
    FROM (VALUES ('invoice', 'invoice_immutable'), ('invoice_line', 'invoice_line_immutable'), ('credit_note', 'credit_note_immutable'), ('credit_note_line', 'credit_note_line_immutable')) AS wanted(relation, trigger)
   WHERE NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = to_regclass(wanted.relation) AND t.tgname = wanted.trigger AND t.tgenabled IN ('O', 'A'))`,
);

export const totals = asked(
  "I4",
  `
  WITH lines AS (
    SELECT tenant_id, invoice_id, sum(net_minor) AS net, sum(tax_minor) AS tax, sum(total_minor) AS total FROM invoice_line GROUP BY 1, 2
  ), rates AS (
    SELECT tenant_id, invoice_id, tax_rate_bp, sum(net_minor) AS net, sum(tax_minor) AS tax FROM invoice_line GROUP BY 1, 2, 3
  ), stated AS (
    SELECT i.tenant_id, i.id AS invoice_id, (t->>'rateBp')::int AS tax_rate_bp, sum((t->>'netMinor')::bigint) AS net, sum((t->>'taxMinor')::bigint) AS tax
      FROM invoice i, jsonb_array_elements(i.taxes) AS t GROUP BY 1, 2, 3
  ), paid AS (
    SELECT tenant_id, invoice_id, sum(amount_minor) AS amount FROM payment_allocation GROUP BY 1, 2
  ), asked AS (
    SELECT tenant_id, invoice_id, sum(amount_minor) AS amount FROM payment WHERE state = 'PENDING' AND invoice_id IS NOT NULL GROUP BY 1, 2
  ), credited AS (
    SELECT tenant_id, invoice_id, sum(total_minor) AS amount FROM credit_note GROUP BY 1, 2
  ), credit_lines AS (
    SELECT tenant_id, credit_note_id, sum(net_minor) AS net, sum(tax_minor) AS tax FROM credit_note_line GROUP BY 1, 2
  ), line_credits AS (
    SELECT tenant_id, invoice_id, invoice_position, sum(net_minor) AS net, sum(tax_minor) AS tax, sum(quantity) AS quantity FROM credit_note_line GROUP BY 1, 2, 3
  ), spent AS (
    SELECT tenant_id, payment_id, sum(amount_minor) AS amount FROM payment_allocation GROUP BY 1, 2
  ), returned AS (
    SELECT tenant_id, payment_id, sum(amount_minor) AS amount FROM refund WHERE state <> 'FAILED' GROUP BY 1, 2
  )
  SELECT 'an invoice is not the sum of its lines' AS what, format('invoice %s: %s + %s = %s, lines %s + %s = %s', i.number, i.net_minor, i.tax_minor, i.total_minor,
         coalesce(l.net, 0), coalesce(l.tax, 0), coalesce(l.total, 0)) AS place, 'invoice:' || i.id AS target
    FROM invoice i LEFT JOIN lines l ON l.tenant_id = i.tenant_id AND l.invoice_id = i.id
   WHERE l.invoice_id IS NULL OR i.net_minor <> l.net OR i.tax_minor <> l.tax OR i.total_minor <> l.total OR i.total_minor <> i.net_minor + i.tax_minor
  UNION ALL
  SELECT 'an invoice states another tax than its lines',
         format('invoice %s at %s%%: %s stated, lines %s', coalesce(i.number, k.invoice_id::text), k.tax_rate_bp / 100.0, coalesce(s.tax, 0), coalesce(r.tax, 0)), 'invoice:' || k.invoice_id
    FROM stated s FULL JOIN rates r USING (tenant_id, invoice_id, tax_rate_bp) AS k LEFT JOIN invoice i ON i.tenant_id = k.tenant_id AND i.id = k.invoice_id
   WHERE s.net IS DISTINCT FROM r.net OR s.tax IS DISTINCT FROM r.tax
  UNION ALL
  SELECT 'more is paid than was invoiced, or in another currency', format('invoice %s: %s of %s %s', i.number, p.amount, i.total_minor, i.currency), 'invoice:' || i.id
    FROM paid p JOIN invoice i ON i.tenant_id = p.tenant_id AND i.id = p.invoice_id
   WHERE p.amount NOT BETWEEN 0 AND i.total_minor
      OR EXISTS (SELECT 1 FROM payment_allocation a JOIN payment y ON y.tenant_id = a.tenant_id AND y.id = a.payment_id
                  WHERE a.tenant_id = i.tenant_id AND a.invoice_id = i.id AND y.currency <> i.currency)
  UNION ALL
  SELECT 'the balance of an invoice is not what was paid, credited and asked for',
         format('invoice %s: %s paid of %s, %s credited of %s, %s asked for of %s', i.number, b.paid_minor, coalesce(p.amount, 0), b.credited_minor, coalesce(c.amount, 0),
                b.pending_minor, coalesce(q.amount, 0)), 'invoice:' || i.id
    FROM invoice i LEFT JOIN invoice_balance b ON b.tenant_id = i.tenant_id AND b.invoice_id = i.id
    LEFT JOIN paid p ON p.tenant_id = i.tenant_id AND p.invoice_id = i.id
    LEFT JOIN credited c ON c.tenant_id = i.tenant_id AND c.invoice_id = i.id
    LEFT JOIN asked q ON q.tenant_id = i.tenant_id AND q.invoice_id = i.id
   WHERE b.total_minor IS DISTINCT FROM i.total_minor OR b.paid_minor <> coalesce(p.amount, 0) OR b.credited_minor <> coalesce(c.amount, 0)
      OR b.pending_minor <> coalesce(q.amount, 0)
  UNION ALL
  SELECT 'what is owed on an invoice is not its total less what was paid and credited',
         format('invoice %s: %s owed, %s less %s and %s', i.number, coalesce(r.due_minor, 0), i.total_minor, coalesce(p.amount, 0), coalesce(c.amount, 0)), 'invoice:' || i.id
    FROM invoice i LEFT JOIN paid p ON p.tenant_id = i.tenant_id AND p.invoice_id = i.id
    LEFT JOIN credited c ON c.tenant_id = i.tenant_id AND c.invoice_id = i.id
    LEFT JOIN receivable r ON r.tenant_id = i.tenant_id AND r.invoice_id = i.id
   WHERE coalesce(r.due_minor, 0) <> greatest(i.total_minor - coalesce(p.amount, 0) - coalesce(c.amount, 0), 0)
  UNION ALL
  SELECT 'a payment is not spent as it says', format('payment %s: %s pays, of %s said; %s went back, of %s said; %s in all', y.id, coalesce(s.amount, 0), y.allocated_minor,
         coalesce(b.amount, 0), y.refunded_minor, y.amount_minor), 'invoice:' || y.invoice_id
    FROM payment y LEFT JOIN spent s ON s.tenant_id = y.tenant_id AND s.payment_id = y.id
    LEFT JOIN returned b ON b.tenant_id = y.tenant_id AND b.payment_id = y.id
   WHERE y.allocated_minor <> coalesce(s.amount, 0) OR y.refunded_minor <> coalesce(b.amount, 0)
      OR coalesce(s.amount, 0) + coalesce(b.amount, 0) > CASE y.state WHEN 'CAPTURED' THEN y.amount_minor ELSE 0 END
  UNION ALL
  SELECT 'a credit note is not the sum of its lines', format('credit note %s: %s + %s, lines %s + %s', n.number, n.net_minor, n.tax_minor, coalesce(l.net, 0), coalesce(l.tax, 0)),
         'invoice:' || n.invoice_id
    FROM credit_note n LEFT JOIN credit_lines l ON l.tenant_id = n.tenant_id AND l.credit_note_id = n.id
   WHERE l.credit_note_id IS NULL OR n.net_minor <> l.net OR n.tax_minor <> l.tax
      OR n.tax_minor <> (SELECT coalesce(sum((t->>'taxMinor')::bigint), 0) FROM jsonb_array_elements(n.taxes) t)
  UNION ALL
  SELECT 'more than a line was credited', format('invoice %s, line %s: %s + %s of %s + %s', i.number, l.position, k.net, k.tax, l.net_minor, l.tax_minor), 'invoice:' || i.id
    FROM line_credits k JOIN invoice_line l ON l.tenant_id = k.tenant_id AND l.invoice_id = k.invoice_id AND l.position = k.invoice_position
    JOIN invoice i ON i.tenant_id = k.tenant_id AND i.id = k.invoice_id
   WHERE k.net > l.net_minor OR k.tax > l.tax_minor OR k.quantity > l.quantity`,
);

/** What each document, payment, share and refund must have posted. */
const expected = `
    SELECT i.tenant_id, i.id AS source_id, 'ISSUED' AS entry, e.account::text, i.currency, e.amount, 'invoice ' || i.number AS name, i.id AS invoice_id
      FROM invoice i, LATERAL (VALUES ('RECEIVABLES', i.total_minor), ('SALES', -i.net_minor), ('TAX', -i.tax_minor)) AS e(account, amount)
    UNION ALL
    SELECT n.tenant_id, n.id, 'ISSUED', e.account, n.currency, e.amount, 'credit note ' || n.number, n.invoice_id
      FROM credit_note n, LATERAL (VALUES ('RECEIVABLES', -n.total_minor), ('SALES', n.net_minor), ('TAX', n.tax_minor)) AS e(account, amount)
    UNION ALL
    SELECT p.tenant_id, p.id, 'CAPTURED', e.account, p.currency, e.amount, 'payment ' || p.id, p.invoice_id
      FROM payment p, LATERAL (VALUES ('BANK', p.amount_minor), ('DEPOSITS', -p.amount_minor)) AS e(account, amount) WHERE p.state = 'CAPTURED'
    UNION ALL
    SELECT a.tenant_id, a.id, 'ALLOCATED', e.account, p.currency, e.amount, 'share of payment ' || p.id, a.invoice_id
      FROM payment_allocation a JOIN payment p ON p.tenant_id = a.tenant_id AND p.id = a.payment_id,
           LATERAL (VALUES ('DEPOSITS', a.amount_minor), ('RECEIVABLES', -a.amount_minor)) AS e(account, amount)
    UNION ALL
    SELECT r.tenant_id, r.id, e.entry, e.account, r.currency, e.amount, 'refund ' || r.id, r.invoice_id
      FROM refund r, LATERAL (VALUES ('REQUESTED', 'DEPOSITS', r.amount_minor), ('REQUESTED', 'REFUNDS_PAYABLE', -r.amount_minor),
             ('SUCCEEDED', 'REFUNDS_PAYABLE', r.amount_minor), ('SUCCEEDED', 'BANK', -r.amount_minor),
             ('FAILED', 'REFUNDS_PAYABLE', r.amount_minor), ('FAILED', 'DEPOSITS', -r.amount_minor)) AS e(entry, account, amount)
     WHERE e.entry = 'REQUESTED' OR e.entry = r.state::text`;

export const ledger = asked(
  "I5",
  `
  WITH expected AS (${expected}), posted AS (
    SELECT tenant_id, source_id, entry, account::text, currency, amount_minor AS amount FROM ledger_entry
  )
  SELECT 'a posting does not balance' AS what, format('%s of %s: %s', entry, source_id, sum(amount)) AS place, NULL AS target
    FROM posted GROUP BY tenant_id, source_id, entry HAVING sum(amount) <> 0 OR count(DISTINCT currency) > 1
  UNION ALL
  SELECT 'the books say something else than what happened',
         format('%s, %s on %s: %s posted, %s happened', coalesce(e.name, k.source_id::text), k.entry, k.account, coalesce(p.amount, 0), coalesce(e.amount, 0)), 'invoice:' || e.invoice_id
    FROM (SELECT * FROM expected WHERE amount <> 0) e
    FULL JOIN posted p USING (tenant_id, source_id, entry, account) AS k
   WHERE e.amount IS DISTINCT FROM p.amount OR e.currency IS DISTINCT FROM p.currency
  UNION ALL
  SELECT 'the books can be changed', format('trigger %s is missing or switched off', wanted.trigger), NULL
    FROM (VALUES ('ledger_entry', 'ledger_entry_balanced'), ('ledger_entry', 'ledger_entry_immutable'), ('payment_allocation', 'payment_allocation_immutable')) AS wanted(relation, trigger)
   WHERE NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = to_regclass(wanted.relation) AND t.tgname = wanted.trigger AND t.tgenabled IN ('O', 'A'))`,
);

/** By what the gateway told us; the nightly comparison asks the gateway itself. */
export const gatewayMoney = asked(
  "I9",
  `
  SELECT 'money came in at the gateway and is not in the books' AS what, format('payment %s is %s, the gateway told %s of %s', p.id, p.state, g.type, g.amount_minor) AS place,
         'invoice:' || p.invoice_id AS target
    FROM gateway_event g JOIN payment p ON p.tenant_id = g.tenant_id AND p.id = g.payment_id
   WHERE g.refund_id IS NULL AND g.type = 'payment_intent.succeeded' AND p.state <> 'CAPTURED'
  UNION ALL
  SELECT 'the gateway tells another amount than the books', format('payment %s: %s, the gateway %s', p.id, p.amount_minor, g.amount_minor), 'invoice:' || p.invoice_id
    FROM gateway_event g JOIN payment p ON p.tenant_id = g.tenant_id AND p.id = g.payment_id
   WHERE g.refund_id IS NULL AND g.type LIKE 'payment_intent.%' AND g.amount_minor <> p.amount_minor
  UNION ALL
  SELECT 'the gateway tells another refund than the books', format('refund %s: %s, the gateway %s', r.id, r.amount_minor, g.amount_minor), 'invoice:' || r.invoice_id
    FROM gateway_event g JOIN refund r ON r.tenant_id = g.tenant_id AND r.id = g.refund_id WHERE g.amount_minor <> r.amount_minor
  UNION ALL
  SELECT 'a card payment is in the books without a charge at the gateway', format('payment %s', p.id), 'invoice:' || p.invoice_id
    FROM payment p WHERE p.gateway <> 'manual' AND p.state = 'CAPTURED' AND (p.intent_id IS NULL OR p.charge_id IS NULL)
  UNION ALL
  SELECT 'a card refund is in the books without one at the gateway', format('refund %s', r.id), 'invoice:' || r.invoice_id
    FROM refund r WHERE r.gateway <> 'manual' AND r.state = 'SUCCEEDED' AND r.gateway_refund_id IS NULL`,
);
