import type { AuditFilter, AuditPlace } from "#/domain/audit.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

export type AuditRow = {
  readonly id: string;
  readonly at: Date;
  readonly actorName: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly changes: unknown;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly position: number | null;
};

/** Entries that match, newest first, before `after`: each filter reads along an index of its own. Their seals are asked for apart: a join read every seal of the tenant now and then. */
export const page = async (
  db: Db,
  filter: AuditFilter,
  after: AuditPlace | null,
  limit: number,
): Promise<AuditRow[]> => {
  const { subject, memberId, from, to } = filter;
  const conditions = [
    Prisma.sql`a.tenant_id = ${db.tenantId}::uuid`,
    ...(subject === null ? [] : [Prisma.sql`a.subject_type = ${subject.type} and a.subject_id = ${subject.id}::uuid`]),
    ...(memberId === null ? [] : [Prisma.sql`a.actor_id = ${memberId}::uuid`]),
    ...(from === null ? [] : [Prisma.sql`a.at >= ${from}`]),
    ...(to === null ? [] : [Prisma.sql`a.at < ${to}`]),
    ...(after === null ? [] : [Prisma.sql`(a.at, a.id) < (${after.at}, ${after.id}::uuid)`]),
  ];
  const rows = await db.client.$queryRaw<Omit<AuditRow, "position">[]>`
    select a.id, a.at, a.actor_name as "actorName", a.action, a.subject_type as "subjectType", a.subject_id as "subjectId", a.changes,
           a.ip_address as "ipAddress", a.user_agent as "userAgent"
      from audit_entry a where ${Prisma.join(conditions, " and ")} order by a.at desc, a.id desc limit ${limit}`;
  const seals = await db.client.$queryRaw<{ id: string; position: number }[]>`
    select entry_id as id, position::int as position from audit_seal
     where tenant_id = ${db.tenantId}::uuid and entry_id = any(${rows.map(({ id }) => id)}::uuid[])`;
  const positions = new Map(seals.map(({ id, position }) => [id, position]));
  return rows.map((row) => ({ ...row, position: positions.get(row.id) ?? null }));
};

/** Where the chain ends, and how many entries wait for their seal, counted to a thousand. */
export const head = async (db: Db): Promise<{ position: number; sealedThrough: Date | null; unsealed: number }> => {
  const [row] = await db.client.$queryRaw<{ position: number; sealedThrough: Date | null; unsealed: number }[]>`
    select coalesce(h.position, 0)::int as position, h.sealed_through as "sealedThrough",
           (select count(*)::int from (select from audit_entry a
             where a.tenant_id = t.id and a.at > coalesce(h.sealed_through, '-infinity') - interval '2 minutes'
               and not exists (select 1 from audit_seal s where s.tenant_id = a.tenant_id and s.entry_id = a.id)
             limit 1000) waiting) as unsealed
      from tenant t left join audit_head h on h.tenant_id = t.id where t.id = ${db.tenantId}::uuid`;
  return row ?? { position: 0, sealedThrough: null, unsealed: 0 };
};

/** How long the chain was at a time. Positions grow with time, so the search ends at the first that is old enough. */
export const positionAt = async (db: Db, at: Date): Promise<number> => {
  const [row] = await db.client.$queryRaw<{ position: number }[]>`
    select position::int as position from audit_seal
     where tenant_id = ${db.tenantId}::uuid and sealed_at <= ${at} order by position desc limit 1`;
  return row?.position ?? 0;
};
