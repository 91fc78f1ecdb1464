import { uuidv7 } from "#/domain/ids.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type NewMessage = {
  readonly channel: "EMAIL" | "SMS";
  readonly kind: string;
  readonly recipient: string;
  readonly subject: string;
  readonly bodyText: string;
  readonly bodyHtml: string | null;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly storageKey: string;
    readonly bytes: number;
  }[];
  readonly customerId: string | null;
  readonly jobCardId: string | null;
  readonly invoiceId: string | null;
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
                         customer_id, job_card_id, invoice_id, source_key, tries)
    values (${tx.tenantId}::uuid, ${uuidv7()}::uuid, ${message.channel}::message_channel, 'QUEUED', ${message.kind}, ${message.recipient},
            ${message.subject}, ${message.bodyText}, ${message.bodyHtml}, ${JSON.stringify(message.attachments)}::jsonb, ${message.customerId}::uuid,
            ${message.jobCardId}::uuid, ${message.invoiceId}::uuid, ${message.sourceKey}, 1)
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

/** Which of these are settled: sent, or refused for good. */
export const settled = async (db: Db, sourceKeys: readonly string[]): Promise<Set<string>> => {
  const rows = await db.client.message.findMany({
    where: { tenantId: db.tenantId, sourceKey: { in: [...sourceKeys] }, state: { not: "QUEUED" } },
    select: { sourceKey: true },
  });
  return new Set(rows.map(({ sourceKey }) => sourceKey));
};
