import type { Db, Tx } from "#/server/db/transaction.ts";

export type KnownCustomer = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly addressLines: readonly string[];
  readonly archived: boolean;
};

type Wanted = { readonly emails: readonly string[]; readonly phones: readonly string[] };

const columns = { id: true, name: true, email: true, phone: true, addressLines: true, archivedAt: true } as const;

/** By which addresses and numbers a customer is reached: the primary ones, and the further contacts. */
export type ReachedCustomer = KnownCustomer & { readonly reaches: readonly string[] };

/** Customers of these addresses (in lower case) and numbers (E.164), the oldest first. */
export const reachedBy = (db: Db, { emails, phones }: Wanted): Promise<ReachedCustomer[]> => {
  const wanted = [...emails, ...phones];
  return db.client.$queryRaw<ReachedCustomer[]>`
    with reached as (
      select id from customer
       where tenant_id = ${db.tenantId}::uuid and (lower(email) = any(${[...emails]}) or phone = any(${[...phones]}))
      union
      select customer_id from customer_contact where tenant_id = ${db.tenantId}::uuid and value = any(${wanted})
    )
    select c.id, c.name, lower(c.email) as email, c.phone, c.address_lines as "addressLines", c.archived_at is not null as archived,
           array_remove(array[lower(c.email), c.phone] || array(
             select k.value from customer_contact k where k.tenant_id = c.tenant_id and k.customer_id = c.id), null) as reaches
      from reached r join customer c on c.tenant_id = ${db.tenantId}::uuid and c.id = r.id
     order by c.created_at, c.id`;
};

export const byIds = async (db: Db, ids: readonly string[]): Promise<KnownCustomer[]> => {
  const rows = await db.client.customer.findMany({
    where: { tenantId: db.tenantId, id: { in: [...ids] } },
    select: columns,
  });
  return rows.map(({ archivedAt, ...row }) => ({ ...row, archived: archivedAt !== null }));
};

/** Holds customers against change, and against anything that would name them, until the transaction ends. */
export const lock = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  await tx.client.$queryRaw`
    select 1 from customer where tenant_id = ${tx.tenantId}::uuid and id = any(${[...ids]}::uuid[]) order by id for update`;
};

export type NewCustomer = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly addressLines: readonly string[];
};

export const insert = async (tx: Tx, customers: readonly NewCustomer[]): Promise<void> => {
  await tx.client.$executeRaw`
    insert into customer (tenant_id, id, name, email, phone, address_lines, created_at)
    select ${tx.tenantId}::uuid, c.id, c.name, c.email, c.phone, c."addressLines", ${tx.now}
      from jsonb_to_recordset(${JSON.stringify(customers)}::jsonb)
           as c(id uuid, name text, email text, phone text, "addressLines" text[])`;
};

/** `set` names what is written: a value may be null, and what is not named stays. */
export type CustomerChange = Partial<Omit<NewCustomer, "id">> & {
  readonly id: string;
  readonly set: readonly string[];
};

export const update = async (tx: Tx, changes: readonly CustomerChange[]): Promise<void> => {
  if (changes.length === 0) return;
  await tx.client.$executeRaw`
    update customer c
       set name = case when 'name' = any(u.set) then u.name else c.name end,
           email = case when 'email' = any(u.set) then u.email else c.email end,
           phone = case when 'phone' = any(u.set) then u.phone else c.phone end,
           address_lines = case when 'address' = any(u.set) then u."addressLines" else c.address_lines end,
           version = c.version + 1
      from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
           as u(id uuid, set text[], name text, email text, phone text, "addressLines" text[])
     where c.tenant_id = ${tx.tenantId}::uuid and c.id = u.id`;
};

export type Leaning = {
  readonly id: string;
  readonly version: number;
  readonly plates: readonly string[];
  readonly cards: number;
  readonly messages: number;
  /** Contacts or consents were added. */
  readonly noted: boolean;
  /** It owned a vehicle before, or was merged or told apart. */
  readonly entangled: boolean;
  readonly booked: boolean;
};

/** What has come to lean on customers since they were imported. */
export const leaningOn = async (db: Db, ids: readonly string[]) =>
  db.client.$queryRaw<Leaning[]>`
    select c.id, c.version,
           (exists (select 1 from customer_contact k where k.tenant_id = c.tenant_id and k.customer_id = c.id)
             or exists (select 1 from customer_consent k where k.tenant_id = c.tenant_id and k.customer_id = c.id)) as noted,
           (exists (select 1 from vehicle_ownership o where o.tenant_id = c.tenant_id and o.customer_id = c.id)
             or exists (select 1 from customer_merge m where m.tenant_id = c.tenant_id and c.id in (m.kept_id, m.gone_id))
             or exists (select 1 from customer_distinct d where d.tenant_id = c.tenant_id and c.id in (d.low_id, d.high_id))
             or exists (select 1 from customer m where m.tenant_id = c.tenant_id and m.merged_into_id = c.id)) as entangled,
           exists (select 1 from appointment a where a.tenant_id = c.tenant_id and a.customer_id = c.id) as booked,
           array(select v.plate from vehicle v where v.tenant_id = c.tenant_id and v.customer_id = c.id order by v.created_at, v.id) as plates,
           (select count(*) from job_card j where j.tenant_id = c.tenant_id and j.customer_id = c.id)::int as cards,
           (select count(*) from message m where m.tenant_id = c.tenant_id and m.customer_id = c.id)::int as messages
      from customer c where c.tenant_id = ${db.tenantId}::uuid and c.id = any(${[...ids]}::uuid[])`;
