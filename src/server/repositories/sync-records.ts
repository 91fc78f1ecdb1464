import { uuidv7 } from "#/domain/ids.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type SyncKind = "CONTACT" | "INVOICE" | "CREDIT_NOTE" | "PAYMENT";

/** An invoice that one worker brings to the books; `fence` is raised by every claim. */
export type Claim = { readonly id: string; readonly fence: number };

/** Takes the invoice for this worker; null while another has it. */
export const claim = async (
  tx: Tx,
  connectionId: string,
  invoiceId: string,
  leaseMs: number,
): Promise<Claim | null> => {
  const [row] = await tx.client.$queryRaw<Claim[]>`
    insert into sync_record as s (tenant_id, id, connection_id, kind, source_id, invoice_id, attempts, attempted_at, lease_until, fence)
    values (${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${connectionId}::uuid, 'INVOICE', ${invoiceId}::uuid, ${invoiceId}::uuid, 1, clock_timestamp(),
            clock_timestamp() + ${leaseMs} * interval '1 millisecond', 1)
    on conflict (tenant_id, connection_id, kind, source_id) where amount_minor is null do update
       set attempts = s.attempts + 1, attempted_at = clock_timestamp(), fence = s.fence + 1, lease_until = excluded.lease_until
     where s.lease_until is null or s.lease_until < clock_timestamp()
    returning s.id, s.fence`;
  return row ?? null;
};

/** Lets go of a claim and says how the attempt ended; false when another has it by now. */
export const release = async (tx: Tx, { id, fence }: Claim, error: string | null): Promise<boolean> => {
  const ended = await tx.client.$executeRaw`
    update sync_record set lease_until = null, error = ${error},
           synced_at = case when ${error}::text is null then clock_timestamp() else synced_at end
     where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid and fence = ${fence}`;
  return ended === 1;
};

export type Known = {
  readonly kind: SyncKind;
  readonly sourceId: string;
  readonly externalId: string;
  readonly amountMinor: number | null;
};

/** What of these is in the books already, by kind and source. */
export const known = async (
  db: Db,
  connectionId: string,
  { invoiceId, customerId, creditNoteIds }: { invoiceId: string; customerId: string; creditNoteIds: readonly string[] },
): Promise<Known[]> => {
  const rows = await db.client.syncRecord.findMany({
    where: {
      tenantId: db.tenantId,
      connectionId,
      externalId: { not: null },
      OR: [
        { kind: "PAYMENT", invoiceId },
        {
          kind: { in: ["CONTACT", "INVOICE", "CREDIT_NOTE"] },
          sourceId: { in: [invoiceId, customerId, ...creditNoteIds] },
        },
      ],
    },
    select: { kind: true, sourceId: true, externalId: true, amountMinor: true },
  });
  return rows.flatMap(({ externalId, amountMinor, ...row }) =>
    externalId === null ? [] : [{ ...row, externalId, amountMinor: amountMinor === null ? null : Number(amountMinor) }],
  );
};

export type Kept = {
  readonly connectionId: string;
  readonly kind: SyncKind;
  readonly sourceId: string;
  readonly invoiceId: string;
  readonly externalId: string;
  readonly amountMinor: number | null;
};

/** Notes under which id something of ours stands in the books. */
export const keep = async (tx: Tx, kept: Kept): Promise<void> => {
  const once =
    kept.kind === "PAYMENT"
      ? Prisma.sql`(tenant_id, connection_id, source_id, invoice_id) where kind = 'PAYMENT'`
      : Prisma.sql`(tenant_id, connection_id, kind, source_id) where amount_minor is null`;
  await tx.client.$executeRaw`
    insert into sync_record (tenant_id, id, connection_id, kind, source_id, invoice_id, external_id, amount_minor, attempts, attempted_at, synced_at)
    values (${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${kept.connectionId}::uuid, ${kept.kind}::sync_kind, ${kept.sourceId}::uuid, ${kept.invoiceId}::uuid,
            ${kept.externalId}, ${kept.amountMinor}, 1, clock_timestamp(), clock_timestamp())
    on conflict ${once} do update
       set external_id = excluded.external_id, amount_minor = excluded.amount_minor, synced_at = excluded.synced_at`;
};

/** Forgets a payment that is in the books no more. */
export const dropPayment = async (
  tx: Tx,
  connectionId: string,
  paymentId: string,
  invoiceId: string,
): Promise<void> => {
  await tx.client.syncRecord.deleteMany({
    where: { tenantId: tx.tenantId, connectionId, kind: "PAYMENT", sourceId: paymentId, invoiceId },
  });
};

export type SyncRow = {
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly attemptedAt: Date;
  readonly attempts: number;
  readonly syncedAt: Date | null;
  readonly error: string | null;
  readonly externalId: string | null;
  readonly running: boolean;
  readonly creditNotes: number;
  readonly payments: number;
};

/** Invoices by their last attempt, the newest first, behind `before`. */
export const page = (db: Db, connectionId: string, before: string | null, limit: number): Promise<SyncRow[]> => {
  const behind =
    before === null
      ? Prisma.empty
      : Prisma.sql`and (s.attempted_at, s.id) < (select b.attempted_at, b.id from sync_record b where b.tenant_id = ${db.tenantId}::uuid and b.id = ${before}::uuid)`;
  return db.client.$queryRaw<SyncRow[]>`
    select s.id, s.invoice_id as "invoiceId", i.number, s.attempted_at as "attemptedAt", s.attempts, s.synced_at as "syncedAt", s.error,
           s.external_id as "externalId", coalesce(s.lease_until > now(), false) as running, d.notes::int as "creditNotes", d.payments::int as payments
      from sync_record s
      join invoice i on i.tenant_id = s.tenant_id and i.id = s.invoice_id
      left join lateral (
        select count(*) filter (where o.kind = 'CREDIT_NOTE') as notes, count(*) filter (where o.kind = 'PAYMENT') as payments
          from sync_record o where o.tenant_id = s.tenant_id and o.connection_id = s.connection_id and o.invoice_id = s.invoice_id) d on true
     where s.tenant_id = ${db.tenantId}::uuid and s.connection_id = ${connectionId}::uuid and s.kind = 'INVOICE' ${behind}
     order by s.attempted_at desc, s.id desc limit ${limit}`;
};

/** The effects that were to bring an invoice to the books and are dead, or wait for their next try. */
export const stuckDeliveries = async (db: Db, invoiceId: string): Promise<{ deliveryId: string; state: string }[]> =>
  db.client.$queryRaw`
    select d.id as "deliveryId", d.state::text from event_delivery d join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
     where d.tenant_id = ${db.tenantId}::uuid and d.consumer = 'sync-accounting' and d.state in ('DEAD', 'PENDING')
       and e.data ->> 'invoiceId' = ${invoiceId} order by d.created_at, d.id`;
