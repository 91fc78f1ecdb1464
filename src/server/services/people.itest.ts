import { afterAll, expect, it } from "vitest";
import { closeDatabase } from "#/server/db/client.ts";
import { executeInTransaction } from "#/server/db/transaction.ts";
import * as people from "#/server/services/people.ts";
import { buildTenant } from "../../../prisma/seed/builders.ts";
import { insertRows } from "../../../prisma/seed/write.ts";
import { attemptSignIn } from "../../../tests/harness/people.ts";
import { adminPool, contextOf } from "../../../tests/harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const password = "four words in a row";
const personNamed = async (name: string) => ({
  name,
  email: `${name}@Example.com`,
  phone: "+447700900123",
  language: "en-GB",
  passwordHash: await people.hashed(password),
  emailVerified: false,
});
const rowsOf = async (name: string) =>
  (
    await admin.query(
      `select u.email, u.phone, u.language, u.email_verified, a.provider_id, a.account_id = u.id::text as own
         from "user" u join account a on a.user_id = u.id where u.name = $1`,
      [name],
    )
  ).rows;

it("a person is written with the transaction, and signs in once they belong somewhere", async () => {
  const tenant = await buildTenant(admin, {});
  const person = await personNamed("written");

  const userId = await executeInTransaction(contextOf(tenant), "test.person", (tx) => people.add(tx, person));

  expect(await rowsOf("written")).toEqual([
    {
      email: "written@example.com",
      phone: "+447700900123",
      language: "en-GB",
      email_verified: false,
      provider_id: "credential",
      own: true,
    },
  ]);
  expect((await attemptSignIn(person.email, password)).status).toBe(403);
  await insertRows(admin, "member", [
    {
      tenant_id: tenant.tenantId,
      id: userId,
      user_id: userId,
      role: "ADVISOR",
      name: person.name,
      email: person.email,
    },
  ]);
  expect((await attemptSignIn(person.email, password)).status).toBe(200);
  expect((await attemptSignIn(person.email, "another password")).status).toBe(401);
});

it("nothing of a person remains when what follows in the transaction fails", async () => {
  const tenant = await buildTenant(admin, {});
  const person = await personNamed("undone");

  const broken = executeInTransaction(contextOf(tenant), "test.person", async (tx) => {
    await people.add(tx, person);
    throw new Error("broken");
  });

  await expect(broken).rejects.toThrow();
  expect(await rowsOf("undone")).toEqual([]);
});

it("a second account under an address is refused, in any case, and leaves the first as it was", async () => {
  const tenant = await buildTenant(admin, {});
  const person = await personNamed("twice");
  const add = (changes: object) =>
    executeInTransaction(contextOf(tenant), "test.person", (tx) => people.add(tx, { ...person, ...changes }));
  await add({});

  await expect(add({ email: "TWICE@example.COM" })).rejects.toMatchObject({ code: "DUPLICATE" });
  expect(await rowsOf("twice")).toHaveLength(1);
});
