import { z } from "zod";
import { notFound } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { appointmentKinds, type ListMessages } from "#/domain/message.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const attachment = z.object({
  filename: z.string(),
  contentType: z.string(),
  /** Null for what is made anew when it is sent again. */
  storageKey: z.string().nullable(),
  bytes: z.int(),
  /** Of a receipt, which is drawn anew when it is sent again: the payment. */
  paymentId: z.string().optional(),
});
export type MessageAttachment = z.infer<typeof attachment>;

export type NewMessage = {
  readonly channel: "EMAIL" | "SMS";
  readonly kind: string;
  readonly recipient: string;
  readonly subject: string;
  readonly bodyText: string;
  readonly bodyHtml: string | null;
  readonly attachments: readonly MessageAttachment[];
  readonly customerId: string | null;
  readonly jobCardId: string | null;
  readonly invoiceId: string | null;
  readonly appointmentId?: string | null;
  /** What owes it: one message for each. */
  readonly sourceKey: string;
};

/**
 * Notes that a message is about to be sent, with its content; counts a try. Until it is sent the
 * content and recipient are those of the latest try. Null when it has been sent already.
 */
export const queue = async (tx: Tx, message: NewMessage): Promise<string | null> => {
  const [row] = await tx.client.$queryRaw<{ id: string }[]>`
    insert into message (tenant_id, id, channel, state, kind, recipient, subject, body_text, body_html, attachments,
                         customer_id, job_card_id, invoice_id, appointment_id, source_key, tries)
    values (${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${message.channel}::message_channel, 'QUEUED', ${message.kind}, ${message.recipient},
            ${message.subject}, ${message.bodyText}, ${message.bodyHtml}, ${JSON.stringify(message.attachments)}::jsonb, ${message.customerId}::uuid,
            ${message.jobCardId}::uuid, ${message.invoiceId}::uuid, ${message.appointmentId ?? null}::uuid, ${message.sourceKey}, 1)
    on conflict (tenant_id, source_key) do update
       set state = 'QUEUED', recipient = excluded.recipient, subject = excluded.subject, body_text = excluded.body_text,
           body_html = excluded.body_html, attachments = excluded.attachments, tries = message.tries + 1
     where message.state <> 'SENT'
    returning id`;
  return row?.id ?? null;
};

export const markSent = async (tx: Tx, id: string, providerId: string): Promise<void> => {
  await tx.client.$executeRaw`
    update message set state = 'SENT', provider_id = ${providerId}, last_error = null, sent_at = clock_timestamp()
     where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid and state <> 'SENT'`;
};

/** A try that failed; `final` when it will not be tried again. */
export const markFailed = async (tx: Tx, id: string, reason: string, final: boolean): Promise<void> => {
  await tx.client.$executeRaw`
    update message set state = ${final ? "FAILED" : "QUEUED"}::message_state, last_error = ${reason}
     where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid and state <> 'SENT'`;
};

/** Where a message that is known under this reference went; null for one that is not of this tenant. */
export const recipientOf = async (db: Db, providerId: string): Promise<string | null> => {
  const row = await db.client.message.findFirst({
    where: { tenantId: db.tenantId, providerId },
    select: { recipient: true },
  });
  return row?.recipient ?? null;
};

/** Whose message it is; null for one that went to staff, or is not of this tenant. */
export const customerOf = async (db: Db, providerId: string): Promise<string | null> => {
  const row = await db.client.message.findFirst({
    where: { tenantId: db.tenantId, providerId },
    select: { customerId: true },
  });
  return row?.customerId ?? null;
};

/** What the network told of a message it had taken: the last word stands, and one that came back never arrived. */
export const noteArrival = async (
  tx: Tx,
  providerId: string,
  bounce: string | null,
): Promise<{ id: string; kind: string; recipient: string; customerId: string | null } | null> => {
  const [row] = await tx.client.$queryRaw<{ id: string; kind: string; recipient: string; customerId: string | null }[]>`
    update message set arrived_at = case when ${bounce}::text is null then ${tx.now}::timestamptz end,
                       bounced_at = case when ${bounce}::text is not null then ${tx.now}::timestamptz end, bounce_reason = ${bounce}
     where tenant_id = ${tx.tenantId}::uuid and provider_id = ${providerId} and sent_at is not null and bounced_at is null
       and (${bounce}::text is not null or arrived_at is null)
    returning id, kind, recipient, customer_id as "customerId"`;
  return row ?? null;
};

/** Which of these are settled: sent, or refused for good. */
export const settled = async (db: Db, sourceKeys: readonly string[]): Promise<Set<string>> => {
  const rows = await db.client.message.findMany({
    where: { tenantId: db.tenantId, sourceKey: { in: [...sourceKeys] }, state: { not: "QUEUED" } },
    select: { sourceKey: true },
  });
  return new Set(rows.map(({ sourceKey }) => sourceKey));
};

const head = {
  id: true,
  channel: true,
  kind: true,
  state: true,
  tries: true,
  recipient: true,
  subject: true,
  lastError: true,
  createdAt: true,
  sentAt: true,
  arrivedAt: true,
  bouncedAt: true,
  bounceReason: true,
  sourceKey: true,
} as const;

/** Messages to customers; what goes to staff has no customer. The newest first. */
export const list = (db: Db, of: ListMessages, limit: number) =>
  db.client.message.findMany({
    where: { tenantId: db.tenantId, customerId: { not: null }, ...of },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    select: head,
  });
export type MessageHead = Awaited<ReturnType<typeof list>>[number];

/** The last that was said about how an appointment stands; receipts aside. */
export const newestAbout = async (db: Db, appointmentId: string): Promise<string | null> => {
  const row = await db.client.message.findFirst({
    where: { tenantId: db.tenantId, customerId: { not: null }, appointmentId, kind: { startsWith: appointmentKinds } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return row?.id ?? null;
};

const branch = { select: { name: true, email: true, country: true } } as const;

/** A message to a customer, with its content. @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const row = await db.client.message.findFirst({
    where: { tenantId: db.tenantId, id, customerId: { not: null } },
    select: {
      ...head,
      bodyText: true,
      bodyHtml: true,
      attachments: true,
      providerId: true,
      customerId: true,
      jobCardId: true,
      invoiceId: true,
      appointmentId: true,
      customer: { select: { name: true } },
      jobCard: { select: { branchId: true, branch } },
      invoice: { select: { branchId: true, branch } },
      appointment: { select: { branchId: true, branch, contactName: true } },
    },
  });
  if (row === null) throw notFound("This message");
  return { ...row, attachments: z.array(attachment).parse(row.attachments) };
};
export type MessageRow = Awaited<ReturnType<typeof load>>;

export type Owed = {
  /** Its delivery will be tried (again) without anybody's doing. */
  readonly trying: boolean;
  /** Why somebody closed it unsent; null while it is open or done. */
  readonly closedReason: string | null;
};

/** Where the deliveries of these messages stand, by source key; retention may have removed what is done. */
export const owedOf = async (
  db: Db,
  rows: readonly { readonly sourceKey: string }[],
): Promise<ReadonlyMap<string, Owed>> => {
  const found = await db.client.$queryRaw<(Owed & { sourceKey: string })[]>`
    select 'delivery:' || id as "sourceKey", state in ('PENDING', 'RUNNING') as trying,
           case when state = 'SKIPPED' then closed_reason end as "closedReason"
      from event_delivery where tenant_id = ${db.tenantId}::uuid and id = any(${deliveriesOf(rows)}::uuid[])`;
  return new Map(found.map(({ sourceKey, ...owed }) => [sourceKey, owed]));
};

const deliveriesOf = (rows: readonly { readonly sourceKey: string }[]): string[] =>
  rows.flatMap(({ sourceKey }) => deliveryOf(sourceKey) ?? []);

/** The delivery that owes a message, from what names it. */
export const deliveryOf = (sourceKey: string): string | null =>
  /^delivery:([0-9a-f-]{36})$/.exec(sourceKey)?.[1] ?? null;
