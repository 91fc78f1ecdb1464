import { notFound } from "#/domain/errors.ts";
import { type EndpointFields, type WebhookType, webhookTypes } from "#/domain/webhook.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** An endpoint as its row says, without its secret. */
export type Endpoint = {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly url: string;
  readonly events: readonly WebhookType[];
  readonly createdAt: Date;
  readonly failingSince: Date | null;
  readonly disabledAt: Date | null;
  readonly disabledReason: string | null;
  /** Until when the secret before this one signs as well. */
  readonly formerUntil: Date | null;
};

const shown = {
  id: true,
  version: true,
  name: true,
  url: true,
  events: true,
  createdAt: true,
  failingSince: true,
  disabledAt: true,
  disabledReason: true,
  formerUntil: true,
} as const;

const asEndpoint = <Row extends { readonly events: readonly string[] }>(row: Row) => ({
  ...row,
  events: webhookTypes.filter((type) => row.events.includes(type)),
});

/** The oldest first; removed ones are not among them. */
export const endpoints = async (db: Db): Promise<Endpoint[]> => {
  const rows = await db.client.webhookEndpoint.findMany({
    where: { tenantId: db.tenantId, removedAt: null },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: shown,
  });
  return rows.map(asEndpoint);
};

/** @throws NOT_FOUND, for one that was removed too */
export const endpoint = async (db: Db, id: string): Promise<Endpoint> => {
  const row = await db.client.webhookEndpoint.findFirst({
    where: { tenantId: db.tenantId, id, removedAt: null },
    select: shown,
  });
  if (row === null) throw notFound("This endpoint");
  return asEndpoint(row);
};

/** What its messages are signed with, sealed. */
export const sealedSecret = async (db: Db, id: string): Promise<string> => {
  const row = await db.client.webhookEndpoint.findFirst({
    where: { tenantId: db.tenantId, id },
    select: { secret: true },
  });
  if (row === null) throw notFound("This endpoint");
  return row.secret;
};

/** Makes who adds an endpoint of the tenant wait for whoever else does. @returns how many there are */
export const countLocked = async (tx: Tx): Promise<number> => {
  await tx.client.$queryRaw`select id from tenant where id = ${tx.tenantId}::uuid for no key update`;
  return tx.client.webhookEndpoint.count({ where: { tenantId: tx.tenantId, removedAt: null } });
};

export const insertEndpoint = async (
  tx: Tx,
  id: string,
  fields: EndpointFields,
  { secret, createdById }: { secret: string; createdById: string | null },
): Promise<void> => {
  await tx.client.webhookEndpoint.create({
    data: { tenantId: tx.tenantId, id, ...fields, secret, createdById, createdAt: tx.now },
  });
};

type Change = Partial<EndpointFields> & {
  readonly failingSince?: null;
  readonly disabledAt?: Date | null;
  readonly disabledReason?: string | null;
  readonly removedAt?: Date;
  readonly secret?: string;
  readonly formerSecret?: string;
  readonly formerUntil?: Date;
};

/** Changes an endpoint at the version expected; false when it has another by now, or was removed. */
export const changeEndpoint = async (tx: Tx, id: string, version: number, change: Change): Promise<boolean> => {
  const { count } = await tx.client.webhookEndpoint.updateMany({
    where: { tenantId: tx.tenantId, id, version, removedAt: null },
    data: { ...change, version: { increment: 1 } },
  });
  return count === 1;
};

/** Turns an endpoint off, with `before` only if no message has reached it since then; null when it is off already, or one has. */
export const turnOffFailing = async (
  tx: Tx,
  id: string,
  before: Date | null,
  reason: string,
): Promise<{ name: string } | null> => {
  const [off] = await tx.client.$queryRaw<{ name: string }[]>`
    update webhook_endpoint set disabled_at = ${tx.now}, disabled_reason = ${reason}, version = version + 1
     where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid and disabled_at is null and removed_at is null
       and (${before}::timestamptz is null or failing_since <= ${before}::timestamptz)
    returning name`;
  return off ?? null;
};

/** Endpoints that are told of a type now. */
export const listening = async (db: Db, type: WebhookType): Promise<string[]> => {
  const rows = await db.client.webhookEndpoint.findMany({
    where: { tenantId: db.tenantId, removedAt: null, disabledAt: null, events: { has: type } },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
};

export type NewMessage = {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly type: WebhookType;
  readonly body: string;
};

/** Writes messages down, one for each endpoint and event however often it is told. @returns the ids of those that are new */
export const addMessages = async (tx: Tx, messages: readonly NewMessage[]): Promise<string[]> => {
  const rows = await tx.client.webhookDelivery.createManyAndReturn({
    data: messages.map((message) => ({ tenantId: tx.tenantId, createdAt: tx.now, ...message })),
    skipDuplicates: true,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
};

export type DueMessage = {
  readonly id: string;
  readonly type: string;
  readonly body: string;
  readonly endpointId: string;
  readonly url: string;
  readonly secret: string;
  readonly formerSecret: string | null;
  readonly formerUntil: Date | null;
  readonly disabledAt: Date | null;
  readonly removedAt: Date | null;
  readonly failingSince: Date | null;
};

/** @throws NOT_FOUND */
export const message = async (db: Db, id: string): Promise<DueMessage> => {
  const row = await db.client.webhookDelivery.findFirst({
    where: { tenantId: db.tenantId, id },
    select: {
      id: true,
      type: true,
      body: true,
      endpointId: true,
      endpoint: {
        select: {
          url: true,
          secret: true,
          formerSecret: true,
          formerUntil: true,
          disabledAt: true,
          removedAt: true,
          failingSince: true,
        },
      },
    },
  });
  if (row === null) throw notFound("This message");
  const { endpoint: to, ...rest } = row;
  return { ...rest, ...to };
};

/** Holds a message, so that two who ask for it once more do so one after the other. @throws NOT_FOUND */
export const lockMessage = async (tx: Tx, id: string): Promise<void> => {
  const rows = await tx.client.$queryRaw<{ id: string }[]>`
    select id from webhook_delivery where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for update`;
  if (rows.length === 0) throw notFound("This message");
};

/** The effect that last sent a message, or is about to; null once its details are gone. */
export const lastSending = async (db: Db, id: string): Promise<{ deliveryId: string; state: string } | null> => {
  const [row] = await db.client.$queryRaw<{ deliveryId: string; state: string }[]>`
    select d.id as "deliveryId", d.state::text from outbox_event e
      join event_delivery d on d.tenant_id = e.tenant_id and d.event_id = e.id
     where e.tenant_id = ${db.tenantId}::uuid and e.subject_type = 'webhookDelivery' and e.subject_id = ${id}::uuid
     order by e.id desc limit 1`;
  return row ?? null;
};

export type NewTry = {
  readonly id: string;
  readonly at: Date;
  readonly durationMs: number;
  readonly status: number | null;
  readonly answer: string;
  readonly reason: string | null;
};

/** Notes a sending and what it says of the endpoint: reached again, or failing since then. */
export const addTry = async (tx: Tx, messageId: string, endpointId: string, sent: NewTry): Promise<void> => {
  const arrived = sent.reason === null;
  await tx.client.$executeRaw`
    with tried as (
      insert into webhook_try (tenant_id, id, delivery_id, at, duration_ms, status, answer, reason)
      values (${tx.tenantId}::uuid, ${sent.id}::uuid, ${messageId}::uuid, ${sent.at}, ${sent.durationMs}, ${sent.status}, ${sent.answer}, ${sent.reason})
    ), noted as (
      update webhook_delivery set delivered_at = ${tx.now}
       where tenant_id = ${tx.tenantId}::uuid and id = ${messageId}::uuid and delivered_at is null and ${arrived}
    )
    update webhook_endpoint set failing_since = case when ${arrived} then null else coalesce(failing_since, ${sent.at}) end
     where tenant_id = ${tx.tenantId}::uuid and id = ${endpointId}::uuid and (failing_since is not null or not ${arrived})`;
};

export type MessageRow = {
  readonly id: string;
  readonly endpointId: string;
  readonly endpointName: string;
  readonly type: string;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
  readonly state: "PENDING" | "RUNNING" | "DONE" | "DEAD" | "SKIPPED" | null;
  readonly nextTryAt: Date | null;
  readonly reason: string | null;
};

/** Messages, the newest first, behind `before`; of one endpoint when told. */
export const messages = (
  db: Db,
  { endpointId, before, limit }: { endpointId: string | null; before: string | null; limit: number },
): Promise<MessageRow[]> => {
  const of = endpointId === null ? Prisma.empty : Prisma.sql`and w.endpoint_id = ${endpointId}::uuid`;
  const behind =
    before === null
      ? Prisma.empty
      : Prisma.sql`and (w.created_at, w.id) < (select b.created_at, b.id from webhook_delivery b where b.tenant_id = ${db.tenantId}::uuid and b.id = ${before}::uuid)`;
  return db.client.$queryRaw<MessageRow[]>`
    select w.id, w.endpoint_id as "endpointId", n.name as "endpointName", w.type, w.created_at as "createdAt", w.delivered_at as "deliveredAt",
           s.state::text as state, case when s.state = 'PENDING' then s.available_at end as "nextTryAt", coalesce(s.closed_reason, s.last_error) as reason
      from webhook_delivery w
      join webhook_endpoint n on n.tenant_id = w.tenant_id and n.id = w.endpoint_id
      left join lateral (
        select d.state, d.available_at, d.closed_reason, d.last_error from outbox_event e
          join event_delivery d on d.tenant_id = e.tenant_id and d.event_id = e.id
         where e.tenant_id = w.tenant_id and e.subject_type = 'webhookDelivery' and e.subject_id = w.id
         order by e.id desc limit 1) s on true
     where w.tenant_id = ${db.tenantId}::uuid ${of} ${behind}
     order by w.created_at desc, w.id desc limit ${limit}`;
};

/** The tries of messages, the oldest first. */
export const triesOf = async (db: Db, ids: readonly string[]): Promise<(NewTry & { deliveryId: string })[]> =>
  db.client.webhookTry.findMany({
    where: { tenantId: db.tenantId, deliveryId: { in: [...ids] } },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    select: { id: true, deliveryId: true, at: true, durationMs: true, status: true, answer: true, reason: true },
  });
