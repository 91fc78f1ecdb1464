import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { eraseCustomer } from "#/server/orchestrators/erase-customer.ts";
import { updateCustomer } from "#/server/orchestrators/keep-customer.ts";
import { takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import { sealOnce } from "#/server/outbox/seal.ts";
import { type BuiltTenant, buildCustomerWithVehicle, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { insertRows } from "../../prisma/seed/write.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
let tenant: BuiltTenant;
beforeAll(async () => {
  tenant = await buildTenant(admin, {});
});
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const ctx = () => contextOf(tenant, "admin");
const person = { name: "Zoë Quillfeather", email: "zoe@quillfeather.test", phone: "+447700900987", plate: "ZQ24 FTH" };
/** What tells the person: a row that holds any of it has not been erased. */
const traces = ["Quillfeather", "quillfeather", "7700900987", "ZQ24"];

/** The tables in which any trace stands. */
const tracesLeft = async (): Promise<string[]> => {
  const { rows } = await admin.query<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id' order by 1",
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await admin.query(
      `select 1 from "${name}" t where tenant_id = $1 and to_jsonb(t)::text ~ $2 limit 1`,
      [tenant.tenantId, traces.join("|")],
    );
    if (rowCount !== 0) found.push(name);
  }
  return found;
};
const versionOf = async (id: string) =>
  (await admin.query<{ version: number }>("select version from customer where id = $1", [id])).rows[0]?.version ?? 0;
const erase = async (customerId: string, name = person.name) =>
  eraseCustomer(ctx(), { customerId, version: await versionOf(customerId), name, idempotencyKey: uuidv7() });

test("a person is refused erasure while work is open or money is owed, and is then nowhere but where the law keeps them", async () => {
  const customer = await buildCustomerWithVehicle(admin, tenant, person);
  const { customerId } = customer;
  const card = await buildJobCard(admin, tenant, { customer, lines: [{ kind: "LABOUR" }] });
  await admin.query("update job_card set complaint = 'Zoë Quillfeather says it squeaks' where id = $1", [
    card.jobCardId,
  ]);
  await expect(erase(customerId)).rejects.toThrow(/is not finished. Erase the customer once every card/);

  const { invoiceId, totalMinor } = await completeJobCard(ctx(), {
    jobCardId: card.jobCardId,
    idempotencyKey: uuidv7(),
  });
  await admin.query("update job_card set status = 'COLLECTED' where id = $1", [card.jobCardId]);
  await expect(erase(customerId)).rejects.toThrow("An invoice is not settled. Settle what is owed first.");
  await takePayment(ctx(), {
    invoiceId,
    method: "CASH",
    amountMinor: totalMinor,
    tenderedMinor: null,
    reference: "",
    idempotencyKey: uuidv7(),
  });

  await updateCustomer(ctx(), {
    customerId,
    version: await versionOf(customerId),
    name: person.name,
    emails: [
      { value: person.email, label: "" },
      { value: "work@quillfeather.test", label: "work" },
    ],
    phones: [{ value: "07700 900987", label: "" }],
    addressLines: ["1 Quillfeather Row"],
    note: "Mrs Quillfeather prefers mornings",
    idempotencyKey: uuidv7(),
  });
  const { rows: owed } = await admin.query<{ id: string }>(
    "select id from event_delivery where tenant_id = $1 limit 1",
    [tenant.tenantId],
  );
  await admin.query(
    `update event_delivery set result = '{"text": "Accepted for zoe@quillfeather.test"}' where id = $1`,
    [owed[0]?.id],
  );
  await insertRows(admin, "message", [
    {
      tenant_id: tenant.tenantId,
      id: uuidv7(),
      channel: "EMAIL",
      state: "SENT",
      kind: "invoice",
      recipient: person.email,
      subject: "Your invoice, Zoë Quillfeather",
      body_text: "Dear Zoë Quillfeather",
      customer_id: customerId,
      source_key: `delivery:${owed[0]?.id}`,
      tries: 1,
      sent_at: new Date(),
    },
  ]);
  expect((await tracesLeft()).length).toBeGreaterThan(5);
  await sealOnce(ctx().log);

  await expect(erase(customerId, "Zoe")).rejects.toThrow("Type the name as it stands: Zoë Quillfeather.");
  expect(await erase(customerId)).toEqual({ customerId, invoicesKept: 1 });
  expect(await tracesLeft()).toEqual(["invoice"]);
  const { rows } = await admin.query(
    "select changes from audit_entry where tenant_id = $1 and action = 'customer.erased'",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ changes: { contacts: 1, vehicles: 1, messages: 1, invoicesKept: 1 } }]);
});

test("an erasure that is asked for twice is done once", async () => {
  const { customerId } = await buildCustomerWithVehicle(admin, tenant, { name: "Ada" });
  const input = { customerId, version: 1, name: "Ada", idempotencyKey: uuidv7() };
  expect(await eraseCustomer(ctx(), input)).toEqual(await eraseCustomer(ctx(), input));
});
