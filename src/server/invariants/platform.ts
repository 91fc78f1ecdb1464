import { auditGenesis, auditHash } from "#/domain/audit-chain.ts";
import { asked, type Finding, findingLimit, findingsOf, type Invariant, type Query } from "./invariant.ts";

export const deliveries = asked(
  "I7",
  "Each event has one delivery for each consumer it was written for, and none is lost",
  `
  WITH owed AS (
    SELECT e.tenant_id, e.id AS event_id, e.type, consumer, count(*) AS n FROM outbox_event e, unnest(e.consumers) AS consumer GROUP BY 1, 2, 3, 4
  ), given AS (
    SELECT tenant_id, event_id, consumer, count(*) AS n FROM event_delivery GROUP BY 1, 2, 3
  )
  SELECT format('an event is owed to a consumer %s times and has %s deliveries', coalesce(o.n, 0), coalesce(g.n, 0)) AS what,
         format('event %s%s, consumer %s', event_id, ' ' || o.type, consumer) AS place
    FROM owed o FULL JOIN given g USING (tenant_id, event_id, consumer)
   WHERE o.n IS DISTINCT FROM 1 OR g.n IS DISTINCT FROM 1
  UNION ALL
  SELECT 'a delivery is RUNNING and its lease ended over five minutes ago', format('delivery %s to %s of event %s', id, consumer, event_id)
    FROM event_delivery WHERE state = 'RUNNING' AND (lease_until IS NULL OR lease_until < clock_timestamp() - interval '5 minutes')
  UNION ALL
  SELECT format('a dead delivery has %s tasks', count(t.id)), format('delivery %s to %s of event %s', d.id, d.consumer, d.event_id)
    FROM event_delivery d LEFT JOIN manual_task t ON t.tenant_id = d.tenant_id AND t.source_key = 'delivery:' || d.id
   WHERE d.state = 'DEAD' GROUP BY d.tenant_id, d.id, d.consumer, d.event_id HAVING count(t.id) <> 1
  UNION ALL
  SELECT format('an invoice was told of %s times', count(e.id)), format('invoice %s', i.number)
    FROM invoice i LEFT JOIN outbox_event e ON e.tenant_id = i.tenant_id AND e.type = 'invoice/generated' AND e.data->>'invoiceId' = i.id::text
   GROUP BY i.tenant_id, i.number HAVING count(e.id) <> 1`,
);

export const effects = asked(
  "I8",
  "Each owed message is sent at most once, and each invoice has at most one file",
  `
  SELECT format('%s messages were sent for one delivery', count(*)) AS what, format('source %s', source_key) AS place
    FROM message WHERE state = 'SENT' GROUP BY tenant_id, source_key HAVING count(*) > 1
  UNION ALL
  SELECT 'a message stands for a delivery that does not exist', format('message %s, source %s', m.id, m.source_key)
    FROM message m WHERE m.source_key LIKE 'delivery:%'
     AND NOT EXISTS (SELECT 1 FROM event_delivery d WHERE d.tenant_id = m.tenant_id AND 'delivery:' || d.id = m.source_key)
  UNION ALL
  SELECT 'a message says it was sent and not when', format('message %s', id) FROM message WHERE (state = 'SENT') <> (sent_at IS NOT NULL)
  UNION ALL
  SELECT format('an invoice has %s files', count(*)), format('invoice %s', invoice_id) FROM invoice_file GROUP BY tenant_id, invoice_id HAVING count(*) > 1`,
);

// Read in pages, so that a chain of a million entries does not stand in memory.
const page = 5000;
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
});

/** Walks a tenant's chain from its first entry and stops where it breaks: what follows a break proves nothing. */
const brokenLink = async (query: Query, tenantId: string): Promise<Finding | null> => {
  let previous = auditGenesis;
  for (let position = 0; ; position += page) {
    const rows = await query(`
      SELECT s.position, s.hash, e.* FROM audit_seal s JOIN audit_entry e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id
       WHERE s.tenant_id = '${tenantId}' AND s.position > ${position} AND s.position <= ${position + page} ORDER BY s.position`);
    for (const row of rows) {
      const hash = auditHash(previous, entryOf(row));
      if (hash !== row.hash)
        return {
          what: "the audit chain breaks",
          place: `tenant ${tenantId}, position ${row.position}, entry ${row.id}`,
        };
      previous = hash;
    }
    if (rows.length < page) break;
  }
  const heads = await query(`SELECT hash FROM audit_head WHERE tenant_id = '${tenantId}'`);
  return heads.length === 0 || heads[0]?.hash === previous
    ? null
    : { what: "the audit chain does not end at its head", place: `tenant ${tenantId}` };
};

const chainShape = `
  SELECT 'the seals are not numbered 1 to n, or the head is elsewhere' AS what,
         format('tenant %s: %s seals from %s to %s, head at %s', tenant_id, coalesce(s.n, 0), coalesce(s.low, 0), coalesce(s.high, 0), coalesce(h.position, 0)) AS place
    FROM audit_head h
    FULL JOIN (SELECT tenant_id, count(*) AS n, count(DISTINCT position) AS different, min(position) AS low, max(position) AS high FROM audit_seal GROUP BY tenant_id) s USING (tenant_id)
   WHERE coalesce(h.position, 0) <> coalesce(s.n, 0) OR (s.n > 0 AND (s.low <> 1 OR s.high <> s.n OR s.different <> s.n))
  UNION ALL
  SELECT 'a seal stands for an entry that is gone', format('tenant %s, position %s', s.tenant_id, s.position)
    FROM audit_seal s WHERE NOT EXISTS (SELECT 1 FROM audit_entry e WHERE e.tenant_id = s.tenant_id AND e.id = s.entry_id)`;

const unsealed = (graceMs: number) => `
  SELECT 'an audit entry is outside the chain for too long' AS what, format('tenant %s, entry %s of %s', a.tenant_id, a.id, a.at) AS place
    FROM audit_entry a
   WHERE a.at < clock_timestamp() - ${graceMs} * interval '1 millisecond'
     AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.tenant_id = a.tenant_id AND s.entry_id = a.id)`;

/** @param graceMs how long an entry may wait for its seal; where no sealer runs, as in most tests, it has to be long */
export const auditChain = (graceMs: number): Invariant => ({
  id: "I12",
  title: "The audit chain is whole to its head, and nothing stays outside it",
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
