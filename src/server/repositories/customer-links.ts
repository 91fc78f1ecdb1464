import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** What belongs to a customer and goes along when two become one: table and column, by the name that a merge keeps its rows under. */
export const movingLinks = {
  vehicles: ["vehicle", "customer_id"],
  jobCards: ["job_card", "customer_id"],
  messages: ["message", "customer_id"],
  textAnswers: ["text_answer", "customer_id"],
  appointments: ["appointment", "customer_id"],
  ownerships: ["vehicle_ownership", "customer_id"],
  merged: ["customer", "merged_into_id"],
} as const;

/** What was issued, consented or decided under a customer's id and never changes: it is read for the customer and all merged into it. */
export const stayingLinks = [
  "credit_note.customer_id",
  "customer_consent.customer_id",
  "customer_contact.customer_id",
  "customer_distinct.high_id",
  "customer_distinct.low_id",
  "customer_merge.gone_id",
  "customer_merge.kept_id",
  "invoice.customer_id",
  "ledger_entry.customer_id",
  "payment.customer_id",
  "service_record.customer_id",
] as const;

/** Locks a customer's cars, before the customer: the order of whoever opens a card. */
export const lockVehicles = async (tx: Tx, customerId: string): Promise<void> => {
  await tx.client.$queryRaw`
    select id from vehicle where tenant_id = ${tx.tenantId}::uuid and customer_id = ${customerId}::uuid order by id for no key update`;
};

type Moved = {
  readonly keptId: string;
  readonly vehicles: readonly string[];
  readonly jobCards: readonly string[];
  readonly mergedAt: Date;
};

/** What has happened since a merge to what it moved, a sentence each: it would not stand where it belongs after an undo. */
export const changedSince = async (db: Db, { keptId, vehicles, jobCards, mergedAt }: Moved): Promise<string[]> => {
  const tenant = Prisma.sql`${db.tenantId}::uuid`;
  const kept = Prisma.sql`${keptId}::uuid`;
  const [cars, cards] = [Prisma.sql`${[...vehicles]}::uuid[]`, Prisma.sql`${[...jobCards]}::uuid[]`];
  const rows = await db.client.$queryRaw<{ sentence: string }[]>`
    select plate || ' belongs to another customer by now' as sentence from vehicle
     where tenant_id = ${tenant} and id = any(${cars}) and customer_id <> ${kept}
    union all
    select 'Job card ' || j.number || ' was opened for ' || v.plate || ' since' from job_card j join vehicle v on v.tenant_id = j.tenant_id and v.id = j.vehicle_id
     where j.tenant_id = ${tenant} and j.vehicle_id = any(${cars}) and j.customer_id = ${kept} and j.id <> all(${cards})
       and j.opened_at >= ${mergedAt}::timestamptz - interval '1 minute' -- one that waited for the merge has begun before it
    union all
    select 'Invoice ' || number || ' was issued since' from invoice
     where tenant_id = ${tenant} and job_card_id = any(${cards}) and customer_id = ${kept}
    order by 1 limit 20`;
  return rows.map(({ sentence }) => sentence);
};
