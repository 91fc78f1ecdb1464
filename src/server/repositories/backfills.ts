import type { BackfillSystem } from "#/domain/backfill.ts";
import type { CrmKind } from "#/domain/crm.ts";
import type { EventName } from "#/domain/events.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type BackfillRow = {
  readonly id: string;
  readonly system: BackfillSystem;
  readonly connectionId: string;
  /** `2026-11-27` */
  readonly since: string;
  readonly state: "RUNNING" | "DONE" | "STOPPED";
  readonly total: number;
  readonly done: number;
  readonly positionRank: number;
  readonly positionId: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

const columns = Prisma.sql`id, system::text as system, connection_id as "connectionId", since::text as since, state::text as state, total, done,
  position_rank as "positionRank", position_id as "positionId", started_at as "startedAt", finished_at as "finishedAt"`;

/** Of a connection: the last one that was begun. */
export const last = async (db: Db, connectionId: string): Promise<BackfillRow | null> => {
  const [row] = await db.client.$queryRaw<BackfillRow[]>`
    select ${columns} from backfill where tenant_id = ${db.tenantId}::uuid and connection_id = ${connectionId}::uuid
     order by started_at desc, id desc limit 1`;
  return row ?? null;
};

/** Held until the transaction ends; null where there is no such. */
export const lock = async (tx: Tx, id: string): Promise<BackfillRow | null> => {
  const [row] = await tx.client.$queryRaw<BackfillRow[]>`
    select ${columns} from backfill where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  return row ?? null;
};

export type NewBackfill = Pick<BackfillRow, "id" | "system" | "connectionId" | "since" | "total"> & {
  readonly startedById: string | null;
};

/** False while another of that connection runs. */
export const insert = async (
  tx: Tx,
  { id, system, connectionId, since, total, startedById }: NewBackfill,
): Promise<boolean> => {
  const made = await tx.client.$executeRaw`
    insert into backfill (tenant_id, id, system, connection_id, since, total, started_at, started_by_id)
    values (${tx.tenantId}::uuid, ${id}::uuid, ${system}::backfill_system, ${connectionId}::uuid, ${since}::date, ${total}, ${tx.now}, ${startedById}::uuid)
    on conflict (tenant_id, connection_id) where state = 'RUNNING' do nothing`;
  return made === 1;
};

export const advance = async (
  tx: Tx,
  id: string,
  to: { readonly done: number; readonly positionRank: number; readonly positionId: string | null },
): Promise<void> => {
  await tx.client.backfill.updateMany({ where: { tenantId: tx.tenantId, id }, data: to });
};

export const end = async (tx: Tx, id: string, state: "DONE" | "STOPPED"): Promise<void> => {
  await tx.client.backfill.updateMany({
    where: { tenantId: tx.tenantId, id, state: "RUNNING" },
    data: { state, finishedAt: tx.now },
  });
};

/** Everything of a system from a day on, customers before what is theirs, the older before the newer. */
const records = (tenantId: string, system: BackfillSystem, since: string) =>
  system === "BOOKS"
    ? Prisma.sql`select 1 as rank, 'INVOICE' as kind, id from invoice where tenant_id = ${tenantId}::uuid and issued_on >= ${since}::date`
    : Prisma.sql`
        select 1 as rank, 'CONTACT' as kind, id from customer where tenant_id = ${tenantId}::uuid and created_at >= ${since}::date and archived_at is null and merged_into_id is null
        union all
        select 2, 'VEHICLE', id from vehicle where tenant_id = ${tenantId}::uuid and created_at >= ${since}::date and archived_at is null and merged_into_id is null
        union all
        select 3, 'DEAL', id from job_card where tenant_id = ${tenantId}::uuid and opened_at >= ${since}::date`;

export const count = async (db: Db, system: BackfillSystem, since: string): Promise<number> => {
  const [row] = await db.client.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from (${records(db.tenantId, system, since)}) r`;
  return row?.count ?? 0;
};

export type BackfillRecord = { readonly rank: number; readonly kind: CrmKind | "INVOICE"; readonly id: string };

/** The ones behind the place that it has come to. */
export const next = (
  db: Db,
  { system, since, positionRank, positionId }: BackfillRow,
  limit: number,
): Promise<BackfillRecord[]> =>
  db.client.$queryRaw<BackfillRecord[]>`
    select r.rank, r.kind, r.id from (${records(db.tenantId, system, since)}) r
     where ${positionId}::uuid is null or (r.rank, r.id) > (${positionRank}::int, ${positionId}::uuid)
     order by r.rank, r.id limit ${limit}`;

/** Whether what was asked for last is still on its way; what happens here meanwhile waits for its own next try. */
export const underWay = async (db: Db, eventType: EventName): Promise<boolean> => {
  const rows = await db.client.eventDelivery.findMany({
    where: { tenantId: db.tenantId, state: { in: ["PENDING", "RUNNING"] }, event: { type: eventType } },
    select: { id: true },
    take: 1,
  });
  return rows.length > 0;
};

/** Invoices that a payment has ever paid something of. */
export const invoicesOfPayment = async (db: Db, paymentId: string): Promise<string[]> => {
  const rows = await db.client.paymentAllocation.findMany({
    where: { tenantId: db.tenantId, paymentId },
    select: { invoiceId: true },
    distinct: ["invoiceId"],
    orderBy: { invoiceId: "asc" },
  });
  return rows.map(({ invoiceId }) => invoiceId);
};
