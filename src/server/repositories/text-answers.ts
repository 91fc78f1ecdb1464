import { notFound } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { ListMessages } from "#/domain/message.ts";
import type { TextWish } from "#/domain/text-answer.ts";
import { pool } from "#/server/db/client.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const tenantBy = async (lookup: "tenant_of_text" | "tenant_of_reference", value: string): Promise<string | null> => {
  const { rows } = await runOutsideTenants(() =>
    pool.query<{ tenantId: string | null }>({
      name: lookup,
      text: `select lookup.${lookup}($1) as "tenantId"`,
      values: [value],
    }),
  );
  return rows[0]?.tenantId ?? null;
};

/** Who wrote to this number last: one sender serves every workshop. Null when nobody did. */
export const tenantOfNumber = (phone: string): Promise<string | null> => tenantBy("tenant_of_text", phone);
/** Whose message the network has under this reference. */
export const tenantOfReference = (providerId: string): Promise<string | null> =>
  tenantBy("tenant_of_reference", providerId);

export type Told = { readonly customerId: string | null; readonly appointmentId: string | null };

/** Whom a number belongs to by what it was sent last, and the appointment that lies ahead and that it was told of last. */
export const toldTo = async (tx: Tx, phone: string): Promise<Told> => {
  const [row] = await tx.client.$queryRaw<Told[]>`
    select (select m.customer_id from message m
             where m.tenant_id = ${tx.tenantId}::uuid and m.channel = 'SMS' and m.recipient = ${phone} and m.sent_at is not null
             order by m.sent_at desc limit 1) as "customerId",
           (select a.id from message m join appointment a on a.tenant_id = m.tenant_id and a.id = m.appointment_id
             where m.tenant_id = ${tx.tenantId}::uuid and m.channel = 'SMS' and m.recipient = ${phone} and m.sent_at is not null
               and a.state = 'BOOKED' and a.starts_at > ${tx.now}
             order by m.sent_at desc limit 1) as "appointmentId"`;
  return row ?? { customerId: null, appointmentId: null };
};

export type NewAnswer = Told & {
  readonly providerId: string;
  readonly sender: string;
  readonly body: string;
  readonly wish: TextWish;
};

/** Notes an answer; null when it was noted before. */
export const insert = async (tx: Tx, answer: NewAnswer): Promise<string | null> => {
  const id = uuidv7();
  const { count } = await tx.client.textAnswer.createMany({
    data: [{ ...answer, tenantId: tx.tenantId, id, receivedAt: tx.now }],
    skipDuplicates: true,
  });
  return count === 1 ? id : null;
};

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string) => {
  const row = await db.client.textAnswer.findFirst({
    where: { tenantId: db.tenantId, id },
    select: { id: true, sender: true, body: true, wish: true, customerId: true, appointmentId: true, receivedAt: true },
  });
  if (row === null) throw notFound("This answer");
  return row;
};

/** The newest that came from a customer, or about an appointment; a card and an invoice have none of their own. */
export const list = (db: Db, of: ListMessages, limit: number) =>
  "customerId" in of || "appointmentId" in of
    ? db.client.textAnswer.findMany({
        where: { tenantId: db.tenantId, ...of },
        orderBy: [{ receivedAt: "desc" }, { id: "desc" }],
        take: limit,
        select: { id: true, sender: true, body: true, wish: true, receivedAt: true },
      })
    : Promise.resolve([]);
