import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "#/server/db/client.ts";
import { breaksInvariants } from "../harness/invariants.ts";
import { adminPool } from "../harness/world.ts";
import { openTill } from "./stage.ts";

breaksInvariants("Each wall is pulled down, and what it kept out is let in.");

const admin = adminPool();
const till = await openTill(admin);
const { invoiceId } = await till.invoice();
const { tenantId } = till.tenant;
afterAll(async () => {
  await till.bank.close();
  await closeDatabase();
  await admin.end();
});

const payment = (id: string, state: string, amount: string) => `
  insert into payment (tenant_id, id, branch_id, customer_id, invoice_id, method, state, gateway, amount_minor, currency, created_at, received_at)
  select i.tenant_id, '${id}', i.branch_id, i.customer_id, i.id, 'CARD', '${state}', 'stripe', ${amount}, i.currency, now(), ${state === "CAPTURED" ? "now()" : "null"}
    from invoice i where i.id = '${invoiceId}'`;
const one = "0190aaaa-0000-7000-8000-000000000001";
const two = "0190aaaa-0000-7000-8000-000000000002";
const share = (amount: string) => `
  insert into payment_allocation (tenant_id, id, payment_id, invoice_id, amount_minor, created_at)
  select '${tenantId}', gen_random_uuid(), '${one}', '${invoiceId}', ${amount}, now() from invoice i where i.id = '${invoiceId}'`;
const refund = (amount: string, currency = "p.currency") => `
  insert into refund (tenant_id, id, branch_id, payment_id, method, gateway, state, amount_minor, currency, reason, created_at)
  select p.tenant_id, '${two}', p.branch_id, p.id, 'CARD', 'stripe', 'PENDING', ${amount}, ${currency}, 'x', now() from payment p where p.id = '${one}'`;
const credit = (net: string) => `
  with n as (insert into credit_note (tenant_id, id, branch_id, invoice_id, customer_id, kind, series, sequence, number, currency, tax_mode, net_minor, tax_minor, total_minor, taxes, parties, reason, issued_at, issued_on, issued_by_id)
    select i.tenant_id, '${two}', i.branch_id, i.id, i.customer_id, 'AMOUNT', 'X', 1, 'X-1', i.currency, i.tax_mode, 1, 0, 1, '[]', '{}', 'x', now(), now(), gen_random_uuid() from invoice i where i.id = '${invoiceId}' returning *)
  insert into credit_note_line (tenant_id, credit_note_id, position, invoice_id, invoice_position, description, quantity, unit, tax_rate_bp, net_minor, tax_minor, total_minor)
  select n.tenant_id, n.id, 1, n.invoice_id, 1, '', 0, '', 0, ${net}, 0, ${net} from n`;
const total = "i.total_minor";

/** [trigger, table, what makes the scene, what it refuses, with which SQLSTATE]; without the trigger the same is let in. */
const walls: readonly (readonly [string, string, readonly string[], string, string])[] = [
  ["payment_reserves", "payment", [], payment(one, "PENDING", `${total} + 1`), "PL002"],
  ["payment_reserves", "payment", [payment(one, "PENDING", total)], payment(two, "PENDING", "1"), "PL002"],
  [
    "payment_allocation_pays",
    "payment_allocation",
    [payment(one, "CAPTURED", `${total} + 5`)],
    share(`${total} + 1`),
    "PL002",
  ],
  [
    "payment_allocation_pays",
    "payment_allocation",
    [payment(one, "CAPTURED", "5"), payment(two, "PENDING", total)],
    share("5"),
    "PL002",
  ],
  ["payment_allocation_pays", "payment_allocation", [payment(one, "CAPTURED", "5")], share("6"), "23514"],
  [
    "payment_guarded",
    "payment",
    [payment(one, "CAPTURED", "5")],
    `update payment set state = 'FAILED', failure = 'x', received_at = null where id = '${one}'`,
    "PL001",
  ],
  [
    "payment_guarded",
    "payment",
    [payment(one, "CAPTURED", "5")],
    `update payment set amount_minor = 6 where id = '${one}'`,
    "PL001",
  ],
  ["refund_requested", "refund", [payment(one, "CAPTURED", "5")], refund("6"), "23514"],
  ["refund_requested", "refund", [payment(one, "CAPTURED", "5")], refund("1", "'CHF'"), "PL002"],
  [
    "refund_guarded",
    "refund",
    [payment(one, "CAPTURED", "5"), refund("1")],
    `update refund set amount_minor = 2 where id = '${two}'`,
    "PL001",
  ],
  ["credit_note_line_within", "credit_note_line", [], credit("100000000"), "PL002"],
  [
    "ledger_entry_balanced",
    "ledger_entry",
    [],
    `insert into ledger_entry (tenant_id, source_id, entry, account, source_type, branch_id, customer_id, currency, amount_minor, posted_at) select tenant_id, '${two}', 'ISSUED', 'BANK', 'payment', branch_id, customer_id, currency, 1, now() from invoice where id = '${invoiceId}'`,
    "PL002",
  ],
];

test.each(walls)("%s of %s", async (trigger, table, scene, statement, state) => {
  const client = await admin.connect();
  try {
    await client.query("begin");
    for (const each of scene) await client.query(each);
    await client.query("savepoint before");
    await expect(client.query(statement)).rejects.toMatchObject({ code: state });
    await client.query("rollback to savepoint before");
    await client.query(`alter table ${table} disable trigger ${trigger}`);
    await client.query(statement);
  } finally {
    await client.query("rollback");
    client.release();
  }
});
