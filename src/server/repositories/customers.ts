import { type ContactKind, contactKinds } from "#/domain/contact.ts";
import { notFound } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

export type Contact = { readonly value: string; readonly label: string };
export type CustomerValues = {
  readonly name: string;
  /** The primary one first; addresses in lower case, numbers in E.164. */
  readonly emails: readonly Contact[];
  readonly phones: readonly Contact[];
  readonly addressLines: readonly string[];
  readonly note: string;
};

export const valueNames = [
  "name",
  "emails",
  "phones",
  "addressLines",
  "note",
] as const satisfies readonly (keyof CustomerValues)[];

const columns = ({ name, emails: [email], phones: [phone], addressLines, note }: CustomerValues) => ({
  name,
  email: email?.value ?? null,
  emailLabel: email?.label ?? "",
  phone: phone?.value ?? null,
  phoneLabel: phone?.label ?? "",
  addressLines: [...addressLines],
  note,
});

const furtherContacts = (values: CustomerValues) =>
  contactKinds.flatMap((kind) =>
    (kind === "EMAIL" ? values.emails : values.phones).slice(1).map((contact) => ({ kind, ...contact })),
  );

const addContacts = async (tx: Tx, customerId: string, values: CustomerValues): Promise<void> => {
  const data = furtherContacts(values).map((contact) => ({
    ...contact,
    tenantId: tx.tenantId,
    id: uuidv7(),
    customerId,
  }));
  if (data.length > 0) await tx.client.customerContact.createMany({ data });
};

export const insert = async (tx: Tx, id: string, values: CustomerValues): Promise<void> => {
  await tx.client.customer.create({ data: { ...columns(values), id, tenantId: tx.tenantId } });
  await addContacts(tx, id, values);
};

/** Writes a customer's facts anew, raising its version. The customer is held. */
export const update = async (tx: Tx, id: string, values: CustomerValues): Promise<void> => {
  await tx.client.customer.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: { ...columns(values), version: { increment: 1 } },
  });
  // What stays keeps its row, so that a contact is as old as it is.
  const kept = furtherContacts(values).map(({ value }) => value);
  await tx.client.customerContact.deleteMany({
    where: { tenantId: tx.tenantId, customerId: id, value: { notIn: kept } },
  });
  await tx.client.$executeRaw`
    insert into customer_contact (tenant_id, id, customer_id, kind, value, label)
    select ${tx.tenantId}::uuid, c.id, ${id}::uuid, c.kind::contact_kind, c.value, c.label
      from jsonb_to_recordset(${JSON.stringify(furtherContacts(values).map((contact) => ({ ...contact, id: uuidv7() })))}::jsonb)
           as c(id uuid, kind text, value text, label text)
    on conflict (tenant_id, customer_id, value) do update set label = excluded.label, kind = excluded.kind`;
};

const contactOrder = [{ createdAt: "asc" }, { id: "asc" }] as const;

/** A customer's facts, contacts in their order. @throws NOT_FOUND */
export const values = async (db: Db, id: string): Promise<CustomerValues> => {
  const customer = await db.client.customer.findFirst({
    where: { tenantId: db.tenantId, id },
    include: { contacts: { orderBy: [...contactOrder] } },
  });
  if (customer === null) throw notFound("This customer");
  return valuesOf(customer);
};

/** The primary contact first, the further ones as old as they are. */
export const valuesOf = (row: {
  readonly name: string;
  readonly email: string | null;
  readonly emailLabel: string;
  readonly phone: string | null;
  readonly phoneLabel: string;
  readonly contacts: readonly (Contact & { readonly kind: ContactKind })[];
  readonly addressLines: string[];
  readonly note: string;
}): CustomerValues => {
  const all = (kind: ContactKind, primary: string | null, label: string): Contact[] => [
    ...(primary === null ? [] : [{ value: primary, label }]),
    ...row.contacts.filter((each) => each.kind === kind).map((each) => ({ value: each.value, label: each.label })),
  ];
  return {
    name: row.name,
    emails: all("EMAIL", row.email, row.emailLabel),
    phones: all("PHONE", row.phone, row.phoneLabel),
    addressLines: row.addressLines,
    note: row.note,
  };
};

/** Puts a customer away, or back with `null`. The customer is held. */
export const setArchived = async (tx: Tx, id: string, reason: string | null): Promise<void> => {
  await tx.client.customer.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: { archivedAt: reason === null ? null : tx.now, archivedReason: reason, version: { increment: 1 } },
  });
};

export type HeldCustomer = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly archivedAt: Date | null;
  readonly mergedIntoId: string | null;
};
const held = Prisma.sql`select id, name, version, archived_at as "archivedAt", merged_into_id as "mergedIntoId" from customer`;

/** Locks customers to change them, in the order of their ids; writers of invoices, who only refer to them, do not wait. */
export const lock = (tx: Tx, ids: readonly string[]): Promise<HeldCustomer[]> =>
  tx.client.$queryRaw<HeldCustomer[]>`
    ${held} where tenant_id = ${tx.tenantId}::uuid and id = any(${[...ids]}::uuid[]) order by id for no key update`;

/** A customer that stays as it is until the commit: nobody archives or merges it meanwhile. @throws NOT_FOUND */
export const hold = async (tx: Tx, id: string): Promise<HeldCustomer> => {
  const [customer] = await tx.client.$queryRaw<HeldCustomer[]>`
    ${held} where tenant_id = ${tx.tenantId}::uuid and id = ${id}::uuid for share`;
  if (customer === undefined) throw notFound("This customer");
  return customer;
};

export type FoundCustomer = {
  readonly id: string;
  readonly name: string;
  readonly emails: string[];
  readonly phones: string[];
};

/**
 * The live customer with an e-mail address, else with a phone number, first or further; the oldest of several. Held until
 * the commit, so that nobody archives or merges it meanwhile.
 */
export const byContact = async (
  tx: Tx,
  { email, phone }: { email: string | null; phone: string | null },
): Promise<FoundCustomer | null> => {
  const tenant = Prisma.sql`${tx.tenantId}::uuid`;
  const contacts = (kind: ContactKind) => Prisma.sql`
    array(select k.value from customer_contact k where k.tenant_id = c.tenant_id and k.customer_id = c.id and k.kind = ${kind}::contact_kind)`;
  const [found] = await tx.client.$queryRaw<FoundCustomer[]>`
    select c.id, c.name, array_remove(array_prepend(c.email, ${contacts("EMAIL")}), null) as emails,
           array_remove(array_prepend(c.phone, ${contacts("PHONE")}), null) as phones
      from customer c
     where c.tenant_id = ${tenant} and c.archived_at is null and c.id = (
       select m.id from (
         select id, 1 as rank from customer where tenant_id = ${tenant} and email = ${email}
         union all select customer_id, 2 from customer_contact where tenant_id = ${tenant} and value = ${email}
         union all select id, 3 from customer where tenant_id = ${tenant} and phone = ${phone}
         union all select customer_id, 4 from customer_contact where tenant_id = ${tenant} and value = ${phone}
       ) m join customer l on l.tenant_id = ${tenant} and l.id = m.id and l.archived_at is null
        order by m.rank, l.created_at, l.id limit 1)
       for share of c`;
  return found ?? null;
};

/** How many of a customer's cards are not collected or cancelled, and the number of the oldest. */
export const openCards = async (db: Db, customerId: string) => {
  const cards = await db.client.jobCard.findMany({
    where: { tenantId: db.tenantId, customerId, status: { notIn: ["COLLECTED", "CANCELLED"] } },
    orderBy: { number: "asc" },
    select: { number: true },
  });
  return cards.map(({ number }) => number);
};

/** The first address on file; null where there is none. */
export const emailOf = async (db: Db, id: string): Promise<string | null> => {
  const row = await db.client.customer.findFirst({ where: { tenantId: db.tenantId, id }, select: { email: true } });
  return row?.email ?? null;
};

/** The customer and those that were merged into it: whose invoices and consents are its own. */
export const family = async (db: Db, id: string): Promise<string[]> => {
  const merged = await db.client.customer.findMany({
    where: { tenantId: db.tenantId, mergedIntoId: id },
    select: { id: true },
  });
  return [id, ...merged.map((customer) => customer.id)];
};

const visit = {
  id: true,
  number: true,
  status: true,
  complaint: true,
  openedAt: true,
  vehicle: { select: { plate: true } },
  branch: { select: { name: true } },
} as const;

/** These customers with contacts and the plates of their live cars. */
export const sides = async (db: Db, ids: readonly string[]) => {
  const found = await db.client.customer.findMany({
    where: { tenantId: db.tenantId, id: { in: [...ids] } },
    include: {
      contacts: { orderBy: [...contactOrder], select: { kind: true, value: true, label: true } },
      vehicles: { where: { archivedAt: null }, orderBy: { createdAt: "asc" }, select: { plate: true } },
    },
  });
  return found.map(({ vehicles, ...row }) => ({
    id: row.id,
    version: row.version,
    since: row.createdAt,
    plates: vehicles.map(({ plate }) => plate),
    ...valuesOf(row),
  }));
};

/** A customer, archived or not, with all cars and the newest visits. @throws NOT_FOUND */
export const load = async (db: Db, id: string, visits: number) => {
  const customer = await db.client.customer.findFirst({
    where: { tenantId: db.tenantId, id },
    include: {
      contacts: { orderBy: [...contactOrder], select: { kind: true, value: true, label: true } },
      mergedInto: { select: { id: true, name: true } },
      vehicles: {
        orderBy: [{ archivedAt: { sort: "desc", nulls: "first" } }, { createdAt: "desc" }],
        select: {
          id: true,
          plate: true,
          make: true,
          model: true,
          year: true,
          archivedAt: true,
          mergedInto: { select: { id: true, plate: true, make: true, model: true, customerId: true } },
        },
      },
      formerVehicles: {
        orderBy: { until: "desc" },
        select: { since: true, until: true, vehicle: { select: { id: true, plate: true, make: true, model: true } } },
      },
      jobCards: { orderBy: [{ openedAt: "desc" }, { id: "desc" }], take: visits, select: visit },
    },
  });
  if (customer === null) throw notFound("This customer");
  const jobCards = customer.jobCards.map(({ vehicle, branch, ...card }) => ({
    ...card,
    plate: vehicle.plate,
    branchName: branch.name,
  }));
  const vehicles = customer.vehicles.filter(({ mergedInto }) => mergedInto === null);
  // A record of a car that was merged into another's: theirs until then.
  const mergedAway = customer.vehicles.flatMap(({ mergedInto, archivedAt }) => {
    if (mergedInto === null || archivedAt === null || mergedInto.customerId === id) return [];
    const { customerId: _, ...car } = mergedInto;
    return [{ ...car, since: null, until: archivedAt }];
  });
  const sold = customer.formerVehicles.map(({ vehicle, ...period }) => ({ ...vehicle, ...period }));
  return { ...customer, values: valuesOf(customer), jobCards, vehicles, formerVehicles: [...mergedAway, ...sold] };
};
