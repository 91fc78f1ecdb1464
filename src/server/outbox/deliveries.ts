/**
 * What becomes of an effect that is owed: claimed, finished, failed, dead. Each is one conditional
 * statement, so two workers never hold the same delivery and a worker whose lease ended writes nothing.
 */

import { ServiceException, ValidationException } from "#/domain/errors.ts";
import { consumerTitles } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import { pool } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import type { Tx } from "#/server/db/transaction.ts";
import { deliveryPolicy } from "#/server/outbox/policy.ts";

/** A delivery held under a lease; `fence` is raised by every claim. */
export type HeldDelivery = {
  readonly tenantId: string;
  readonly id: string;
  readonly fence: number;
  readonly attempt: number;
};

/**
 * Takes the delivery for this worker, counting a start. Null when there is nothing to do here: finished,
 * dead, held by another, or not due (a second's grace, since clocks differ).
 */
export const claimDelivery = (tenantId: string, eventId: string, consumer: string): Promise<HeldDelivery | null> =>
  runInTenant(tenantId, async () => {
    const { attempts, leaseMs } = deliveryPolicy();
    const { rows } = await pool.query<HeldDelivery>({
      name: "delivery-claim",
      text: `
        update event_delivery
           set state = 'RUNNING', fence = fence + 1, attempts_started = attempts_started + 1,
               started_at = coalesce(started_at, clock_timestamp()), lease_until = clock_timestamp() + $4 * interval '1 millisecond'
         where tenant_id = $1 and event_id = $2 and consumer = $3 and attempts_started < $5
           and (state = 'PENDING' and available_at <= clock_timestamp() + interval '1 second'
                or state = 'RUNNING' and lease_until < clock_timestamp())
        returning tenant_id as "tenantId", id, fence, attempts_started as attempt`,
      values: [tenantId, eventId, consumer, leaseMs, attempts],
    });
    return rows[0] ?? null;
  });

/** Prolongs the lease while the effect is under way. False: another has it now, so the effect should stop. */
export const renewDelivery = (held: HeldDelivery): Promise<boolean> =>
  runInTenant(held.tenantId, async () => {
    const { rowCount } = await pool.query(
      `update event_delivery set lease_until = clock_timestamp() + $4 * interval '1 millisecond'
        where tenant_id = $1 and id = $2 and fence = $3 and state = 'RUNNING'`,
      [held.tenantId, held.id, held.fence, deliveryPolicy().leaseMs],
    );
    return rowCount === 1;
  });

export type Ending =
  | { readonly state: "DONE"; readonly text: string | null }
  | { readonly state: "SKIPPED"; readonly reason: string };
/** Not yet: at this time. */
export type Postponed = { readonly state: "LATER"; readonly at: Date };

/**
 * Ends the delivery, and the task that an earlier failure raised, in the caller's transaction.
 * @throws FENCED when another worker holds it by now; the transaction must roll back.
 */
export const finishDelivery = async (tx: Tx, held: HeldDelivery, ending: Ending): Promise<void> => {
  const ended = await tx.client.$executeRaw(finishSql(held, ending));
  if (ended === 0) throw fenced();
};

/** The same in a statement of its own. */
export const finishDeliveryAlone = (held: HeldDelivery, ending: Ending): Promise<void> =>
  runInTenant(held.tenantId, async () => {
    const { text, values } = finishSql(held, ending);
    const { rowCount } = await pool.query({ name: `delivery-${ending.state}`, text, values });
    if (rowCount === 0) throw fenced();
  });

const finishSql = (held: HeldDelivery, ending: Ending) => {
  const [result, reason] = ending.state === "DONE" ? [ending.text, null] : [null, ending.reason];
  return Prisma.sql`
    with ended as (
      update event_delivery
         set state = ${ending.state}::delivery_state, attempts_finished = attempts_finished + 1, lease_until = null,
             finished_at = clock_timestamp(), last_error = null, closed_reason = ${reason},
             result = case when ${result}::text is null then null else jsonb_build_object('text', ${result}::text) end
       where tenant_id = ${held.tenantId}::uuid and id = ${held.id}::uuid and fence = ${held.fence}::int and state = 'RUNNING'
      returning tenant_id, id
    ), mended as (
      update manual_task t
         set state = 'RESOLVED', resolved_at = clock_timestamp(), resolution = 'It has arrived in the end.'
        from ended
       where t.tenant_id = ended.tenant_id and t.source_key = 'delivery:' || ended.id and t.state <> 'RESOLVED'
    )${ending.state === "SKIPPED" ? unsentSql : Prisma.empty}
    select 1 from ended`;
};

/**
 * What a worker wrote down to send before it died, and what is no longer true, is not sent again. Whether it had left is
 * not known any more, and the message says so.
 */
const unsentSql = Prisma.sql`, unsent as (
      update message m set state = 'FAILED', last_error = 'The server stopped while this was being sent, so it may have arrived. It was not sent again.'
        from ended e where m.tenant_id = e.tenant_id and m.source_key = 'delivery:' || e.id and m.state = 'QUEUED'
    )`;

const fenced = () => new ServiceException("FENCED", "Another worker has taken this over; nothing was written.");

/**
 * Puts the delivery down until `at`, as if it had not been begun: its event is handed over again then.
 * @throws FENCED when another worker holds it by now
 */
export const postponeDelivery = (held: HeldDelivery, at: Date): Promise<void> =>
  runInTenant(held.tenantId, async () => {
    const { rowCount } = await pool.query(
      `with put as (
         update event_delivery
            set state = 'PENDING', attempts_started = 0, attempts_finished = 0, available_at = $4, due_at = $4, lease_until = null,
                last_error = null
          where tenant_id = $1 and id = $2 and fence = $3 and state = 'RUNNING'
         returning tenant_id, event_id
       ), event as (
         update outbox_event e
            set state = 'PENDING', sent_at = null, available_at = $4, due_at = $4, sends = e.sends + (e.state = 'PENDING')::int
           from put where e.tenant_id = put.tenant_id and e.id = put.event_id
       )
       select 1 from put`,
      [held.tenantId, held.id, held.fence, at],
    );
    if (rowCount === 0) throw fenced();
  });

export type Failure = { readonly state: "PENDING" | "DEAD"; readonly retryInMs: number };

/**
 * Notes a failed try. After the last one, or a permanent failure, the delivery is DEAD and exactly one
 * task exists, in this one statement. Null when another worker holds it by now.
 * @param reason a plain sentence for people
 */
export const failDelivery = (
  held: HeldDelivery,
  consumer: string,
  reason: string,
  permanent: boolean,
): Promise<Failure | null> =>
  runInTenant(held.tenantId, async () => {
    const { attempts, backoffMs } = deliveryPolicy();
    const dead = permanent || held.attempt >= attempts;
    const retryInMs = backoffMs[held.attempt - 1] ?? backoffMs.at(-1) ?? 0;
    const { rows } = await pool.query<{ state: Failure["state"] }>(
      `with failed as (
         update event_delivery
            set state = case when $4 then 'DEAD' else 'PENDING' end::delivery_state, attempts_finished = attempts_finished + 1,
                lease_until = null, last_error = $5, finished_at = case when $4 then clock_timestamp() end,
                failures = ${withFailure("failures", "$5::text")},
                available_at = clock_timestamp() + $6 * interval '1 millisecond'
          where tenant_id = $1 and id = $2 and fence = $3 and state = 'RUNNING'
         returning *
       ), dead as (select * from failed where state = 'DEAD'),
       ${taskInsert("$7", "$8")}
       select state from failed`,
      [held.tenantId, held.id, held.fence, dead, reason, retryInMs, uuidv7(), taskTitle(consumer)],
    );
    return rows[0] === undefined ? null : { state: rows[0].state, retryInMs };
  });

/** The tries that failed, with one more; the oldest goes when there are twenty. */
const withFailure = (failures: string, reason: string) =>
  `case when jsonb_array_length(${failures}) >= 20 then ${failures} - 0 else ${failures} end
                           || jsonb_build_array(jsonb_build_object('at', clock_timestamp(), 'reason', ${reason}))`;

const taskTitle = (consumer: string) => `Did not arrive: ${consumerTitles[consumer] ?? consumer}`;

/** Adds the task of each row of `dead`, and says of its unsent message that it failed. A task closed before a retry failed is opened again. */
const taskInsert = (id: string, title: string) => `task as (
  insert into manual_task (tenant_id, id, severity, kind, title, detail, subject_type, subject_id, source_key)
  select d.tenant_id, ${id}::uuid, 'NORMAL', 'delivery-dead', ${title}, coalesce(d.last_error, ''), e.subject_type, e.subject_id,
         'delivery:' || d.id
    from dead d join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
  on conflict (tenant_id, source_key) do update
     set state = 'OPEN', detail = excluded.detail, taken_by_id = null, taken_at = null,
         resolved_by_id = null, resolved_at = null, resolution = null
   where manual_task.state = 'RESOLVED'
), unsent as (
  update message m set state = 'FAILED', last_error = d.last_error from dead d
   where m.tenant_id = d.tenant_id and m.source_key = 'delivery:' || d.id and m.state <> 'SENT'
)`;

/** The event is to go once more. One that has left and is not noted as sent yet is counted, so that the note comes to nothing. */
const sendAgain = `state = 'PENDING', sent_at = null, due_at = null, available_at = clock_timestamp(), sends = e.sends + (e.state = 'PENDING')::int`;

const stopped = "The server stopped before this was finished.";

/**
 * Mends one overdue delivery: a worker died with it, or the engine never came. With starts left it is
 * sent again (`resent`), else it is dead with its task (`dead`); null when it is no longer overdue.
 */
export const mendDelivery = (tenantId: string, deliveryId: string): Promise<"resent" | "dead" | null> =>
  runInTenant(tenantId, async () => {
    const { attempts, graceMs } = deliveryPolicy();
    const { rows } = await pool.query<{ state: "DEAD" | "PENDING" }>(
      `with overdue as (
         select tenant_id, id, event_id, state, attempts_started >= $3 as spent from event_delivery
          where tenant_id = $1 and id = $2
            and (state = 'RUNNING' and lease_until < clock_timestamp()
                 or state = 'PENDING' and available_at < clock_timestamp() - $4 * interval '1 millisecond')
          for update skip locked
       ), mended as (
         update event_delivery d
            set state = case when o.spent then 'DEAD' else 'PENDING' end::delivery_state,
                fence = d.fence + 1, lease_until = null, available_at = clock_timestamp(),
                last_error = case when o.state = 'RUNNING' then $5 else d.last_error end,
                failures = case when o.state = 'RUNNING' then ${withFailure("d.failures", "$5::text")} else d.failures end,
                finished_at = case when o.spent then clock_timestamp() end
           from overdue o where d.tenant_id = o.tenant_id and d.id = o.id
         returning d.*
       ), dead as (select * from mended where state = 'DEAD'),
       ${taskInsert("$6", "'Did not arrive: ' || coalesce($7::jsonb ->> d.consumer, d.consumer)")},
       resent as (
         update outbox_event e set ${sendAgain}
           from mended m where m.state = 'PENDING' and e.tenant_id = m.tenant_id and e.id = m.event_id
       )
       select state from mended`,
      [tenantId, deliveryId, attempts, graceMs, stopped, uuidv7(), JSON.stringify(consumerTitles)],
    );
    if (rows[0] === undefined) return null;
    return rows[0].state === "DEAD" ? "dead" : "resent";
  });

/** Tries a delivery again that is dead or waiting: its starts count from zero, and its event is sent again. */
export const retryDelivery = async (tx: Tx, deliveryId: string): Promise<void> => {
  const [again] = await tx.client.$queryRaw<{ eventId: string }[]>`
    update event_delivery
       set state = 'PENDING', attempts_started = 0, attempts_finished = 0, available_at = clock_timestamp(), due_at = null,
           lease_until = null, finished_at = null, fence = fence + 1
     where tenant_id = ${tx.tenantId}::uuid and id = ${deliveryId}::uuid
       and (state in ('DEAD', 'PENDING') or state = 'RUNNING' and lease_until < clock_timestamp())
    returning event_id as "eventId"`;
  if (again === undefined)
    throw new ValidationException(
      "TRANSITION_REFUSED",
      "This has arrived, or is being tried right now. Reload to see it.",
    );
  await tx.client.$executeRaw`
    update outbox_event e set ${Prisma.raw(sendAgain)}
     where tenant_id = ${tx.tenantId}::uuid and id = ${again.eventId}::uuid`;
};

/** Gives up a delivery on purpose; its task is closed with the same reason. */
export const skipDelivery = async (tx: Tx, deliveryId: string, memberId: string, reason: string): Promise<void> => {
  const [skipped] = await tx.client.$queryRaw<{ id: string }[]>`
    with ended as (
      update event_delivery
         set state = 'SKIPPED', closed_by_id = ${memberId}::uuid, closed_reason = ${reason}, finished_at = clock_timestamp(),
             lease_until = null, fence = fence + 1
       where tenant_id = ${tx.tenantId}::uuid and id = ${deliveryId}::uuid and state in ('DEAD', 'PENDING')
      returning tenant_id, id
    )${unsentSql}
    select id from ended`;
  if (skipped === undefined)
    throw new ValidationException(
      "TRANSITION_REFUSED",
      "This has arrived, or is being tried right now. Reload to see it.",
    );
  await tx.client.$executeRaw`
    update manual_task set state = 'RESOLVED', resolved_by_id = ${memberId}::uuid, resolved_at = clock_timestamp(), resolution = ${reason}
     where tenant_id = ${tx.tenantId}::uuid and source_key = ${`delivery:${deliveryId}`} and state <> 'RESOLVED'`;
};

/** Closes a dead delivery and its task, because what it owed was sent in another way. */
export const supersedeDelivery = async (tx: Tx, deliveryId: string, reason: string): Promise<void> => {
  await tx.client.$executeRaw`
    with closed as (
      update event_delivery
         set state = 'SKIPPED', closed_reason = ${reason}, finished_at = clock_timestamp(), fence = fence + 1
       where tenant_id = ${tx.tenantId}::uuid and id = ${deliveryId}::uuid and state = 'DEAD'
      returning tenant_id, id
    )
    update manual_task t set state = 'RESOLVED', resolved_at = clock_timestamp(), resolution = ${reason}
      from closed where t.tenant_id = closed.tenant_id and t.source_key = 'delivery:' || closed.id and t.state <> 'RESOLVED'`;
};

/** What is owed to whom, and what its event is about. */
export type OwedDelivery = {
  readonly tenantId: string;
  readonly id: string;
  readonly state: string;
  readonly consumer: string;
  readonly eventId: string;
  readonly eventName: string;
  /** How often the event was handed to the engine. */
  readonly sends: number;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Where the operation took place that owes it. */
  readonly branchId: string | null;
};

export const owedDelivery = (tenantId: string, id: string): Promise<OwedDelivery | null> =>
  runInTenant(tenantId, async () => {
    const { rows } = await pool.query<OwedDelivery>(
      `select d.tenant_id as "tenantId", d.id, d.state, d.consumer, e.id as "eventId", e.type as "eventName", e.sends,
              e.subject_type as "subjectType", e.subject_id as "subjectId", r.branch_id as "branchId"
         from event_delivery d join outbox_event e on e.tenant_id = d.tenant_id and e.id = d.event_id
         left join orchestration_run r on r.tenant_id = e.tenant_id and r.id = e.run_id
        where d.tenant_id = $1 and d.id = $2`,
      [tenantId, id],
    );
    return rows[0] ?? null;
  });

/** Gives a delivery that the engine has not come to yet, but will, another term before it is asked about again. */
export const postponeMending = (tenantId: string, id: string): Promise<void> =>
  runInTenant(tenantId, async () => {
    await pool.query(
      `update event_delivery set available_at = clock_timestamp()
        where tenant_id = $1 and id = $2 and state = 'PENDING' and available_at < clock_timestamp()`,
      [tenantId, id],
    );
  });

/** The delivery an event owes to a consumer; null when that consumer was not subscribed. */
export const deliveryId = (tenantId: string, eventId: string, consumer: string): Promise<string | null> =>
  runInTenant(tenantId, async () => {
    const { rows } = await pool.query<{ id: string }>(
      "select id from event_delivery where tenant_id = $1 and event_id = $2 and consumer = $3",
      [tenantId, eventId, consumer],
    );
    return rows[0]?.id ?? null;
  });
