import type pg from "pg";
import { checksumOf } from "../doors/checksum.ts";

/**
 * What an import leaves behind when it is undone: its own record, who asked and when, and the events and effects of the
 * batches. `daily_metric` is reckoned from the rows whenever something moves, so it says no more than they do.
 */
const records = [
  "audit_entry",
  "audit_head",
  "audit_seal",
  "data_import",
  "event_delivery",
  "idempotency_key",
  "import_row",
  "orchestration_run",
  "orchestration_step",
  "outbox_event",
  "daily_metric",
  // Signing in again is no part of it.
  "session",
] as const;

/** One sum for each table of the tenant but for records, over every column but the version, which rises with each change. */
export const tablesOf = async (admin: pg.Pool, tenantId: string): Promise<Record<string, string>> => {
  const sums = await checksumOf(admin, tenantId);
  for (const table of records) delete sums[table];
  for (const table of ["part", "customer", "vehicle"]) {
    const { rows } = await admin.query<{ sum: string }>(
      `select count(*) || ' ' || md5(coalesce(string_agg((to_jsonb(t) - 'version')::text, '|' order by t.id), '')) as sum from ${table} t where tenant_id = $1`,
      [tenantId],
    );
    sums[table] = rows[0]?.sum ?? "";
  }
  return sums;
};
