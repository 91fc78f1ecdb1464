import pg from "pg";
import { expect, test } from "vitest";
import { verifyInvariants } from "../../src/server/invariants/verify.ts";
import { cloneDatabase } from "./db.ts";
import { breaksInvariants } from "./invariants.ts";

const ask = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

test("a test file has a migrated database of its own, and logs in without power over its walls", async () => {
  const [row] = await ask(
    process.env.DATABASE_URL ?? "",
    "select current_user as me, rolsuper or rolbypassrls as passes from pg_roles where rolname = current_user",
  );
  expect(row).toEqual({ me: "pitlane", passes: false });
  const [tables] = await ask(process.env.DATABASE_URL ?? "", "select to_regclass('job_card') is not null as there");
  expect(tables).toEqual({ there: true });
});

test("text sorts and is stored the same everywhere: UTF-8, the builtin C.UTF-8 locale", async () => {
  const [row] = await ask(
    process.env.DATABASE_URL ?? "",
    "select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale from pg_database where datname = current_database()",
  );
  expect(row).toEqual({ encoding: "UTF8", provider: "b", locale: "C.UTF-8" });
});

test("an extra clone can be altered without a trace in the file's own database", async () => {
  const extra = await cloneDatabase();
  await ask(extra.adminUrl, "create table only_here (n int)");
  expect(await ask(process.env.DATABASE_URL ?? "", "select to_regclass('only_here') as it")).toEqual([{ it: null }]);
  await extra.drop();
  await expect(ask(extra.url, "select 1")).rejects.toThrow(/does not exist/);
});

test("the invariants are asked after each test, and one that breaks them on purpose says so", async () => {
  breaksInvariants("a table of a tenant without a wall is made to see I11 broken");
  const { DATABASE_ADMIN_URL: adminUrl = "" } = process.env;
  await ask(adminUrl, "create table unwalled (tenant_id uuid primary key)");
  const broken = (await verifyInvariants(adminUrl)).filter(({ state }) => state === "broken").map(({ id }) => id);
  await ask(adminUrl, "drop table unwalled");
  expect(broken).toContain("I11");
});
