import { auditGenesis, auditHash, type ChainedEntry } from "#/domain/audit-chain.ts";
import { before, type Garage } from "./garage.ts";
import type { WrittenVisit } from "./visits.ts";

/** The tenant's trail: invoice series of its branches and the audit chain, filled while visits are completed in order of time. */
export type Trail = { series: Map<string, number>; entries: ChainedEntry[] };
export type Finished = WrittenVisit & { completedAt: Date };

/** An instant, `ms` later. */
export const after = (at: Date, ms: number) => new Date(at.getTime() + ms);

/** Writes the counters and the sealed audit. Entries must have come in order of time. */
export function writeTrail(garage: Garage, trail: Trail): void {
  const { sheet, tenant } = garage;
  for (const [series, last] of trail.series)
    sheet.add("invoice_counter", { tenant_id: tenant.id, series, last_number: last });
  let hash = auditGenesis;
  trail.entries.forEach((entry, index) => {
    hash = auditHash(hash, entry);
    sheet.add("audit_entry", {
      tenant_id: entry.tenantId,
      id: entry.id,
      at: entry.at,
      actor_kind: entry.actorKind,
      actor_id: entry.actorId,
      actor_name: entry.actorName,
      action: entry.action,
      subject_type: entry.subjectType,
      subject_id: entry.subjectId,
      changes: { ...(entry.changes ?? {}) },
      correlation_id: entry.correlationId,
      run_id: entry.runId,
      form: entry.form,
      ip_address: entry.ipAddress,
      user_agent: entry.userAgent,
    });
    sheet.add("audit_seal", {
      tenant_id: tenant.id,
      position: index + 1,
      entry_id: entry.id,
      hash,
      sealed_at: after(new Date(entry.at), 3000),
    });
  });
  const last = trail.entries.at(-1);
  sheet.add("audit_head", {
    tenant_id: tenant.id,
    position: trail.entries.length,
    hash,
    sealed_through: last ? new Date(last.at) : before(garage.now, 1),
  });
}
