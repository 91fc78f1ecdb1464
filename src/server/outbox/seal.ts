/** Chains audit entries per tenant by hash, within seconds of their commit. Inside each write it would serialise the tenant. */
import type { PoolClient } from "pg";
import type { Logger } from "pino";
import { auditGenesis, auditHash, type ChainedEntry } from "#/domain/audit-chain.ts";
import { pool } from "#/server/db/client.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { runInTenant, runOutsideTenants } from "#/server/db/tenant.ts";

/** Seals what is unsealed, tenant by tenant; returns how many entries. Several processes may run it at once. */
export const sealOnce = async (log: Logger, batch = 500): Promise<number> => {
  const tenants = await runOutsideTenants(async () => {
    const { rows } = await pool.query<{ id: string }>("select tenants_to_seal as id from lookup.tenants_to_seal()");
    return rows;
  });
  let sealed = 0;
  for (const { id } of tenants) {
    try {
      for (let last = batch; last === batch; sealed += last) last = await sealTenant(id, batch);
    } catch (error) {
      log.error({ tenantId: id, err: error }, "seal: a tenant's audit could not be sealed, trying again");
    }
  }
  return sealed;
};

const sealTenant = (tenantId: string, batch: number): Promise<number> =>
  runInTenant(tenantId, async () => {
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      const sealed = await sealBatch(client, tenantId, batch);
      await crashPoint("seal/commit:before");
      await client.query("COMMIT");
      client.release();
      return sealed;
    } catch (error) {
      // Destroyed, not rolled back: what broke may be the connection.
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  });

const sealBatch = async (client: PoolClient, tenantId: string, batch: number): Promise<number> => {
  await client.query(
    `insert into audit_head (tenant_id, position, hash, sealed_through) values ($1, 0, $2, to_timestamp(0)) on conflict do nothing`,
    [tenantId, auditGenesis],
  );
  // The head's row lock makes one chain of several sealers.
  const { rows: heads } = await client.query<{ position: string; hash: string; sealedThrough: Date }>(
    `select position, hash, sealed_through as "sealedThrough" from audit_head where tenant_id = $1 for update`,
    [tenantId],
  );
  const head = heads[0];
  if (head === undefined) throw new Error("the audit has no head");
  // Two minutes back: a transaction takes its time early and commits late, but never that late.
  const { rows: entries } = await client.query<ChainedEntry>(
    `select tenant_id as "tenantId", id, at, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", action,
            subject_type as "subjectType", subject_id as "subjectId", changes, correlation_id as "correlationId", run_id as "runId",
            form, ip_address as "ipAddress", user_agent as "userAgent"
       from audit_entry a
      where tenant_id = $1 and at > $2::timestamptz - interval '2 minutes'
        and not exists (select 1 from audit_seal s where s.tenant_id = a.tenant_id and s.entry_id = a.id)
      order by at, id limit $3`,
    [tenantId, head.sealedThrough, batch],
  );
  if (entries.length === 0) return 0;
  let hash = head.hash;
  const hashes = entries.map((entry) => (hash = auditHash(hash, entry)));
  const through = new Date(Math.max(head.sealedThrough.getTime(), ...entries.map(({ at }) => new Date(at).getTime())));
  await client.query(
    `with seals as (
       insert into audit_seal (tenant_id, position, entry_id, hash)
       select $1, $2::bigint + s.n, s.entry_id, s.hash
         from unnest($3::uuid[], $4::text[]) with ordinality as s(entry_id, hash, n))
     update audit_head set position = $2::bigint + $5, hash = $6, sealed_through = $7 where tenant_id = $1`,
    [tenantId, head.position, entries.map(({ id }) => id), hashes, entries.length, hash, through],
  );
  return entries.length;
};
