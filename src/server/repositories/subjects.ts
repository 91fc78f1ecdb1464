import type { SubjectView } from "#/domain/operation.ts";
import type { Db } from "#/server/db/transaction.ts";

type Named = { readonly subjectType: string | null; readonly subjectId: string | null };

/**
 * How people name the records that runs and tasks are about, by type and id. A record that is not there has no name:
 * a refused opening points at a card that never was.
 */
export const labels = async (db: Db, rows: readonly Named[]): Promise<(row: Named) => SubjectView | null> => {
  const ids = (type: string): string[] => [
    ...new Set(rows.flatMap((row) => (row.subjectType === type && row.subjectId !== null ? [row.subjectId] : []))),
  ];
  const of = (type: string) => ({ where: { tenantId: db.tenantId, id: { in: ids(type) } } });
  const asked = <Row>(type: string, read: () => Promise<Row[]>): Promise<Row[]> =>
    ids(type).length === 0 ? Promise.resolve([]) : read();
  const [
    cards,
    invoices,
    parts,
    tasks,
    customers,
    tenants,
    members,
    invitations,
    vehicles,
    branches,
    bays,
    rates,
    templates,
  ] = await Promise.all([
    asked("jobCard", () =>
      db.client.jobCard.findMany({
        ...of("jobCard"),
        select: { id: true, number: true, vehicle: { select: { plate: true } } },
      }),
    ),
    asked("invoice", () => db.client.invoice.findMany({ ...of("invoice"), select: { id: true, number: true } })),
    asked("part", () => db.client.part.findMany({ ...of("part"), select: { id: true, number: true, name: true } })),
    asked("task", () => db.client.manualTask.findMany({ ...of("task"), select: { id: true, title: true } })),
    asked("customer", () => db.client.customer.findMany({ ...of("customer"), select: { id: true, name: true } })),
    asked("tenant", () => db.client.tenant.findMany({ where: { id: db.tenantId }, select: { id: true, name: true } })),
    asked("member", () => db.client.member.findMany({ ...of("member"), select: { id: true, name: true } })),
    asked("invitation", () =>
      db.client.invitation.findMany({ ...of("invitation"), select: { id: true, email: true } }),
    ),
    asked("vehicle", () => db.client.vehicle.findMany({ ...of("vehicle"), select: { id: true, plate: true } })),
    asked("branch", () => db.client.branch.findMany({ ...of("branch"), select: { id: true, name: true } })),
    asked("bay", () =>
      db.client.serviceBay.findMany({
        ...of("bay"),
        select: { id: true, name: true, branch: { select: { name: true } } },
      }),
    ),
    asked("labourRate", () =>
      db.client.labourRate.findMany({
        ...of("labourRate"),
        select: { id: true, name: true, branch: { select: { name: true } } },
      }),
    ),
    asked("template", () => db.client.lineTemplate.findMany({ ...of("template"), select: { id: true, name: true } })),
  ]);
  const known = new Map<string, string>([
    ...cards.map(({ id, number, vehicle }) => [`jobCard ${id}`, `${number}, ${vehicle.plate}`] as const),
    ...invoices.map(({ id, number }) => [`invoice ${id}`, number] as const),
    ...parts.map(({ id, number, name }) => [`part ${id}`, `${number}, ${name}`] as const),
    ...tasks.map(({ id, title }) => [`task ${id}`, title] as const),
    ...branches.map(({ id, name }) => [`branch ${id}`, name] as const),
    ...bays.map(({ id, name, branch }) => [`bay ${id}`, `${name}, ${branch.name}`] as const),
    ...rates.map(({ id, name, branch }) => [`labourRate ${id}`, `${name}, ${branch.name}`] as const),
    ...templates.map(({ id, name }) => [`template ${id}`, name] as const),
    ...tenants.map(({ id, name }) => [`tenant ${id}`, name] as const),
    ...members.map(({ id, name }) => [`member ${id}`, name] as const),
    ...invitations.map(({ id, email }) => [`invitation ${id}`, email] as const),
    ...customers.map(({ id, name }) => [`customer ${id}`, name] as const),
    ...vehicles.map(({ id, plate }) => [`vehicle ${id}`, plate] as const),
  ]);
  return ({ subjectType, subjectId }) => {
    const label = known.get(`${subjectType} ${subjectId}`);
    return subjectType === null || subjectId === null || label === undefined
      ? null
      : { type: subjectType, id: subjectId, label };
  };
};

/** Records by id, as people name them in a line of text: whatever of the tenant's own the id is of. */
export const names = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await db.client.$queryRaw<{ id: string; name: string }[]>`
    with asked as (select unnest(${[...ids]}::uuid[]) as id)
    select m.id, m.name from asked join member m on m.tenant_id = ${db.tenantId}::uuid and m.id = asked.id
    union all select b.id, b.name from asked join branch b on b.tenant_id = ${db.tenantId}::uuid and b.id = asked.id
    union all select s.id, s.name from asked join service_bay s on s.tenant_id = ${db.tenantId}::uuid and s.id = asked.id
    union all select p.id, p.name from asked join part p on p.tenant_id = ${db.tenantId}::uuid and p.id = asked.id
    union all select c.id, c.name from asked join customer c on c.tenant_id = ${db.tenantId}::uuid and c.id = asked.id
    union all select v.id, v.plate from asked join vehicle v on v.tenant_id = ${db.tenantId}::uuid and v.id = asked.id
    union all select j.id, j.number::text from asked join job_card j on j.tenant_id = ${db.tenantId}::uuid and j.id = asked.id
    union all select l.id, l.description from asked join job_line l on l.tenant_id = ${db.tenantId}::uuid and l.id = asked.id`;
  return new Map(rows.map(({ id, name }) => [id, name]));
};

/** At which branch cards, invoices and bays are, by their id. */
export const branchesOf = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await db.client.$queryRaw<{ id: string; branchId: string }[]>`
    with asked as (select unnest(${[...ids]}::uuid[]) as id)
    select j.id, j.branch_id as "branchId" from asked join job_card j on j.tenant_id = ${db.tenantId}::uuid and j.id = asked.id
    union all select i.id, i.branch_id from asked join invoice i on i.tenant_id = ${db.tenantId}::uuid and i.id = asked.id
    union all select s.id, s.branch_id from asked join service_bay s on s.tenant_id = ${db.tenantId}::uuid and s.id = asked.id`;
  return new Map(rows.map(({ id, branchId }) => [id, branchId]));
};
