import type { Db, Tx } from "#/server/db/transaction.ts";

/** The customer and those that were merged into it: one person. */
export const personOf = async (db: Db, customerId: string): Promise<string[]> => {
  const rows = await db.client.customer.findMany({
    where: { tenantId: db.tenantId, OR: [{ id: customerId }, { mergedIntoId: customerId }] },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
};

export type Erased = { readonly contacts: number; readonly vehicles: number; readonly messages: number };

/**
 * Takes a person's data out of every row that may lose them, and leaves what ties work and money together: ids, dates,
 * sums. `pseudonym` stands where the name stood. Each table once, whatever their number.
 */
export const erase = async (tx: Tx, ids: readonly string[], pseudonym: string, reason: string): Promise<Erased> => {
  const people = [...ids];
  const tenant = tx.tenantId;
  await tx.client.$executeRaw`
    update customer set name = ${pseudonym}, email = null, email_label = '', phone = null, phone_label = '', address_lines = '{}', note = '',
                        archived_at = coalesce(archived_at, ${tx.now}), archived_reason = ${reason}, version = version + 1
     where tenant_id = ${tenant}::uuid and id = any(${people}::uuid[])`;
  const contacts = await tx.client.$executeRaw`
    delete from customer_contact where tenant_id = ${tenant}::uuid and customer_id = any(${people}::uuid[])`;
  await tx.client.$executeRaw`
    update customer_merge set before = '{}', after = '{}'
     where tenant_id = ${tenant}::uuid and (kept_id = any(${people}::uuid[]) or gone_id = any(${people}::uuid[]))`;

  const vehicles = await tx.client.$queryRaw<{ id: string }[]>`
    update vehicle set plate = 'ERASED', plate_normalised = 'ERASED', vin = null, archived_at = coalesce(archived_at, ${tx.now}),
                       archived_reason = ${reason}, version = version + 1
     where tenant_id = ${tenant}::uuid and (customer_id = any(${people}::uuid[]) or merged_into_id in (
             select id from vehicle where tenant_id = ${tenant}::uuid and customer_id = any(${people}::uuid[]))) returning id`;
  const cars = vehicles.map(({ id }) => id);
  await tx.client.$executeRaw`
    update vehicle_merge set before = '{}', after = '{}'
     where tenant_id = ${tenant}::uuid and (kept_id = any(${cars}::uuid[]) or gone_id = any(${cars}::uuid[]))`;
  await tx.client.$executeRaw`
    update vehicle_plate set plate = 'ERASED', plate_normalised = 'ERASED'
     where tenant_id = ${tenant}::uuid and vehicle_id = any(${cars}::uuid[])`;
  await tx.client.$executeRaw`
    update job_card set complaint = 'Erased', version = version + 1
     where tenant_id = ${tenant}::uuid and customer_id = any(${people}::uuid[])`;
  await tx.client.$executeRaw`
    update job_card_note n set body = 'Erased' from job_card j
     where n.tenant_id = ${tenant}::uuid and j.tenant_id = n.tenant_id and j.id = n.job_card_id and j.customer_id = any(${people}::uuid[])`;
  const appointments = await tx.client.$queryRaw<{ id: string }[]>`
    update appointment set contact_name = ${pseudonym}, contact_email = null, contact_phone = null, contact_plate = 'ERASED', contact_make = '',
                           contact_model = '', symptom = '', note = '', cancelled_reason = '', version = version + 1
     where tenant_id = ${tenant}::uuid and customer_id = any(${people}::uuid[]) returning id`;
  const promises = appointments.map(({ id }) => id);

  const messages = await tx.client.$queryRaw<{ id: string; sourceKey: string }[]>`
    update message set recipient = 'erased', subject = 'Erased', body_text = 'Erased', body_html = null, attachments = '[]', last_error = null,
                       provider_id = null, bounce_reason = case when bounce_reason is null then null else 'Erased' end
     where tenant_id = ${tenant}::uuid and customer_id = any(${people}::uuid[]) returning id, source_key as "sourceKey"`;
  const sent = messages.map(({ id }) => id);
  const answers = await tx.client.$queryRaw<{ id: string }[]>`
    update text_answer set sender = 'erased', body = 'Erased', provider_id = 'erased ' || id
     where tenant_id = ${tenant}::uuid and customer_id = any(${people}::uuid[]) returning id`;
  await tx.client.$executeRaw`
    update manual_task set title = 'Erased', detail = 'Erased'
     where tenant_id = ${tenant}::uuid and source_key = any(${answers.map(({ id }) => `answer:${id}`)})`;
  // Where a message went stands in its delivery's result too, and in the wish to send it again.
  const deliveries = messages.flatMap(({ sourceKey }) => /^delivery:([0-9a-f-]{36})$/.exec(sourceKey)?.[1] ?? []);
  await tx.client.$executeRaw`
    update event_delivery set result = null, last_error = null, failures = '[]'
     where tenant_id = ${tenant}::uuid and id = any(${deliveries}::uuid[])`;
  await tx.client.$executeRaw`
    update manual_task set detail = 'Erased' where tenant_id = ${tenant}::uuid and source_key = any(${deliveries.map((id) => `delivery:${id}`)})`;
  await tx.client.$executeRaw`
    update outbox_event set data = data || '{"recipient": "erased"}'
     where tenant_id = ${tenant}::uuid and type = 'message/resend-requested' and data ->> 'messageId' = any(${sent})`;

  const records = [...people, ...cars];
  await tx.client.$executeRaw`
    update import_row set cells = '{}', changes = '{}', keys = '{}', target_label = null
     where tenant_id = ${tenant}::uuid and target_id = any(${records}::uuid[])`;
  // What requests about them and their cards were answered: first answers are kept to be given again, refusals name people.
  const runs = await tx.client.$queryRaw<{ id: string }[]>`
    update orchestration_run r set output = null, error_message = case when r.error_message is null then null else 'Erased' end
     where r.tenant_id = ${tenant}::uuid and (
       r.subject_type in ('customer', 'vehicle', 'appointment') and r.subject_id = any(${[...records, ...promises]}::uuid[])
       or r.subject_type = 'jobCard' and r.subject_id in (
         select id from job_card where tenant_id = ${tenant}::uuid and customer_id = any(${people}::uuid[])))
    returning id`;
  const told = runs.map(({ id }) => id);
  await tx.client.$executeRaw`
    update orchestration_step set error = 'Erased'
     where tenant_id = ${tenant}::uuid and run_id = any(${told}::uuid[]) and error is not null`;
  await tx.client.$executeRaw`
    delete from idempotency_key where tenant_id = ${tenant}::uuid and run_id = any(${told}::uuid[])`;
  return { contacts, vehicles: cars.length, messages: messages.length };
};

/** How many issued invoices name the person: they are kept as the law demands. */
export const invoicesNaming = (db: Db, ids: readonly string[]): Promise<number> =>
  db.client.invoice.count({ where: { tenantId: db.tenantId, customerId: { in: [...ids] } } });
