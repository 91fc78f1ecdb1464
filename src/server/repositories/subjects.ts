import type { SubjectView } from "#/domain/operation.ts";
import { orderName } from "#/domain/purchase-order.ts";
import { countName } from "#/domain/stock-count.ts";
import { transferName } from "#/domain/stock-transfer.ts";
import { returnName } from "#/domain/supplier-return.ts";
import { Prisma } from "#/generated/prisma/client.ts";
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
    appointments,
    services,
    orders,
    counts,
    countsOfLines,
    transfers,
    returns,
    cores,
    suppliers,
    endpoints,
    messages,
    connections,
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
    asked("appointment", () =>
      db.client.appointment.findMany({
        ...of("appointment"),
        select: { id: true, reference: true, vehicle: { select: { plate: true } } },
      }),
    ),
    asked("serviceOffer", () =>
      db.client.serviceOffer.findMany({
        ...of("serviceOffer"),
        select: { id: true, name: true, branch: { select: { name: true } } },
      }),
    ),
    asked("purchaseOrder", () =>
      db.client.purchaseOrder.findMany({
        ...of("purchaseOrder"),
        select: { id: true, number: true, supplier: { select: { name: true } } },
      }),
    ),
    asked("stockCount", () =>
      db.client.stockCount.findMany({
        ...of("stockCount"),
        select: { id: true, number: true, branch: { select: { name: true } } },
      }),
    ),
    asked("stockCountLine", () =>
      db.client.stockCount.findMany({
        ...of("stockCountLine"),
        select: { id: true, number: true, branch: { select: { name: true } } },
      }),
    ),
    asked("stockTransfer", () =>
      db.client.stockTransfer.findMany({
        ...of("stockTransfer"),
        select: { id: true, number: true, to: { select: { name: true } } },
      }),
    ),
    asked("supplierReturn", () =>
      db.client.supplierReturn.findMany({
        ...of("supplierReturn"),
        select: { id: true, number: true, supplier: { select: { name: true } } },
      }),
    ),
    asked("core", () =>
      db.client.core.findMany({
        ...of("core"),
        select: { id: true, part: { select: { name: true } }, supplier: { select: { name: true } } },
      }),
    ),
    asked("supplier", () => db.client.supplier.findMany({ ...of("supplier"), select: { id: true, name: true } })),
    asked("webhookEndpoint", () =>
      db.client.webhookEndpoint.findMany({ ...of("webhookEndpoint"), select: { id: true, name: true } }),
    ),
    asked("webhookDelivery", () =>
      db.client.webhookDelivery.findMany({
        ...of("webhookDelivery"),
        select: { id: true, type: true, endpoint: { select: { name: true } } },
      }),
    ),
    asked("connection", () =>
      db.client.connection.findMany({ ...of("connection"), select: { id: true, organisationName: true } }),
    ),
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
    ...appointments.map(
      ({ id, reference, vehicle }) => [`appointment ${id}`, `${reference}, ${vehicle.plate}`] as const,
    ),
    ...services.map(({ id, name, branch }) => [`serviceOffer ${id}`, `${name}, ${branch.name}`] as const),
    ...orders.map(
      ({ id, number, supplier }) =>
        [`purchaseOrder ${id}`, `${orderName(number)}${supplier === null ? "" : `, ${supplier.name}`}`] as const,
    ),
    ...counts.map(({ id, number, branch }) => [`stockCount ${id}`, `${countName(number)}, ${branch.name}`] as const),
    ...countsOfLines.map(
      ({ id, number, branch }) => [`stockCountLine ${id}`, `${countName(number)}, ${branch.name}`] as const,
    ),
    ...transfers.map(({ id, number, to }) => [`stockTransfer ${id}`, `${transferName(number)} to ${to.name}`] as const),
    ...returns.map(
      ({ id, number, supplier }) => [`supplierReturn ${id}`, `${returnName(number)}, ${supplier.name}`] as const,
    ),
    ...cores.map(({ id, part, supplier }) => [`core ${id}`, `Core of ${part.name}, ${supplier.name}`] as const),
    ...suppliers.map(({ id, name }) => [`supplier ${id}`, name] as const),
    ...connections.map(({ id, organisationName }) => [`connection ${id}`, organisationName] as const),
    ...endpoints.map(({ id, name }) => [`webhookEndpoint ${id}`, name] as const),
    ...messages.map(({ id, type, endpoint }) => [`webhookDelivery ${id}`, `${type} to ${endpoint.name}`] as const),
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

/**
 * Records by id, as people name them in a line of text: whatever of the tenant's own the id is of. `= any` walks each
 * index once for all of them; a look-up each would cost more pages with every level that an index gains.
 */
export const names = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const of = Prisma.sql`tenant_id = ${db.tenantId}::uuid and id = any(${[...ids]}::uuid[])`;
  const rows = await db.client.$queryRaw<{ id: string; name: string }[]>`
    select id, name from member where ${of}
    union all select id, name from branch where ${of}
    union all select id, name from service_bay where ${of}
    union all select id, name from part where ${of}
    union all select id, name from customer where ${of}
    union all select id, plate from vehicle where ${of}
    union all select id, number::text from job_card where ${of}
    union all select id, description from job_line where ${of}
    union all select id, reference from appointment where ${of}
    union all select id, name from service_offer where ${of}
    union all select id, name from supplier where ${of}
    union all select id, 'PO-' || number from purchase_order where ${of}
    union all select id, 'SR-' || number from supplier_return where ${of}
    union all select id, 'TR-' || number from stock_transfer where ${of}
    union all select id, 'Count ' || number from stock_count where ${of}`;
  return new Map(rows.map(({ id, name }) => [id, name]));
};

/** At which branch cards, invoices and bays are, by their id. */
export const branchesOf = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const of = Prisma.sql`tenant_id = ${db.tenantId}::uuid and id = any(${[...ids]}::uuid[])`;
  const rows = await db.client.$queryRaw<{ id: string; branchId: string }[]>`
    select id, branch_id as "branchId" from job_card where ${of}
    union all select id, branch_id from invoice where ${of}
    union all select id, branch_id from service_bay where ${of}
    union all select id, branch_id from appointment where ${of}
    union all select id, branch_id from service_offer where ${of}
    union all select id, branch_id from purchase_order where ${of}
    union all select id, branch_id from supplier_return where ${of}
    union all select id, branch_id from core where ${of}
    union all select id, to_branch_id from stock_transfer where ${of}
    union all select id, branch_id from stock_count where ${of}`;
  return new Map(rows.map(({ id, branchId }) => [id, branchId]));
};
