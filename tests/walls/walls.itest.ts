import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { breaksInvariants } from "../harness/invariants.ts";
import { checkCases, lookupPolicies, repeatedBy, revoked } from "./checks.ts";
import { copyOf, type ForeignKey, foreignKeysOf, insert, type Key, keysOf, pick, type RowJson } from "./rows.ts";
import { lookupsExtra, lookupsWorld, wallsWorld } from "./world.ts";

// Each wall is pulled down in a transaction that is rolled back, so the world stays as it was. What is asked each time:
// the statement is refused by this wall as it stands, and accepted when this wall alone is gone.
breaksInvariants("The world has rows of its own making: a file nobody rendered, a run's key nobody used.");

const adminUrl = process.env.DATABASE_ADMIN_URL ?? "";
const admin = new pg.Client({ connectionString: adminUrl });
let keys: Key[] = [];
let foreign: ForeignKey[] = [];
const tenants = { northside: "", rival: "" };

/** What keeps balances and books, or bounds them: I4 and I5 compare what they keep, and tests/money/walls pulls each down. */
const keeping = [
  ["invoice", "invoice_owed"],
  ["invoice_balance", "invoice_balance_followed"],
  ["ledger_entry", "ledger_entry_balanced"],
  ["payment", "payment_reserves"],
  ["payment", "payment_guarded"],
  ["payment", "payment_ended"],
  ["payment_allocation", "payment_allocation_pays"],
  ["refund", "refund_requested"],
  ["refund", "refund_guarded"],
  ["refund", "refund_ended"],
  // tests/connections/webhooks pulls at this one.
  ["webhook_delivery", "webhook_delivery_guarded"],
  ["credit_note", "credit_note_credits"],
  ["credit_note_line", "credit_note_line_within"],
] as const;

beforeAll(async () => {
  await admin.connect();
  await wallsWorld(admin, adminUrl);
  // An invoice would owe, and be refused by the walls of what is owed: here each table stands alone.
  for (const [table, trigger] of keeping) await admin.query(`ALTER TABLE ${table} DISABLE TRIGGER ${trigger}`);
  keys = await keysOf(admin);
  foreign = await foreignKeysOf(admin);
  const { rows } = await admin.query<{ id: string; slug: "northside" | "rival" }>("SELECT id, slug FROM tenant");
  for (const { id, slug } of rows) tenants[slug] = id;
});
afterAll(() => admin.end());

type Statement = string | { text: string; values: unknown[] };
type Refusal = { code: string; constraint?: string; message: string };

const copy = (table: string, row: RowJson, keep: readonly string[] = [], except?: Key) =>
  copyOf(
    row,
    keys.filter((key) => key.table === table),
    foreign.filter((key) => key.table === table),
    keep,
    except,
  );

async function inRollback(work: () => Promise<void>): Promise<void> {
  await admin.query("BEGIN");
  try {
    await work();
  } finally {
    await admin.query("ROLLBACK");
  }
}

/** The error of a statement, which changes nothing; null when it is accepted, and then it stands. */
async function refusalOf(statement: Statement): Promise<Refusal | null> {
  await admin.query("SAVEPOINT before");
  try {
    await admin.query(statement);
    return null;
  } catch (error) {
    await admin.query("ROLLBACK TO SAVEPOINT before");
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { code: error.code ?? "", constraint: error.constraint, message: error.message };
  }
}

async function wall(name: string, statement: Statement, drop: string): Promise<void> {
  expect((await refusalOf(statement))?.constraint, `${name} refuses`).toBe(name);
  await admin.query(drop);
  expect(await refusalOf(statement), `without ${name} it is accepted`).toBeNull();
}

const names = async (sql: string) => (await admin.query<{ name: string }>(sql)).rows.map(({ name }) => name);

describe("values", () => {
  test("every CHECK refuses, and matters", async () => {
    for (const [name, table, change, where] of checkCases) {
      await inRollback(async () => {
        const row = { ...copy(table, await pick(admin, table, where), Object.keys(change)), ...change };
        // The copy is of a row whose foreign keys hold; only its own checks are asked.
        await admin.query("SET LOCAL session_replication_role = replica");
        const also = repeatedBy[name] === undefined ? "" : `, DROP CONSTRAINT ${repeatedBy[name]}`;
        await wall(name, insert(table, row), `ALTER TABLE "${table}" DROP CONSTRAINT ${name}${also}`);
      });
    }
  });

  test("no CHECK is left out", async () => {
    const all = await names(
      "SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace ORDER BY 1",
    );
    expect([...new Set(checkCases.map(([name]) => name))].sort()).toEqual([...all].sort());
  });

  test("every key is unique, and matters", async () => {
    expect(keys.length).toBeGreaterThan(50);
    for (const key of keys) {
      await inRollback(async () => {
        const where = [
          key.predicate ?? "true",
          ...key.columns.map((column) => `"${column}" IS NOT NULL`),
          ...(key.table === "bay_allocation" && key.predicate === null ? ["state = 'RELEASED'"] : []),
          // Of those that are open a tenant has one.
          ...(key.table === "backfill" && key.predicate === null ? ["state = 'DONE'"] : []),
          ...(["connection", "crm_connection"].includes(key.table) && key.predicate === null
            ? ["disconnected_at IS NOT NULL"]
            : []),
        ];
        // Two holds of a browser stand at different times: at one time the exclusion would refuse the second first.
        const elsewhen = key.columns.includes("holder_hash")
          ? { starts_at: "2300-01-01T10:00:00Z", ends_at: "2300-01-01T11:00:00Z" }
          : {};
        if (key.columns.includes("saga_key"))
          await admin.query(
            "UPDATE orchestration_run SET saga_key = 'walls' WHERE ctid = (SELECT ctid FROM orchestration_run LIMIT 1)",
          );
        const row = { ...copy(key.table, await pick(admin, key.table, where.join(" AND ")), [], key), ...elsewhen };
        await admin.query("SET LOCAL session_replication_role = replica");
        await wall(
          key.name,
          insert(key.table, row),
          key.constraint
            ? `ALTER TABLE "${key.table}" DROP CONSTRAINT "${key.name}" CASCADE`
            : `DROP INDEX "${key.name}"`,
        );
      });
    }
  });

  test("the exclusions refuse, and matter", async () => {
    const busy = "state = 'IN_PROGRESS' AND technician_id IS NOT NULL";
    await inRollback(async () => {
      const row = { ...copy("bay_allocation", await pick(admin, "bay_allocation", busy)), technician_id: null };
      await wall(
        "bay_allocation_no_overlap",
        insert("bay_allocation", row),
        "ALTER TABLE bay_allocation DROP CONSTRAINT bay_allocation_no_overlap",
      );
    });
    await inRollback(async () => {
      const taken = await pick(admin, "bay_allocation", busy);
      const free = await pick(admin, "service_bay", `tenant_id = '${taken.tenant_id}' AND name = 'Bay 5'`);
      const row = { ...copy("bay_allocation", taken), bay_id: free.id };
      await wall(
        "bay_allocation_technician_no_overlap",
        insert("bay_allocation", row),
        "ALTER TABLE bay_allocation DROP CONSTRAINT bay_allocation_technician_no_overlap",
      );
    });
    await inRollback(async () => {
      // A change of state into the active set is checked like a new row.
      const { rows } = await admin.query<{ ctid: string }>(
        insert("bay_allocation", {
          ...copy("bay_allocation", await pick(admin, "bay_allocation", busy)),
          technician_id: null,
          state: "CANCELLED",
        }),
      );
      await wall(
        "bay_allocation_no_overlap",
        `UPDATE bay_allocation SET state = 'BOOKED' WHERE ctid = '${rows[0]?.ctid}'`,
        "ALTER TABLE bay_allocation DROP CONSTRAINT bay_allocation_no_overlap",
      );
    });
    expect(await names("SELECT conname AS name FROM pg_constraint WHERE contype = 'x' ORDER BY 1")).toEqual([
      "bay_allocation_no_overlap",
      "bay_allocation_technician_no_overlap",
    ]);
  });
});

describe("references", () => {
  test("every foreign key keeps to its own tenant, and matters", async () => {
    expect(foreign.length).toBeGreaterThan(40);
    for (const key of foreign) {
      await inRollback(async () => {
        const own = key.composite ? ` AND tenant_id = '${tenants.northside}'` : "";
        const calm = key.table === "bay_allocation" ? " AND state = 'RELEASED'" : "";
        // What was brought back goes back once: a copy of such a line would name a credit that is not there.
        const once = key.table === "supplier_return_line" && key.column !== "credit_note_id";
        const where = `"${key.column}" IS NOT NULL${own}${calm}${once ? " AND credit_note_id IS NULL" : ""}`;
        // A row of the other tenant that does exist: a key without the tenant in it would let it pass.
        const other = key.composite
          ? (await pick(admin, key.parent, `tenant_id = '${tenants.rival}'`))[key.parentColumn]
          : "0190eeee-0000-7000-8000-000000000000";
        const row = { ...copy(key.table, await pick(admin, key.table, where), [key.column]), [key.column]: other };
        await wall(key.name, insert(key.table, row), `ALTER TABLE "${key.table}" DROP CONSTRAINT "${key.name}"`);
      });
    }
  });
});

describe("written once", () => {
  test("every trigger refuses change and deletion, and matters", async () => {
    const all = await admin.query<{ name: string; table: string }>(
      "SELECT tgname::text AS name, tgrelid::regclass::text AS table FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    );
    const others: readonly string[] = keeping.map(([, name]) => name);
    const rows = all.rows.filter(({ name }) => !others.includes(name));
    expect(rows).toHaveLength(all.rows.length - others.length);
    expect(rows.map(({ name }) => name)).toEqual([
      "audit_entry_immutable",
      "audit_seal_immutable",
      "authorisation_immutable",
      "core_movement_immutable",
      "credit_note_immutable",
      "credit_note_line_immutable",
      "customer_consent_immutable",
      "gateway_event_immutable",
      "goods_receipt_immutable",
      "goods_receipt_line_immutable",
      "invoice_immutable",
      "invoice_line_immutable",
      "ledger_entry_immutable",
      "payment_allocation_immutable",
      "service_record_immutable",
      "stock_movement_immutable",
    ]);
    for (const { name, table } of rows) {
      for (const change of [`UPDATE "${table}" SET tenant_id = tenant_id`, `DELETE FROM "${table}"`]) {
        await inRollback(async () => {
          await admin.query("ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_tenant_id_entry_id_fkey");
          // A new row that nothing points at, so that only the trigger can stand in the way of its deletion.
          const added = await admin.query<{ ctid: string }>(insert(table, copy(table, await pick(admin, table))));
          const statement = `${change} WHERE ctid = '${added.rows[0]?.ctid}'`;
          expect((await refusalOf(statement))?.code, `${name} refuses: ${change}`).toBe("PL001");
          await admin.query(`DROP TRIGGER ${name} ON "${table}"`);
          expect(await refusalOf(statement), `without ${name}: ${change}`).toBeNull();
        });
      }
    }
  });
});

const asApplication = async (tenantId: string) => {
  await admin.query("SET LOCAL ROLE pitlane");
  await admin.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
};
const countOf = async (sql: string) =>
  Number(Object.values((await admin.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0] ?? 0);
const tenantTables = () =>
  names(`SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND (c.relname = 'tenant' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')) ORDER BY 1`);

describe("row level security", () => {
  test("every table shows and takes its own tenant's rows only, and its policy is why", async () => {
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThan(30);
    for (const table of tables) {
      const column = table === "tenant" ? "id" : "tenant_id";
      for (const set of ["", tenants.rival]) {
        await inRollback(async () => {
          const theirs = `SELECT count(*) FROM "${table}" WHERE ${column} <> '${tenants.rival}'`;
          const row = copy(table, await pick(admin, table, `${column} = '${tenants.northside}'`));
          await asApplication(set);
          expect(await countOf(theirs), `${table} seen by ${set || "nobody"}`).toBe(0);
          expect(await refusalOf(insert(table, row)), `${table} written by ${set || "nobody"}`).toMatchObject({
            code: "42501",
            message: expect.stringContaining("row-level security"),
          });
          await admin.query("RESET ROLE");
          await admin.query(`ALTER POLICY own_tenant ON "${table}" USING (true) WITH CHECK (true)`);
          await asApplication(set);
          expect(await countOf(theirs), `${table} without its policy`).toBeGreaterThan(0);
          expect((await refusalOf(insert(table, row)))?.message ?? "", `${table} without its policy`).not.toContain(
            "row-level security",
          );
        });
      }
    }
  });

  test("switched on and forced, so that even the owner of a table is held by it", async () => {
    for (const table of await tenantTables()) {
      await inRollback(async () => {
        await admin.query(`ALTER TABLE "${table}" DISABLE ROW LEVEL SECURITY`);
        await asApplication("");
        expect(await countOf(`SELECT count(*) FROM "${table}"`), `${table} switched off`).toBeGreaterThan(0);
      });
      await inRollback(async () => {
        await admin.query("GRANT CREATE ON SCHEMA public TO pitlane");
        await admin.query(`ALTER TABLE "${table}" OWNER TO pitlane`);
        await asApplication("");
        expect(await countOf(`SELECT count(*) FROM "${table}"`), `${table} seen by its owner`).toBe(0);
        await admin.query(`ALTER TABLE "${table}" NO FORCE ROW LEVEL SECURITY`);
        expect(await countOf(`SELECT count(*) FROM "${table}"`), `${table} not forced`).toBeGreaterThan(0);
      });
    }
  });

  test("each look-up sees through its own policy alone", async () => {
    for (const [policy, table, question] of lookupPolicies) {
      const answer = async (drop: string | null) => {
        let given = -1;
        await inRollback(async () => {
          await admin.query(lookupsWorld);
          const extra = lookupsExtra[table];
          if (extra !== undefined) await admin.query(extra);
          if (drop !== null) await admin.query(drop);
          await asApplication("");
          given = await countOf(question);
        });
        return given;
      };
      expect(await answer(`DROP POLICY ${policy} ON ${table}`), `${policy} on ${table}`).not.toBe(await answer(null));
    }
  });

  test("the count across tenants sees each table through its own policy alone, and no column but tenant and id", async () => {
    for (const table of await tenantTables()) {
      const count = async (change: string) => {
        let given = -1;
        await inRollback(async () => {
          await admin.query("SET LOCAL session_replication_role = replica");
          if (table !== "tenant")
            await admin.query(
              `UPDATE "${table}" SET tenant_id = uuidv7() WHERE ctid = (SELECT ctid FROM "${table}" LIMIT 1)`,
            );
          await admin.query(change);
          await asApplication("");
          const where = table === "tenant" ? "true" : `relation = '${table}'`;
          given = await countOf(`SELECT coalesce(sum(n), 0) FROM lookup.rows_without_tenant() WHERE ${where}`);
        });
        return given;
      };
      const seen = table === "tenant" ? 0 : 1;
      expect(await count("SELECT 1"), table).toBe(seen);
      expect(await count(`DROP POLICY counter_reads ON "${table}"`), `${table} without its policy`).not.toBe(seen);
    }
    const columns = await names(
      `SELECT format('%s.%s', table_name, column_name) AS name FROM information_schema.column_privileges
        WHERE grantee = 'pitlane_counter' AND NOT (column_name IN ('tenant_id', 'id') AND privilege_type = 'SELECT')`,
    );
    expect(columns).toEqual([]);
  });

  test("an id of another tenant is told, and none that was not asked about", async () => {
    await inRollback(async () => {
      const { rows } = await admin.query<{ own: string; other: string }>(
        "SELECT (SELECT id FROM part WHERE tenant_id = $1 LIMIT 1) AS own, (SELECT id FROM job_card WHERE tenant_id = $2 LIMIT 1) AS other",
        [tenants.northside, tenants.rival],
      );
      await asApplication(tenants.northside);
      const told = await admin.query<{ id: string }>("SELECT lookup.foreign_ids($1, $2) AS id", [
        tenants.northside,
        [rows[0]?.own, rows[0]?.other, "0190eeee-0000-7000-8000-000000000000"],
      ]);
      expect(told.rows).toEqual([{ id: rows[0]?.other }]);
    });
  });

  test("no policy is left out", async () => {
    const all = await names("SELECT polrelid::regclass || ': ' || polname AS name FROM pg_policy ORDER BY 1");
    const asked = [
      ...(await tenantTables()).flatMap((table) => [`${table}: own_tenant`, `${table}: counter_reads`]),
      ...lookupPolicies.map(([policy, table]) => `${table}: ${policy}`),
    ];
    expect(asked.sort()).toEqual([...all].sort());
  });
});

describe("rights", () => {
  test("what the application may not do is refused, and the missing right is why", async () => {
    for (const [table, rights] of Object.entries(revoked)) {
      for (const right of rights) {
        await inRollback(async () => {
          const column = table === "tenant" || table === "_prisma_migrations" ? "id" : "tenant_id";
          const statement = {
            SELECT: `SELECT 1 FROM "${table}"`,
            INSERT: `INSERT INTO "${table}" SELECT * FROM "${table}" WHERE false`,
            UPDATE: `UPDATE "${table}" SET ${column} = ${column} WHERE false`,
            DELETE: `DELETE FROM "${table}" WHERE false`,
          }[right];
          await asApplication(tenants.northside);
          expect((await refusalOf(statement))?.code, `${right} on ${table}`).toBe("42501");
          await admin.query("RESET ROLE");
          await admin.query(`GRANT SELECT, ${right} ON "${table}" TO pitlane_app`);
          await asApplication(tenants.northside);
          expect(await refusalOf(statement), `${right} on ${table}, granted`).toBeNull();
        });
      }
    }
  });

  test("no right is left out", async () => {
    const { rows } = await admin.query<{ table: string; rights: string[] }>(`
      SELECT c.relname::text AS table, array_agg(r.name ORDER BY r.n) AS rights
        FROM pg_class c, (VALUES (1, 'SELECT'), (2, 'INSERT'), (3, 'UPDATE'), (4, 'DELETE')) AS r(n, name)
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT has_table_privilege('pitlane', c.oid, r.name) GROUP BY 1 ORDER BY 1`);
    expect(Object.fromEntries(rows.map(({ table, rights }) => [table, rights]))).toEqual(revoked);
  });

  test("a login of another application can ask no look-up", async () => {
    await inRollback(async () => {
      await admin.query("CREATE ROLE walls_stranger");
      await admin.query("GRANT USAGE ON SCHEMA lookup TO walls_stranger");
      await admin.query("SET LOCAL ROLE walls_stranger");
      expect((await refusalOf("SELECT lookup.tenants()"))?.code).toBe("42501");
      await admin.query("RESET ROLE");
      await admin.query("GRANT EXECUTE ON FUNCTION lookup.tenants() TO walls_stranger");
      await admin.query("SET LOCAL ROLE walls_stranger");
      expect(await refusalOf("SELECT lookup.tenants()")).toBeNull();
    });
  });
});
