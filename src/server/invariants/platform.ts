import { setImmediate as pause } from "node:timers/promises";
import { auditGenesis, auditHash } from "#/domain/audit-chain.ts";
import { type Finding, findingLimit } from "#/domain/invariants.ts";
import { asked, findingsOf, type Invariant, type Query, targetOf } from "./invariant.ts";

// A delivery that retention removed stands in its event's `pruned`, and counts as given.
// Times are compared with now(), the moment of the check's own snapshot: what has happened beside it since is not in it.
export const deliveries = asked(
  "I7",
  `
  WITH owed AS (
    SELECT e.tenant_id, e.id AS event_id, consumer, count(*) AS n FROM outbox_event e, unnest(e.consumers) AS consumer GROUP BY 1, 2, 3
  ), given AS (
    SELECT tenant_id, event_id, consumer, count(*) AS n FROM (
      SELECT tenant_id, event_id, consumer FROM event_delivery
      UNION ALL
      SELECT tenant_id, id, jsonb_object_keys(pruned) FROM outbox_event WHERE pruned IS NOT NULL
    ) AS all_given GROUP BY 1, 2, 3
  )
  SELECT format('an event is owed to a consumer %s times and has %s deliveries', coalesce(o.n, 0), coalesce(g.n, 0)) AS what,
         format('event %s %s, consumer %s', k.event_id, e.type, k.consumer) AS place, e.subject_type || ':' || e.subject_id AS target
    FROM owed o FULL JOIN given g USING (tenant_id, event_id, consumer) AS k
    LEFT JOIN outbox_event e ON e.tenant_id = k.tenant_id AND e.id = k.event_id
   WHERE o.n IS DISTINCT FROM 1 OR g.n IS DISTINCT FROM 1
  UNION ALL
  SELECT 'a delivery is RUNNING and its lease ended over five minutes ago', format('delivery %s to %s of %s', d.id, d.consumer, e.type), e.subject_type || ':' || e.subject_id
    FROM event_delivery d JOIN outbox_event e ON e.tenant_id = d.tenant_id AND e.id = d.event_id
   WHERE d.state = 'RUNNING' AND (d.lease_until IS NULL OR d.lease_until < now() - interval '5 minutes')
  UNION ALL
  SELECT format('a dead delivery has %s tasks', count(t.id)), format('delivery %s to %s of %s', d.id, d.consumer, e.type), e.subject_type || ':' || e.subject_id
    FROM event_delivery d JOIN outbox_event e ON e.tenant_id = d.tenant_id AND e.id = d.event_id
    LEFT JOIN manual_task t ON t.tenant_id = d.tenant_id AND t.source_key = 'delivery:' || d.id
   WHERE d.state = 'DEAD' GROUP BY d.tenant_id, d.id, d.consumer, e.type, e.subject_type, e.subject_id HAVING count(t.id) <> 1
  UNION ALL
  SELECT format('an invoice was told of %s times', count(e.id)), format('invoice %s', i.number), 'invoice:' || i.id
    FROM invoice i LEFT JOIN outbox_event e ON e.tenant_id = i.tenant_id AND e.type = 'invoice/generated' AND e.data->>'invoiceId' = i.id::text
   GROUP BY i.tenant_id, i.id, i.number HAVING count(e.id) <> 1`,
);

const ofMessage = "coalesce('invoice:' || m.invoice_id, 'jobCard:' || m.job_card_id)";

export const effects = asked(
  "I8",
  `
  SELECT format('%s messages were sent for one delivery', count(*)) AS what, format('source %s', m.source_key) AS place, max(${ofMessage}) AS target
    FROM message m WHERE m.state = 'SENT' GROUP BY m.tenant_id, m.source_key HAVING count(*) > 1
  UNION ALL
  SELECT 'a message stands for a delivery that does not exist', format('message %s, source %s', m.id, m.source_key), ${ofMessage}
    FROM message m WHERE m.source_key LIKE 'delivery:%'
     AND NOT EXISTS (SELECT 1 FROM event_delivery d WHERE d.tenant_id = m.tenant_id AND 'delivery:' || d.id = m.source_key)
     AND m.source_key NOT IN (SELECT 'delivery:' || removed.id FROM outbox_event e, jsonb_each_text(e.pruned) AS removed (consumer, id) WHERE e.pruned IS NOT NULL)
  UNION ALL
  SELECT 'a message says it was sent and not when', format('message %s', m.id), ${ofMessage} FROM message m WHERE (m.state = 'SENT') <> (m.sent_at IS NOT NULL)
  UNION ALL
  SELECT format('an invoice has %s files', count(*)), format('invoice %s', f.invoice_id), 'invoice:' || f.invoice_id FROM invoice_file f GROUP BY f.tenant_id, f.invoice_id HAVING count(*) > 1
  UNION ALL
  SELECT format('a credit note has %s files', count(*)), format('credit note %s', f.credit_note_id), NULL
    FROM credit_note_file f GROUP BY f.tenant_id, f.credit_note_id HAVING count(*) > 1`,
);

// Read in pages, so that a chain of a million entries does not stand in memory; hashed in shorter turns, some
// milliseconds each, so that requests of the same process do not wait for the chain.
const page = 500;
const turn = 50;
const text = (value: unknown) => (typeof value === "string" ? value : "");
const textOrNull = (value: unknown) => (typeof value === "string" ? value : null);

const entryOf = (row: Record<string, unknown>) => ({
  id: text(row.id),
  tenantId: text(row.tenant_id),
  at: row.at instanceof Date ? row.at : text(row.at),
  actorKind: text(row.actor_kind),
  actorId: textOrNull(row.actor_id),
  actorName: text(row.actor_name),
  action: text(row.action),
  subjectType: text(row.subject_type),
  subjectId: text(row.subject_id),
  changes: row.changes,
  correlationId: text(row.correlation_id),
  runId: text(row.run_id),
  form: Number(row.form),
  ipAddress: textOrNull(row.ip_address),
  userAgent: textOrNull(row.user_agent),
});

/** Walks a tenant's chain from its first entry and stops where it breaks: what follows a break proves nothing. */
const brokenLink = async (query: Query, tenantId: string): Promise<Finding | null> => {
  let previous = auditGenesis;
  for (let position = 0; ; position += page) {
    const rows = await query(`
      SELECT s.position, s.hash, e.* FROM audit_seal s JOIN audit_entry e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id
       WHERE s.tenant_id = '${tenantId}' AND s.position > ${position} AND s.position <= ${position + page} ORDER BY s.position`);
    for (const [index, row] of rows.entries()) {
      if (index % turn === 0) await pause();
      const hash = auditHash(previous, entryOf(row));
      if (hash !== row.hash)
        return {
          what: "the audit chain breaks",
          place: `position ${row.position}, entry ${row.id}, ${row.action}`,
          target: targetOf(`${row.subject_type}:${row.subject_id}`),
        };
      previous = hash;
    }
    if (rows.length < page) break;
  }
  const heads = await query(`SELECT hash FROM audit_head WHERE tenant_id = '${tenantId}'`);
  return heads.length === 0 || heads[0]?.hash === previous
    ? null
    : { what: "the audit chain does not end at its head", place: `tenant ${tenantId}`, target: null };
};

const chainShape = `
  SELECT 'the seals are not numbered 1 to n, or the head is elsewhere' AS what,
         format('tenant %s: %s seals from %s to %s, head at %s', tenant_id, coalesce(s.n, 0), coalesce(s.low, 0), coalesce(s.high, 0), coalesce(h.position, 0)) AS place, NULL AS target
    FROM audit_head h
    FULL JOIN (SELECT tenant_id, count(*) AS n, count(DISTINCT position) AS different, min(position) AS low, max(position) AS high FROM audit_seal GROUP BY tenant_id) s USING (tenant_id)
   WHERE coalesce(h.position, 0) <> coalesce(s.n, 0) OR (s.n > 0 AND (s.low <> 1 OR s.high <> s.n OR s.different <> s.n))
  UNION ALL
  SELECT 'a seal stands for an entry that is gone', format('tenant %s, position %s', s.tenant_id, s.position), NULL
    FROM audit_seal s WHERE NOT EXISTS (SELECT 1 FROM audit_entry e WHERE e.tenant_id = s.tenant_id AND e.id = s.entry_id)`;

const unsealed = (graceMs: number) => `
  SELECT 'an audit entry is outside the chain for too long' AS what, format('tenant %s, entry %s of %s', a.tenant_id, a.id, a.at) AS place, a.subject_type || ':' || a.subject_id AS target
    FROM audit_entry a
   WHERE a.at < now() - ${graceMs} * interval '1 millisecond'
     AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.tenant_id = a.tenant_id AND s.entry_id = a.id)`;

/** @param graceMs how long an entry may wait for its seal; where no sealer runs, as in most tests, it has to be long */
export const auditChain = (graceMs: number): Invariant => ({
  id: "I12",
  needs: [],
  find: async (query) => {
    const found = await findingsOf(query, `${chainShape} UNION ALL ${unsealed(graceMs)}`);
    const tenants = await query("SELECT DISTINCT tenant_id FROM audit_seal ORDER BY tenant_id");
    for (const { tenant_id: tenantId } of tenants) {
      if (found.length >= findingLimit) break;
      const broken = await brokenLink(query, text(tenantId));
      if (broken) found.push(broken);
    }
    return found;
  },
});
