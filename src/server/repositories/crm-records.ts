import type { CrmKind } from "#/domain/crm.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** A record that one worker brings to the CRM; `fence` is raised by every claim. */
export type Claim = { readonly id: string; readonly fence: number };
export type Source = { readonly kind: CrmKind; readonly sourceId: string };

/** Takes it for this worker; null while another has it. */
export const claim = async (
  tx: Tx,
  connectionId: string,
  { kind, sourceId }: Source,
  leaseMs: number,
): Promise<Claim | null> => {
  const [row] = await tx.client.$queryRaw<Claim[]>`
    insert into crm_record as r (tenant_id, id, connection_id, kind, source_id, attempts, attempted_at, lease_until, fence)
    values (${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${connectionId}::uuid, ${kind}::crm_kind, ${sourceId}::uuid, 1, clock_timestamp(),
            clock_timestamp() + ${leaseMs} * interval '1 millisecond', 1)
    on conflict (tenant_id, connection_id, kind, source_id) do update
       set attempts = r.attempts + 1, attempted_at = clock_timestamp(), fence = r.fence + 1, lease_until = excluded.lease_until
     where r.lease_until is null or r.lease_until < clock_timestamp()
    returning r.id, r.fence`;
  return row ?? null;
};

/** Lets go of a claim and says how the attempt ended; false when another has it by now. */
export const release = async (tx: Tx, { id, fence }: Claim, error: string | null): Promise<boolean> => {
  const ended = await tx.client.$executeRaw`
    update crm_record set lease_until = null, error = ${error},
           synced_at = case when ${error}::text is null then clock_timestamp() else synced_at end
     where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid and fence = ${fence}`;
  return ended === 1;
};

/** Under which id it stands there; null where it does not, as far as is known. */
export const externalId = async (db: Db, connectionId: string, { kind, sourceId }: Source): Promise<string | null> => {
  const row = await db.client.crmRecord.findFirst({
    where: { tenantId: db.tenantId, connectionId, kind, sourceId },
    select: { externalId: true },
  });
  return row?.externalId ?? null;
};

/** Notes under which id it stands there. */
export const keep = async (tx: Tx, connectionId: string, { kind, sourceId }: Source, id: string): Promise<void> => {
  await tx.client.$executeRaw`
    insert into crm_record (tenant_id, id, connection_id, kind, source_id, external_id, attempts, attempted_at, synced_at)
    values (${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${connectionId}::uuid, ${kind}::crm_kind, ${sourceId}::uuid, ${id}, 1, clock_timestamp(), clock_timestamp())
    on conflict (tenant_id, connection_id, kind, source_id) do update set external_id = excluded.external_id, synced_at = excluded.synced_at`;
};

export type RecordRow = {
  readonly id: string;
  readonly kind: CrmKind;
  readonly sourceId: string;
  readonly title: string;
  readonly attemptedAt: Date;
  readonly attempts: number;
  readonly syncedAt: Date | null;
  readonly error: string | null;
  readonly externalId: string | null;
  readonly running: boolean;
};

/** Records by their last attempt, the newest first, behind `before`. */
export const page = (db: Db, connectionId: string, before: string | null, limit: number): Promise<RecordRow[]> => {
  const behind =
    before === null
      ? Prisma.empty
      : Prisma.sql`and (r.attempted_at, r.id) < (select b.attempted_at, b.id from crm_record b where b.tenant_id = ${db.tenantId}::uuid and b.id = ${before}::uuid)`;
  return db.client.$queryRaw<RecordRow[]>`
    select r.id, r.kind::text as kind, r.source_id as "sourceId", r.attempted_at as "attemptedAt", r.attempts, r.synced_at as "syncedAt", r.error,
           r.external_id as "externalId", coalesce(r.lease_until > now(), false) as running,
           coalesce(case r.kind when 'CONTACT' then (select c.name from customer c where c.tenant_id = r.tenant_id and c.id = r.source_id)
                                when 'VEHICLE' then (select v.plate from vehicle v where v.tenant_id = r.tenant_id and v.id = r.source_id)
                                else (select '#' || j.number from job_card j where j.tenant_id = r.tenant_id and j.id = r.source_id) end, '') as title
      from crm_record r
     where r.tenant_id = ${db.tenantId}::uuid and r.connection_id = ${connectionId}::uuid ${behind}
     order by r.attempted_at desc, r.id desc limit ${limit}`;
};

/** What stands there of these customers: themselves, their vehicles and their jobs. */
export const standingOf = (db: Db, customerIds: readonly string[]): Promise<Source[]> =>
  db.client.$queryRaw<Source[]>`
    select r.kind::text as kind, r.source_id as "sourceId" from crm_record r
      join crm_connection c on c.tenant_id = r.tenant_id and c.id = r.connection_id and c.disconnected_at is null
     where r.tenant_id = ${db.tenantId}::uuid and r.external_id is not null and (
           r.kind = 'CONTACT' and r.source_id = any(${[...customerIds]}::uuid[])
        or r.kind = 'VEHICLE' and r.source_id in (select v.id from vehicle v where v.tenant_id = ${db.tenantId}::uuid and v.customer_id = any(${[...customerIds]}::uuid[]))
        or r.kind = 'DEAL' and r.source_id in (select j.id from job_card j where j.tenant_id = ${db.tenantId}::uuid and j.customer_id = any(${[...customerIds]}::uuid[])))`;

/** The effects that were to tell the CRM of it and are dead. */
export const deadDeliveries = (db: Db, { kind, sourceId }: Source): Promise<{ deliveryId: string }[]> => {
  const field = { CONTACT: "customerId", VEHICLE: "vehicleId", DEAL: "jobCardId" }[kind];
  return db.client.$queryRaw`
    select d.id as "deliveryId" from event_delivery d join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
     where d.tenant_id = ${db.tenantId}::uuid and d.consumer = 'update-crm' and d.state = 'DEAD'
       and (e.data ->> ${field} = ${sourceId} or e.data ->> 'kind' = ${kind} and e.data ->> 'sourceId' = ${sourceId}) order by d.created_at, d.id`;
};
