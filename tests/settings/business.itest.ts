import { afterAll, expect, test } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { updateBusinessInput } from "#/domain/settings.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { changeBusiness } from "#/server/orchestrators/change-business.ts";
import * as settings from "#/server/services/settings.ts";
import { buildTenant } from "../../prisma/seed/builders.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const world = async () => {
  const tenant = await buildTenant(admin, { name: "Northside" });
  const owner = contextOf(tenant, "owner");
  const read = () => runInTenant(tenant.tenantId, () => settings.business(readDb(owner)));
  const fields = {
    name: "Northside Motors",
    legalName: "Northside Motors Ltd",
    registrationNumber: "01234567",
    taxNumber: null,
    brandColour: "#aa3311",
    jobCardTerm: "Repair order",
  };
  return { tenant, owner, read, fields };
};

test("a change raises the version and leaves what was and what is in the audit", async () => {
  const { tenant, owner, read, fields } = await world();
  await changeBusiness(owner, { version: 1, ...fields, idempotencyKey: uuidv7() });
  expect(await read()).toMatchObject({ ...fields, version: 2 });
  const { rows } = await admin.query<{ changes: unknown; actor_name: string }>(
    "select changes, actor_name from audit_entry where tenant_id = $1 and action = 'business.changed'",
    [tenant.tenantId],
  );
  expect(rows).toEqual([
    {
      actor_name: owner.actor.name,
      changes: {
        name: ["Northside", "Northside Motors"],
        legalName: ["Northside Ltd", "Northside Motors Ltd"],
        registrationNumber: [null, "01234567"],
        brandColour: ["#0b6470", "#aa3311"],
        jobCardTerm: ["Job card", "Repair order"],
      },
    },
  ]);
});

test("of two changes made on one version the later is refused and nothing of it stays", async () => {
  const { owner, read, fields } = await world();
  await changeBusiness(owner, { version: 1, ...fields, idempotencyKey: uuidv7() });
  await expect(
    changeBusiness(owner, { version: 1, ...fields, name: "Mine", idempotencyKey: uuidv7() }),
  ).rejects.toMatchObject({ code: "STALE_VERSION", details: { current: 2 } });
  expect((await read()).name).toBe("Northside Motors");
});

test("the same key saves once, and never touches another business", async () => {
  const { owner, read, fields } = await world();
  const other = await world();
  const idempotencyKey = uuidv7();
  await changeBusiness(owner, { version: 1, ...fields, idempotencyKey });
  await changeBusiness(owner, { version: 1, ...fields, idempotencyKey });
  expect((await read()).version).toBe(2);
  expect(await other.read()).toMatchObject({ name: "Northside", version: 1 });
});

test("names of any script are kept as typed; what is empty, endless or no colour is refused with a sentence", async () => {
  const { owner, read, fields } = await world();
  const name = "Łukasz & Київ Ελένη 自動車 🚗";
  await changeBusiness(owner, { version: 1, ...fields, name, idempotencyKey: uuidv7() });
  expect((await read()).name).toBe(name);

  const refusedAt = (change: object): string[] =>
    updateBusinessInput
      .safeParse({ version: 1, ...fields, ...change })
      .error?.issues.map(({ path }) => path.join(".")) ?? [];
  expect(refusedAt({ name: "  " })).toEqual(["name"]);
  expect(refusedAt({ legalName: "x".repeat(10_000) })).toEqual(["legalName"]);
  expect(refusedAt({ brandColour: "red" })).toEqual(["brandColour"]);
  expect(refusedAt({ version: -1 })).toEqual(["version"]);
  expect(refusedAt({ registrationNumber: " " })).toEqual([]);
});
