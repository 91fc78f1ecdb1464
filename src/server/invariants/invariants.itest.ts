import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invariantWords } from "#/domain/invariants.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { seedDemo } from "../../../prisma/seed/demo.ts";
import { checkTenant } from "./check-tenant.ts";
import type { Query } from "./invariant.ts";
import { invariants } from "./invariants.ts";
import { formatInvariants, verifyInvariants } from "./verify.ts";

const adminUrl = process.env.DATABASE_ADMIN_URL ?? "";
const admin = new pg.Client({ connectionString: adminUrl });

// `replica` switches triggers and foreign keys off for the transaction, as a careless repair would.
const careless = "SET LOCAL session_replication_role = replica";
const rival = "(SELECT id FROM tenant WHERE slug = 'rival')";

beforeAll(async () => {
  await seedDemo(adminUrl);
  await admin.connect();
});
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

test("all twelve hold on the demo", async () => {
  expect(formatInvariants(await verifyInvariants(adminUrl))).toEqual([
    "I1 held",
    "I2 held",
    "I3 held",
    "I4 held",
    "I5 held",
    "I6 held",
    "I7 held",
    "I8 held",
    "I9 held",
    "I10 held",
    "I11 held",
    "I12 held",
  ]);
});

test("the application's own role asks the same of one tenant under row level security", async () => {
  const tenants = await admin.query<{ id: string }>("SELECT id FROM tenant ORDER BY slug");
  for (const { id } of tenants.rows) {
    const counted: number[] = [];
    const results = await checkTenant(id, { answered: async (count) => void counted.push(count) });
    expect(formatInvariants(results).filter((line) => !/ held( \(not yet\))?$/.test(line))).toEqual([]);
    expect(counted).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  }
});

const idOf = async (slug: string) =>
  (await admin.query<{ id: string }>("SELECT id FROM tenant WHERE slug = $1", [slug])).rows[0]?.id ?? "";

/** Changes what is there for the time of `work`, past every guard. */
const whileChanged = async (change: string, back: string, work: () => Promise<void>): Promise<void> => {
  const carelessly = async (statement: string) => {
    await admin.query("BEGIN");
    await admin.query(careless);
    await admin.query(statement);
    await admin.query("COMMIT");
  };
  await carelessly(change);
  try {
    await work();
  } finally {
    await carelessly(back);
  }
};

test("what a tenant cannot see of itself is found all the same: its id that is another's, a row of nobody", async () => {
  const own = await idOf("northside");
  const line = async () => formatInvariants(await checkTenant(own)).find((text) => text.startsWith("I10"));
  const run = `(SELECT id FROM orchestration_run WHERE tenant_id = '${own}' ORDER BY id LIMIT 1)`;
  const before = await admin.query<{ id: string }>(`SELECT subject_id AS id FROM orchestration_run WHERE id = ${run}`);
  await whileChanged(
    `UPDATE orchestration_run SET subject_id = (SELECT id FROM job_card WHERE tenant_id = ${rival} LIMIT 1) WHERE id = ${run}`,
    `UPDATE orchestration_run SET subject_id = '${before.rows[0]?.id}' WHERE id = ${run}`,
    async () => expect(await line()).toMatch(/^I10 broken: .*another tenant's row, orchestration_run\.subject_id/),
  );
  await whileChanged(
    "INSERT INTO number_counter VALUES ('0190eeee-0000-7000-8000-000000000000', 'job_card', 1)",
    "DELETE FROM number_counter WHERE tenant_id = '0190eeee-0000-7000-8000-000000000000'",
    async () => expect(await line()).toBe("I10 broken: rows belong to no tenant, number_counter: 1 rows"),
  );
  expect(await line()).toBe("I10 held");
});

test("what happens beside a check is not in it: one snapshot for all twelve", async () => {
  const own = await idOf("northside");
  const owed = (await admin.query<{ id: string }>("SELECT id FROM event_delivery WHERE tenant_id = $1 LIMIT 1", [own]))
    .rows[0]?.id;
  const consumer = async (name: string) =>
    void (await admin.query("UPDATE event_delivery SET consumer = $2 WHERE id = $1", [owed, name]));
  const { rows } = await admin.query<{ consumer: string }>("SELECT consumer FROM event_delivery WHERE id = $1", [owed]);
  const i7 = (results: Awaited<ReturnType<typeof checkTenant>>) => results.find(({ id }) => id === "I7")?.state;
  try {
    const during = await checkTenant(own, {
      answered: async (count) => (count === 1 ? consumer("nobody") : undefined),
    });
    expect([i7(during), i7(await checkTenant(own))]).toEqual(["held", "broken"]);
  } finally {
    await consumer(rows[0]?.consumer ?? "");
  }
});

test("what the database is too slow to answer is not told, and neither held nor broken", async () => {
  const [tenant] = (await admin.query<{ id: string }>("SELECT id FROM tenant LIMIT 1")).rows;
  const results = await checkTenant(tenant?.id ?? "", { budgetMs: 0 });
  expect(formatInvariants(results)).toEqual(Object.keys(invariantWords).map((id) => `${id} not told`));
});

const one = (table: string, where = "true") => `(SELECT ctid FROM ${table} WHERE ${where} LIMIT 1)`;
const northside = "(SELECT id FROM tenant WHERE slug = 'northside')";

/** A credit note of a paid invoice's first line, `times` over, and wrong by so much. */
const credited = (times: number, net: number, tax: number): string => `
  WITH l AS (SELECT l.*, i.branch_id, i.customer_id, i.currency, i.tax_mode, i.parties FROM invoice_line l JOIN invoice i USING (tenant_id) WHERE i.id = l.invoice_id LIMIT 1),
  n AS (INSERT INTO credit_note (tenant_id, id, branch_id, invoice_id, customer_id, kind, series, sequence, number, currency, tax_mode, net_minor, tax_minor, total_minor, taxes, parties, reason, issued_at, issued_on, issued_by_id)
    SELECT tenant_id, uuidv7(), branch_id, invoice_id, customer_id, 'LINES', 'CN', 1, 'CN-00001', currency, tax_mode, net_minor * ${times} + ${net}, tax_minor * ${times} + ${tax}, total_minor * ${times} + ${net + tax},
           jsonb_build_array(jsonb_build_object('rateBp', tax_rate_bp, 'netMinor', net_minor * ${times}, 'taxMinor', tax_minor * ${times})), parties, 'Wrong', now(), now(), uuidv7() FROM l RETURNING id)
  INSERT INTO credit_note_line (tenant_id, credit_note_id, position, invoice_id, invoice_position, description, quantity, unit, tax_rate_bp, net_minor, tax_minor, total_minor)
  SELECT l.tenant_id, n.id, 1, l.invoice_id, l.position, l.description, l.quantity * ${times}, l.unit, l.tax_rate_bp, l.net_minor * ${times}, l.tax_minor * ${times}, l.total_minor * ${times} FROM l, n`;
/** A core of a delivery that has no such line. */
const core = (position: number): string => `
  INSERT INTO core (tenant_id, id, branch_id, supplier_id, part_id, goods_receipt_id, goods_receipt_position, quantity, deposit_minor, currency, charged_at, due_on)
  SELECT g.tenant_id, uuidv7(), g.branch_id, s.id, p.id, g.id, ${position}, 1, 4000, 'GBP', now(), now()
    FROM goods_receipt g JOIN supplier s ON s.tenant_id = g.tenant_id JOIN part p ON p.tenant_id = g.tenant_id LIMIT 1`;
const told = (amount: string): string => `
  INSERT INTO gateway_event (tenant_id, gateway, event_id, type, payment_id, amount_minor, told_at)
  SELECT tenant_id, 'stripe', 'evt_1', 'payment_intent.succeeded', id, ${amount}, now() FROM payment LIMIT 1`;
const refunded = `
  INSERT INTO refund (tenant_id, id, branch_id, payment_id, method, gateway, state, amount_minor, currency, reason, created_at, settled_at)
  SELECT tenant_id, uuidv7(), branch_id, id, 'CARD', 'stripe', 'SUCCEEDED', 1, currency, 'Wrong', now(), now() FROM payment LIMIT 1`;

const breaks: readonly (readonly [id: string, what: RegExp, statements: readonly string[]])[] = [
  [
    "I1",
    /one bay overlap/,
    [
      "ALTER TABLE bay_allocation DROP CONSTRAINT bay_allocation_no_overlap",
      "INSERT INTO bay_allocation (tenant_id, id, bay_id, starts_at, ends_at, state) SELECT tenant_id, uuidv7(), bay_id, starts_at, ends_at, state FROM bay_allocation WHERE state = 'IN_PROGRESS' LIMIT 1",
    ],
  ],
  [
    "I1",
    /one technician overlap/,
    [
      "ALTER TABLE bay_allocation DROP CONSTRAINT bay_allocation_no_overlap, DROP CONSTRAINT bay_allocation_technician_no_overlap",
      "INSERT INTO bay_allocation (tenant_id, id, bay_id, technician_id, starts_at, ends_at, state) SELECT a.tenant_id, uuidv7(), b.id, a.technician_id, a.starts_at, a.ends_at, a.state FROM bay_allocation a JOIN service_bay b ON b.tenant_id = a.tenant_id AND b.name = 'Bay 5' WHERE a.state = 'IN_PROGRESS' AND a.technician_id IS NOT NULL LIMIT 1",
    ],
  ],
  [
    "I2",
    /a count did not move what it found to differ/,
    [
      "INSERT INTO stock_count (tenant_id, id, branch_id, number, status, scope, opened_at, closed_at) SELECT tenant_id, uuidv7(), id, 9001, 'POSTED', '', now(), now() FROM branch LIMIT 1",
      "INSERT INTO stock_count_line (tenant_id, stock_count_id, part_id, position, counted, expected, corrections, counted_at) SELECT n.tenant_id, n.id, p.id, 1, 1, 2, 0, now() FROM stock_count n JOIN part p USING (tenant_id) WHERE n.number = 9001 AND p.tenant_id = n.tenant_id LIMIT 1",
    ],
  ],
  [
    "I2",
    /a transfer did not take from the one shelf/,
    [
      "INSERT INTO stock_transfer (tenant_id, id, from_branch_id, to_branch_id, number, status, created_at, sent_at) SELECT f.tenant_id, uuidv7(), f.id, t.id, 9001, 'SENT', now(), now() FROM branch f JOIN branch t ON t.tenant_id = f.tenant_id AND t.id <> f.id LIMIT 1",
      "INSERT INTO stock_transfer_line (tenant_id, stock_transfer_id, part_id, position, wanted, sent, unit_cost_minor) SELECT t.tenant_id, t.id, p.id, 1, 2, 2, 100 FROM stock_transfer t JOIN part p ON p.tenant_id = t.tenant_id WHERE t.number = 9001 LIMIT 1",
    ],
  ],
  [
    "I2",
    /a return did not take from the shelf/,
    [
      "INSERT INTO supplier_return (tenant_id, id, branch_id, supplier_id, number, status, currency, reason, created_at, sent_at) SELECT s.tenant_id, uuidv7(), b.id, s.id, 9001, 'SENT', 'GBP', 'Wrong', now(), now() FROM supplier s JOIN branch b ON b.tenant_id = s.tenant_id LIMIT 1",
      "INSERT INTO supplier_return_line (tenant_id, supplier_return_id, position, part_id, quantity, unit_cost_minor) SELECT r.tenant_id, r.id, 1, p.id, 1, 100 FROM supplier_return r JOIN part p ON p.tenant_id = r.tenant_id WHERE r.number = 9001 LIMIT 1",
    ],
  ],
  [
    "I2",
    /a core does not stand where its movements bring it/,
    [core(9001), "UPDATE core SET collected = 1 WHERE goods_receipt_position = 9001"],
  ],
  ["I2", /a core is charged for another quantity than came/, [core(9002)]],
  [
    "I2",
    /below zero/,
    [
      "ALTER TABLE stock_level DROP CONSTRAINT stock_level_on_hand, DROP CONSTRAINT stock_level_reserved",
      `UPDATE stock_level SET on_hand = -1 WHERE ctid = ${one("stock_level")}`,
    ],
  ],
  ["I2", /do not add up/, [`UPDATE stock_level SET on_hand = on_hand + 1 WHERE ctid = ${one("stock_level")}`]],
  ["I2", /lines do not hold/, [`UPDATE job_line SET reserved = 0 WHERE ctid = ${one("job_line", "reserved > 0")}`]],
  ["I3", /hole/, [`UPDATE invoice_counter SET last_number = last_number + 1 WHERE ctid = ${one("invoice_counter")}`]],
  ["I3", /hole/, [careless, `DELETE FROM invoice WHERE ctid = ${one("invoice", "sequence = 7")}`]],
  [
    "I3",
    /hole/,
    [
      careless,
      "DROP INDEX invoice_tenant_id_series_sequence_key",
      `UPDATE invoice SET sequence = 3 WHERE ctid = ${one("invoice", "sequence = 4")}`,
    ],
  ],
  ["I3", /another number/, [careless, `UPDATE invoice SET number = 'NM-1999-00001' WHERE ctid = ${one("invoice")}`]],
  ["I3", /can be changed/, ["ALTER TABLE invoice DISABLE TRIGGER invoice_immutable"]],
  ["I3", /can be changed/, ["DROP TRIGGER invoice_line_immutable ON invoice_line"]],
  [
    "I4",
    /not the sum/,
    [
      careless,
      `UPDATE invoice_line SET net_minor = net_minor + 1, total_minor = total_minor + 1 WHERE ctid = ${one("invoice_line")}`,
    ],
  ],
  ["I4", /another tax/, [careless, `UPDATE invoice SET taxes = '[]' WHERE ctid = ${one("invoice")}`]],
  ["I4", /owed on an invoice/, [`UPDATE receivable SET due_minor = due_minor - 1 WHERE ctid = ${one("receivable")}`]],
  ["I4", /owed on an invoice/, [`DELETE FROM receivable WHERE ctid = ${one("receivable")}`]],
  [
    "I4",
    /more is paid/,
    [
      careless,
      `UPDATE payment_allocation SET amount_minor = amount_minor * 3 WHERE ctid = ${one("payment_allocation")}`,
    ],
  ],
  ["I4", /another currency/, [careless, `UPDATE payment SET currency = 'CHF' WHERE ctid = ${one("payment")}`]],
  [
    "I4",
    /balance of an invoice/,
    [`UPDATE invoice_balance SET pending_minor = 1 WHERE ctid = ${one("invoice_balance", "paid_minor = 0")}`],
  ],
  ["I4", /balance of an invoice/, [`DELETE FROM invoice_balance WHERE ctid = ${one("invoice_balance")}`]],
  [
    "I4",
    /not spent as it says/,
    [careless, `UPDATE payment SET allocated_minor = allocated_minor - 1 WHERE ctid = ${one("payment")}`],
  ],
  [
    "I4",
    /not spent as it says/,
    [careless, `DELETE FROM payment_allocation WHERE ctid = ${one("payment_allocation")}`],
  ],
  ["I4", /credit note is not the sum/, [careless, credited(1, 1, 0)]],
  ["I4", /more than a line/, [careless, credited(2, 0, 0)]],
  ["I3", /credit note shows another number/, [careless, credited(1, 0, 0), "UPDATE credit_note SET number = 'X'"]],
  [
    "I5",
    /does not balance/,
    [careless, `UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE ctid = ${one("ledger_entry")}`],
  ],
  [
    "I5",
    /something else than what happened/,
    [careless, `DELETE FROM ledger_entry WHERE source_id = (SELECT source_id FROM ledger_entry LIMIT 1)`],
  ],
  [
    "I5",
    /something else than what happened/,
    [careless, `UPDATE ledger_entry SET account = 'TAX' WHERE ctid = ${one("ledger_entry", "account = 'BANK'")}`],
  ],
  ["I5", /can be changed/, ["ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_immutable"]],
  ["I5", /can be changed/, ["DROP TRIGGER ledger_entry_balanced ON ledger_entry"]],
  ["I6", /0 service records/, [careless, `DELETE FROM service_record WHERE ctid = ${one("service_record")}`]],
  [
    "I6",
    /0 events/,
    [careless, `DELETE FROM outbox_event WHERE ctid = ${one("outbox_event", "type = 'job-card/completed'")}`],
  ],
  [
    "I6",
    /2 invoices/,
    [
      careless,
      "DROP INDEX invoice_tenant_id_job_card_id_completion_number_key",
      "INSERT INTO invoice SELECT (jsonb_populate_record(i, jsonb_build_object('id', uuidv7(), 'sequence', 99999, 'number', 'X'))).* FROM invoice i LIMIT 1",
    ],
  ],
  [
    "I6",
    /0 invoices, 0 service records and 0 events/,
    ["UPDATE job_card SET completion_number = 1 WHERE status = 'IN_PROGRESS'"],
  ],
  ["I6", /0 issues/, [careless, `DELETE FROM stock_movement WHERE ctid = ${one("stock_movement", "kind = 'ISSUE'")}`]],
  [
    "I6",
    /2 issues/,
    [
      careless,
      "DROP INDEX stock_movement_one_issue",
      "INSERT INTO stock_movement SELECT (jsonb_populate_record(m, jsonb_build_object('id', uuidv7()))).* FROM stock_movement m WHERE kind = 'ISSUE' LIMIT 1",
    ],
  ],
  [
    "I6",
    /never counted/,
    [
      "ALTER TABLE job_card DROP CONSTRAINT job_card_completed",
      "UPDATE job_card SET status = 'COMPLETED' WHERE status = 'IN_PROGRESS'",
    ],
  ],
  ["I7", /1 times and has 0 deliveries/, [`DELETE FROM event_delivery WHERE ctid = ${one("event_delivery")}`]],
  [
    "I7",
    /0 times and has 1 deliveries/,
    [`UPDATE event_delivery SET consumer = 'nobody' WHERE ctid = ${one("event_delivery")}`],
  ],
  [
    "I7",
    /lease ended/,
    [
      `UPDATE event_delivery SET state = 'RUNNING', lease_until = now() - interval '6 minutes' WHERE ctid = ${one("event_delivery")}`,
    ],
  ],
  ["I7", /0 tasks/, [`UPDATE event_delivery SET state = 'DEAD' WHERE ctid = ${one("event_delivery")}`]],
  [
    "I7",
    /told of 0 times/,
    [careless, `DELETE FROM outbox_event WHERE ctid = ${one("outbox_event", "type = 'invoice/generated'")}`],
  ],
  [
    "I8",
    /2 messages/,
    [
      "DROP INDEX message_tenant_id_source_key_key",
      "INSERT INTO message SELECT (jsonb_populate_record(m, jsonb_build_object('id', uuidv7()))).* FROM message m WHERE state = 'SENT' LIMIT 1",
    ],
  ],
  ["I8", /does not exist/, [`UPDATE message SET source_key = 'delivery:' || uuidv7() WHERE ctid = ${one("message")}`]],
  ["I8", /not when/, [`UPDATE message SET sent_at = NULL WHERE ctid = ${one("message")}`]],
  [
    "I8",
    /2 files/,
    [
      "ALTER TABLE invoice_file DROP CONSTRAINT invoice_file_pkey",
      "INSERT INTO invoice_file SELECT i.tenant_id, i.id, n::text, 'x', 1, 1, now() FROM (SELECT * FROM invoice LIMIT 1) i, generate_series(1, 2) n",
    ],
  ],
  [
    "I8",
    /credit note has 2 files/,
    [
      "ALTER TABLE credit_note_file DROP CONSTRAINT credit_note_file_pkey, DROP CONSTRAINT credit_note_file_tenant_id_credit_note_id_fkey",
      "INSERT INTO credit_note_file SELECT tenant_id, id, n::text, 'x', 1, 1, now() FROM (SELECT * FROM invoice LIMIT 1) i, generate_series(1, 2) n",
    ],
  ],
  [
    "I9",
    /not in the books/,
    [
      careless,
      told("amount_minor"),
      "UPDATE payment SET state = 'FAILED', failure = 'x', received_at = NULL, allocated_minor = 0 WHERE id = (SELECT payment_id FROM gateway_event)",
    ],
  ],
  ["I9", /another amount/, [told("amount_minor + 1")]],
  [
    "I9",
    /without a charge/,
    [
      careless,
      `UPDATE payment SET gateway = 'stripe', method = 'CARD' WHERE ctid = ${one("payment", "method = 'TERMINAL'")}`,
    ],
  ],
  [
    "I9",
    /another refund/,
    [
      careless,
      refunded,
      "INSERT INTO gateway_event (tenant_id, gateway, event_id, type, payment_id, refund_id, amount_minor, told_at) SELECT tenant_id, 'stripe', 'e', 'refund.updated', payment_id, id, 2, now() FROM refund",
    ],
  ],
  ["I9", /refund is in the books/, [careless, refunded]],
  [
    "I10",
    /job_card to customer/,
    [
      careless,
      `UPDATE job_card SET customer_id = (SELECT id FROM customer WHERE tenant_id = ${rival} LIMIT 1) WHERE ctid = ${one("job_card", `tenant_id = ${northside}`)}`,
    ],
  ],
  [
    "I10",
    /payment\.received_by_id/,
    [
      `UPDATE payment SET received_by_id = (SELECT id FROM member WHERE tenant_id = ${rival} LIMIT 1) WHERE ctid = ${one("payment", `tenant_id = ${northside}`)}`,
    ],
  ],
  [
    "I10",
    /orchestration_run\.subject_id/,
    [
      `UPDATE orchestration_run SET subject_id = (SELECT id FROM job_card WHERE tenant_id = ${rival} LIMIT 1) WHERE ctid = ${one("orchestration_run", `tenant_id = ${northside}`)}`,
    ],
  ],
  [
    "I10",
    /does not carry the tenant/,
    [
      "CREATE UNIQUE INDEX part_alone ON part (id)",
      "ALTER TABLE job_line ADD CONSTRAINT wide FOREIGN KEY (part_id) REFERENCES part (id)",
    ],
  ],
  ["I10", /part\.maker_id/, ["ALTER TABLE part ADD COLUMN maker_id uuid"]],
  [
    "I10",
    /belong to no tenant, number_counter: 1 rows/,
    ["INSERT INTO number_counter VALUES (uuidv7(), 'job_card', 1)"],
  ],
  ["I11", /enabled and forced, table part/, ["ALTER TABLE part DISABLE ROW LEVEL SECURITY"]],
  ["I11", /enabled and forced, table part/, ["ALTER TABLE part NO FORCE ROW LEVEL SECURITY"]],
  ["I11", /no policy keeps/, ["DROP POLICY own_tenant ON part"]],
  ["I11", /no policy keeps/, ["ALTER POLICY own_tenant ON part USING (true)"]],
  ["I11", /another role see more/, ["CREATE POLICY open ON part USING (true)"]],
  ["I11", /neither a tenant's/, ["CREATE TABLE stray (id uuid)"]],
  ["I11", /does not begin with the tenant/, ["CREATE INDEX part_by_name ON part (name)"]],
  ["I11", /pass row level security, role pitlane/, ["ALTER ROLE pitlane BYPASSRLS"]],
  ["I11", /owner of the look-ups/, ["GRANT pitlane_definer TO pitlane"]],
  ["I11", /owner of the look-ups/, ["GRANT pitlane_counter TO pitlane"]],
  ["I11", /hidden from the count.*, table part/, ["DROP POLICY counter_reads ON part"]],
  ["I11", /another role see more/, ["CREATE POLICY wide ON part FOR UPDATE TO pitlane_counter USING (true)"]],
  ["I11", /pass row level security, role pitlane_counter/, ["ALTER ROLE pitlane_counter BYPASSRLS"]],
  ["I11", /runs as its owner/, ["ALTER FUNCTION lookup.foreign_ids(uuid, uuid[]) OWNER TO pitlane_definer"]],
  [
    "I11",
    /runs as its owner/,
    ["CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM part'"],
  ],
  ["I11", /runs as its owner/, ["GRANT EXECUTE ON FUNCTION lookup.tenants() TO PUBLIC"]],
  ["I11", /runs as its owner/, ["ALTER FUNCTION lookup.tenants() RESET search_path"]],
  ["I11", /runs as its owner/, ["ALTER FUNCTION lookup.tenants() OWNER TO postgres"]],
  [
    "I12",
    /chain breaks/,
    [careless, `UPDATE audit_entry SET actor_name = 'Nobody' WHERE ctid = ${one("audit_entry")}`],
  ],
  ["I12", /numbered 1 to n/, [careless, `DELETE FROM audit_seal WHERE ctid = ${one("audit_seal", "position = 5")}`]],
  ["I12", /head is elsewhere/, [`UPDATE audit_head SET position = position - 1 WHERE ctid = ${one("audit_head")}`]],
  [
    "I12",
    /does not end at its head/,
    [`UPDATE audit_head SET hash = repeat('0', 64) WHERE ctid = ${one("audit_head")}`],
  ],
  ["I12", /entry that is gone/, [careless, `DELETE FROM audit_entry WHERE ctid = ${one("audit_entry")}`]],
  [
    "I12",
    /outside the chain/,
    [
      "INSERT INTO audit_entry SELECT (jsonb_populate_record(a, jsonb_build_object('id', uuidv7(), 'at', now() - interval '61 seconds'))).* FROM audit_entry a LIMIT 1",
    ],
  ],
];

const query: Query = async (sql) => (await admin.query<Record<string, unknown>>(sql)).rows;

// One test for each invariant and not for each case: the harness asks all twelve again after every test.
describe("each is red when what it watches is broken", () => {
  test.for(invariants())("$id", async ({ id, find }) => {
    const cases = breaks.filter(([broken]) => broken === id);
    expect(cases.length, `${id} has a case`).toBeGreaterThan(0);
    for (const [, what, statements] of cases) {
      await admin.query("BEGIN");
      try {
        await admin.query("SET LOCAL jit = off");
        for (const statement of statements) await admin.query(statement);
        const rows = await find(query);
        const [line] = formatInvariants([{ id, state: rows.length === 0 ? "held" : "broken", rows }]);
        expect(line, statements.join("; ")).toMatch(new RegExp(`^${id} broken: .+, .+`));
        expect(rows.map((row) => `${row.what}, ${row.place}`).join("\n"), statements.join("; ")).toMatch(what);
      } finally {
        await admin.query("ROLLBACK");
      }
    }
  });
});
