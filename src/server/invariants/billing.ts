import type { InvariantId } from "#/domain/invariants.ts";
import { asked, type Invariant } from "./invariant.ts";

export const numbers = asked(
  "I3",
  `
  SELECT 'the numbers of a series have a hole, a double or another end than its counter' AS what,
         format('series %s: %s invoices from %s to %s, counter %s', series, coalesce(i.n, 0), coalesce(i.low, 0), coalesce(i.high, 0), coalesce(c.last_number, 0)) AS place, NULL AS target
    FROM invoice_counter c
    FULL JOIN (SELECT tenant_id, series, count(*) AS n, count(DISTINCT sequence) AS different, min(sequence) AS low, max(sequence) AS high
                 FROM invoice GROUP BY tenant_id, series) i USING (tenant_id, series)
   WHERE coalesce(c.last_number, 0) <> coalesce(i.n, 0) OR coalesce(i.n, 0) <> coalesce(i.different, 0)
      OR (i.n > 0 AND (i.low <> 1 OR i.high <> i.n))
  UNION ALL
  SELECT 'an invoice shows another number than its place in the series', format('invoice %s: at %s of series %s', number, sequence, series), 'invoice:' || id
    FROM invoice WHERE number <> series || '-' || lpad(sequence::text, greatest(5, length(sequence::text)), '0')
  UNION ALL
  SELECT 'issued invoices can be changed', format('trigger %s is missing or switched off', wanted.trigger), NULL
    FROM (VALUES ('invoice', 'invoice_immutable'), ('invoice_line', 'invoice_line_immutable')) AS wanted(relation, trigger)
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
    SELECT tenant_id, invoice_id, sum(amount_minor) FILTER (WHERE state = 'CAPTURED') AS amount, min(currency) AS currency, count(DISTINCT currency) AS currencies
      FROM payment GROUP BY 1, 2
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
  SELECT 'more is paid than was invoiced, or in another currency', format('invoice %s: %s %s of %s %s', i.number, p.amount, p.currency, i.total_minor, i.currency), 'invoice:' || i.id
    FROM paid p JOIN invoice i ON i.tenant_id = p.tenant_id AND i.id = p.invoice_id
   WHERE p.amount > i.total_minor OR p.currencies > 1 OR p.currency <> i.currency
  UNION ALL
  SELECT 'what is owed on an invoice is not its total less what was paid',
         format('invoice %s: %s owed, %s less %s', i.number, coalesce(r.due_minor, 0), i.total_minor, coalesce(p.amount, 0)), 'invoice:' || i.id
    FROM invoice i LEFT JOIN paid p ON p.tenant_id = i.tenant_id AND p.invoice_id = i.id
    LEFT JOIN receivable r ON r.tenant_id = i.tenant_id AND r.invoice_id = i.id
   WHERE coalesce(r.due_minor, 0) <> greatest(i.total_minor - coalesce(p.amount, 0), 0)`,
);

/** The table exists but nobody has said yet what must hold in it: better red than silent. */
const unasked = (id: InvariantId, table: string): Invariant => ({
  id,
  needs: [table],
  find: async () => [
    {
      what: `the table ${table} exists, and nothing is asked of it yet`,
      place: "src/server/invariants/billing.ts",
      target: null,
    },
  ],
});

export const ledger = unasked("I5", "ledger_entry");
export const gatewayMoney = unasked("I9", "gateway_event");
