import type pg from "pg";
import superjson from "superjson";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import { createContext } from "#/server/api/context.ts";
import { appRouter, createCaller } from "#/server/api/root.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { executeInTransaction, readDb } from "#/server/db/transaction.ts";
import { bookAppointment } from "#/server/orchestrators/book-appointment.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { inviteMember } from "#/server/orchestrators/invite-member.ts";
import { addNote } from "#/server/orchestrators/keep-notes.ts";
import { keepWording } from "#/server/orchestrators/keep-wording.ts";
import { openPayLink } from "#/server/orchestrators/payments/open-pay-link.ts";
import { takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import { draftPart } from "#/server/orchestrators/procurement/draft-orders.ts";
import { sendOrder } from "#/server/orchestrators/procurement/keep-order.ts";
import { createSupplier } from "#/server/orchestrators/procurement/keep-suppliers.ts";
import { requestTransfer } from "#/server/orchestrators/procurement/move-between-branches.ts";
import { receiveOrder } from "#/server/orchestrators/procurement/receive-order.ts";
import { createReturn } from "#/server/orchestrators/procurement/return-to-supplier.ts";
import { openCount } from "#/server/orchestrators/stocktaking/open-count.ts";
import * as purchaseOrders from "#/server/repositories/purchase-orders.ts";
import { openChoice } from "#/server/services/consents.ts";
import {
  type BuiltTenant,
  buildBranch,
  buildCustomerWithVehicle,
  buildJobCard,
  buildLimits,
  buildPart,
  buildServices,
  buildTenant,
} from "../../prisma/seed/builders.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { openBank } from "../doors/bank.ts";
import { buildCrm, buildMessage, buildSync } from "../doors/hooks.ts";
import { buildLogo } from "../doors/logo.ts";
import { buildUpload } from "../doors/upload.ts";
import { signIn } from "../harness/people.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { type Caller, reads, type Twin, twinName, twinPart, twinPlate, twinStart } from "./reads.ts";

type Guest = { twin: Twin; caller: Caller; own: ReadonlySet<string> };

const tenants = 8;
const admin: pg.Pool = adminPool();
const guests: Guest[] = [];
const owner = new Map<string, string>();
const ids = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** All that a tenant's rows are known by. */
async function idsOf({ tenantId }: BuiltTenant): Promise<Set<string>> {
  const { rows } = await admin.query<{ table: string }>(
    "SELECT table_name AS table FROM information_schema.columns c WHERE table_schema = 'public' AND column_name = 'id' AND EXISTS (SELECT 1 FROM information_schema.columns t WHERE t.table_name = c.table_name AND t.column_name = 'tenant_id')",
  );
  const all = rows.map(({ table }) => `SELECT id FROM "${table}" WHERE tenant_id = $1`).join(" UNION ALL ");
  const found = await admin.query<{ id: string }>(`${all} UNION ALL SELECT user_id FROM member WHERE tenant_id = $1`, [
    tenantId,
  ]);
  return new Set([tenantId, ...found.rows.map(({ id }) => id)]);
}

async function twinOf(tenant: BuiltTenant): Promise<Twin> {
  const customer = await buildCustomerWithVehicle(admin, tenant, {
    name: twinName,
    email: "priya.raman@example.com",
    plate: twinPlate,
  });
  const part = await buildPart(admin, tenant, { number: twinPart, name: "Oil filter" });
  const lines = [{ kind: "LABOUR" }, { kind: "PART", part, quantity: "2" }] as const;
  const done = await buildJobCard(admin, tenant, { customer, lines });
  const open = await buildJobCard(admin, tenant, { customer, lines });
  const { invoiceId } = await completeJobCard(contextOf(tenant), {
    jobCardId: done.jobCardId,
    idempotencyKey: uuidv7(),
  });
  await keepWording(contextOf(tenant, "owner"), {
    kind: "invoice",
    opening: "",
    closing: "See you soon.",
    text: "",
    version: 0,
    idempotencyKey: uuidv7(),
  });
  await executeInTransaction(contextOf(tenant), "test.choice", (tx) => openChoice(tx, customer.customerId));
  await addNote(contextOf(tenant), {
    jobCardId: open.jobCardId,
    audience: "INTERNAL",
    body: "The wheel nut key is in the boot",
    idempotencyKey: uuidv7(),
  });
  await openPayLink(contextOf(tenant), { invoiceId, idempotencyKey: uuidv7() });
  await takePayment(contextOf(tenant), {
    invoiceId,
    method: "CASH",
    amountMinor: 100,
    tenderedMinor: null,
    reference: "",
    idempotencyKey: uuidv7(),
  });
  await inviteMember(contextOf(tenant, "owner"), {
    email: "nina@invited.test",
    role: "ADVISOR",
    branchIds: [],
    idempotencyKey: uuidv7(),
  });
  await insertRows(admin, "manual_task", [
    {
      tenant_id: tenant.tenantId,
      id: uuidv7(),
      severity: "URGENT",
      kind: "twin",
      title: "Call the supplier",
      detail: "",
      source_key: "twin",
    },
  ]);
  await insertRows(admin, "message", [
    {
      tenant_id: tenant.tenantId,
      id: uuidv7(),
      channel: "EMAIL",
      state: "FAILED",
      kind: "invoice",
      recipient: "priya.raman@example.com",
      subject: "Your invoice",
      body_text: "Your invoice",
      customer_id: customer.customerId,
      job_card_id: done.jobCardId,
      invoice_id: invoiceId,
      source_key: "twin",
      tries: 3,
    },
  ]);
  await buildUpload(admin, tenant, "DONE");
  await insertRows(admin, "labour_rate", [
    { tenant_id: tenant.tenantId, id: uuidv7(), branch_id: tenant.branchId, name: "Electrical", price_minor: 9500 },
  ]);
  const templateId = uuidv7();
  await insertRows(admin, "line_template", [{ tenant_id: tenant.tenantId, id: templateId, name: "Interim service" }]);
  await insertRows(admin, "line_template_line", [
    {
      tenant_id: tenant.tenantId,
      template_id: templateId,
      position: 1,
      description: "Oil filter",
      part_id: part.partId,
      quantity: "1",
    },
  ]);
  const [service] = await buildServices(admin, tenant, [{ name: "Full service", capabilities: [] }]);
  if (!service) throw new Error("No service was built.");
  const { appointment } = await bookAppointment(contextOf(tenant), {
    branchId: tenant.branchId,
    serviceIds: [service.serviceId],
    minutes: 60,
    startsAt: twinStart,
    bayId: null,
    technicianId: null,
    customer: { kind: "existing", customerId: customer.customerId },
    vehicle: { kind: "existing", vehicleId: customer.vehicleId },
    symptom: "",
    note: "",
    customerWaiting: false,
    idempotencyKey: uuidv7(),
  });
  await insertRows(admin, "closure", [
    {
      tenant_id: tenant.tenantId,
      id: uuidv7(),
      branch_id: tenant.branchId,
      kind: "CLOSED",
      name: "Stocktaking",
      first_day: "2040-06-01",
      last_day: "2040-06-02",
    },
  ]);
  await buildMessage({ admin, tenant, invoice: async () => ({ jobCardId: done.jobCardId, invoiceId, totalMinor: 0 }) });
  await buildSync({ admin, tenant }, invoiceId);
  const crm = await buildCrm({ admin, tenant });
  await insertRows(admin, "crm_record", [
    {
      tenant_id: tenant.tenantId,
      id: uuidv7(),
      connection_id: crm.connectionId,
      kind: "CONTACT",
      source_id: customer.customerId,
      attempted_at: new Date(),
    },
  ]);
  await admin.query(
    `insert into backfill (tenant_id, id, system, connection_id, since, state, total, started_at, finished_at)
     select tenant_id, $2, 'BOOKS', id, current_date, 'DONE', 1, now(), now() from connection where tenant_id = $1`,
    [tenant.tenantId, uuidv7()],
  );
  await buildLogo(admin, tenant);
  const coreId = await coreOf(tenant);
  const { purchaseOrderId, supplierId } = await orderOf(tenant, part.partId);
  const supplierReturnId = await createReturn(contextOf(tenant, "owner"), {
    ...{ branchId: tenant.branchId, supplierId, reason: "Wrong part", idempotencyKey: uuidv7() },
    lines: [{ partId: part.partId, quantity: "1", unitCostMinor: 700, source: { from: "SHELF" } }],
  });
  const away = await buildBranch(admin, tenant.tenantId, { ...tenant.branch, name: "Away", invoicePrefix: "AW" });
  const stockTransferId = await requestTransfer(contextOf(tenant, "owner"), {
    ...{ fromBranchId: tenant.branchId, toBranchId: away.branchId, note: "", worksAt: [] },
    ...{ lines: [{ partId: part.partId, quantity: "1" }], idempotencyKey: uuidv7() },
  });
  const stockCountId = await openCount(contextOf(tenant, "owner"), {
    ...{ branchId: tenant.branchId, bin: "", supplierId: null, search: "" },
    idempotencyKey: uuidv7(),
  });
  await insertRows(admin, "saved_view", [
    {
      tenant_id: tenant.tenantId,
      id: uuidv7(),
      page: "history",
      member_id: tenant.members.owner.memberId,
      name: "Waiting for parts",
      address: "status=AWAITING_PARTS",
    },
  ]);
  await insertRows(admin, "invariant_check", [
    {
      tenant_id: tenant.tenantId,
      id: uuidv7(),
      trigger: "ON_DEMAND",
      asked_by_name: "Sam",
      started_at: new Date(),
      finished_at: new Date(),
      results: [],
    },
  ]);
  return {
    tenantId: tenant.tenantId,
    slug: tenant.slug,
    branchId: tenant.branchId,
    openCardId: open.jobCardId,
    doneCardId: done.jobCardId,
    invoiceId,
    partId: part.partId,
    purchaseOrderId,
    stockCountId,
    stockTransferId,
    supplierReturnId,
    coreId,
    supplierId,
    customerId: customer.customerId,
    serviceId: service.serviceId,
    appointmentId: appointment.id,
  };
}

/** A supplier, and a draft for it. */
const orderOf = async ({ tenantId, branchId }: BuiltTenant, partId: string) => {
  const [supplierId, purchaseOrderId] = [uuidv7(), uuidv7()];
  const now = new Date();
  await insertRows(admin, "supplier", [
    { tenant_id: tenantId, id: supplierId, name: "Marlow Parts", address_lines: [] },
  ]);
  await insertRows(admin, "purchase_order", [
    {
      tenant_id: tenantId,
      id: purchaseOrderId,
      branch_id: branchId,
      supplier_id: supplierId,
      number: 2,
      status: "DRAFT",
      currency: "GBP",
      created_at: now,
    },
  ]);
  await insertRows(admin, "purchase_order_line", [
    {
      tenant_id: tenantId,
      purchase_order_id: purchaseOrderId,
      part_id: partId,
      position: 1,
      quantity: "4",
      unit_cost_minor: 700,
    },
  ]);
  return { purchaseOrderId, supplierId };
};

/** A core of a delivery that came. */
const coreOf = async (tenant: BuiltTenant): Promise<string> => {
  const [owner, key] = [contextOf(tenant, "owner"), () => ({ idempotencyKey: uuidv7() })];
  const supplier = { name: "Exchange Parts", email: "", phone: "", addressLines: [], accountNumber: "" };
  const { id: supplierId } = await createSupplier(owner, { ...supplier, ...key() });
  const { partId } = await buildPart(admin, tenant, { number: "ALT 1", name: "Alternator" });
  await admin.query("update part set supplier_id = $2 where id = $1", [partId, supplierId]);
  await admin.query("update stock_level set core_minor = 4000 where part_id = $1", [partId]);
  const wanted = { branchId: tenant.branchId, partId, quantity: "1" };
  const { orders } = await draftPart(owner, { ...wanted, ...key() });
  const purchaseOrderId = orders[0]?.purchaseOrderId ?? "";
  const version = async () =>
    (await runInTenant(tenant.tenantId, () => purchaseOrders.load(readDb(tenant), purchaseOrderId))).version;
  await sendOrder(owner, { purchaseOrderId, version: await version(), by: "HAND", ...key() });
  const lines = [{ partId, quantity: "1", unitCostMinor: 700 }];
  await receiveOrder(owner, { purchaseOrderId, version: await version(), deliveryNote: "LS-1", lines, ...key() });
  const { rows } = await admin.query<{ id: string }>("select id from core where tenant_id = $1", [tenant.tenantId]);
  return rows[0]?.id ?? "";
};

beforeAll(async () => {
  await openBank();
  for (let index = 0; index < tenants; index += 1) {
    const tenant = await buildTenant(admin, { slug: `twin-${index}`, name: "Twin Motors" });
    // Of no two the same, so that one tenant's can be told from another's.
    await buildLimits(admin, tenant, { perTenantHour: 300 + index });
    const twin = await twinOf(tenant);
    const own = await idsOf(tenant);
    for (const id of own) owner.set(id, tenant.tenantId);
    guests.push({ twin, caller: await callerOf(await signIn(tenant.members.owner.email)), own });
  }
});
afterAll(() => admin.end());

/**
 * The caller of a signed-in owner, through the middleware of every request. Session and membership are looked up here
 * already: else those look-ups would spread the calls over many ticks, and nothing would be asked in one.
 */
async function callerOf(cookie: string): Promise<Caller> {
  const context = createContext(new Headers({ cookie, host: "localhost:3000" }));
  await context.member();
  return createCaller(context);
}

const ask = async (path: string, { caller, twin }: Guest): Promise<string> => {
  const read = reads[path];
  if (!read) throw new Error(`No read ${path}.`);
  // The board says what time it is; that alone may differ between two askings.
  return superjson.stringify(await read(caller, twin)).replace(/"now":"[^"]*"/, '"now":""');
};

test("every query of the router is in the table", () => {
  const kind = z.object({ type: z.string() });
  const queries = Object.entries(appRouter._def.procedures).flatMap(([path, procedure]) =>
    kind.parse(Reflect.get(procedure, "_def")).type === "query" ? [path] : [],
  );
  expect(Object.keys(reads).sort()).toEqual(queries.sort());
});

test(
  "8 tenants asking everything in one tick get what each gets alone",
  async () => {
    const asked = guests.flatMap((guest) => Object.keys(reads).map((path) => ({ path, guest })));
    const alone: string[] = [];
    for (const { path, guest } of asked) {
      const answer = await ask(path, guest);
      const named = answer.match(ids) ?? [];
      expect(named.filter((id) => guest.own.has(id)).length, `${path} has something to show`).toBeGreaterThan(0);
      expect(
        named.filter((id) => (owner.get(id) ?? guest.twin.tenantId) !== guest.twin.tenantId),
        `${path} names no other tenant's row`,
      ).toEqual([]);
      alone.push(answer);
    }
    for (let round = 0; round < rounds(20, 500); round += 1) {
      const together = await Promise.all(asked.map(({ path, guest }) => ask(path, guest)));
      const wrong = asked
        .filter((_, index) => together[index] !== alone[index])
        .map(({ path, guest }) => `${path} of ${guest.twin.tenantId}`);
      expect(wrong, `round ${round}`).toEqual([]);
    }
  },
  rounds(300_000, 1_800_000),
);
