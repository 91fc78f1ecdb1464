import { randomUUID } from "node:crypto";
import pg from "pg";
import { pino } from "pino";
import { afterAll, afterEach, expect, test } from "vitest";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { executeInTransaction } from "#/server/db/transaction.ts";
import { sealOnce } from "#/server/outbox/seal.ts";
import { buildTenant } from "../../../prisma/seed/builders.ts";

// The chain itself is checked by I12, which the harness asks after every test here.

const log = pino({ level: "silent" });
const admin = new pg.Pool({ connectionString: process.env.DATABASE_ADMIN_URL, max: 4 });
afterEach(() => armCrashPoints(undefined));
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const audit = (tenantId: string, entries: number) =>
  executeInTransaction(
    { tenantId, actor: { kind: "system", name: "test" }, correlationId: "c", origin: null, log },
    "test.audit",
    async (tx) => {
      for (let i = 0; i < entries; i++)
        tx.audit({
          action: "thing.changed",
          subjectType: "thing",
          subjectId: randomUUID(),
          changes: { b: [null, i], a: "é" },
        });
    },
  );
const chain = async (tenantId: string) =>
  (
    await admin.query<{ sealed: number; head: number; unsealed: number }>(
      `select (select count(*)::int from audit_seal where tenant_id = $1) as sealed,
            (select position::int from audit_head where tenant_id = $1) as head,
            (select count(*)::int from audit_entry a where tenant_id = $1
               and not exists (select 1 from audit_seal s where s.tenant_id = a.tenant_id and s.entry_id = a.id)) as unsealed`,
      [tenantId],
    )
  ).rows[0];

test("entries of several tenants are chained in batches, each tenant by itself", async () => {
  const tenants = await Promise.all([buildTenant(admin, {}), buildTenant(admin, {})]);
  await Promise.all(tenants.map(({ tenantId }) => audit(tenantId, 7)));
  await sealOnce(log, 3);
  for (const { tenantId } of tenants) expect(await chain(tenantId)).toEqual({ sealed: 7, head: 7, unsealed: 0 });
  expect(await sealOnce(log)).toBe(0);
});

test("several sealers at once, while entries go on coming, make one chain", async () => {
  const { tenantId } = await buildTenant(admin, {});
  await Promise.all([
    ...Array.from({ length: 10 }, () => audit(tenantId, 5)),
    ...Array.from({ length: 4 }, async () => {
      for (let i = 0; i < 5; i++) await sealOnce(log, 4);
    }),
  ]);
  await sealOnce(log);
  expect(await chain(tenantId)).toEqual({ sealed: 50, head: 50, unsealed: 0 });
});

test("a sealer that dies before its commit leaves the chain as it was", async () => {
  const { tenantId } = await buildTenant(admin, {});
  await audit(tenantId, 2);
  armCrashPoints(async (point) => {
    if (point === "seal/commit:before") throw new Error("killed");
  });
  await sealOnce(log);
  expect(await chain(tenantId)).toEqual({ sealed: 0, head: null, unsealed: 2 });
  armCrashPoints(undefined);
  await sealOnce(log);
  expect(await chain(tenantId)).toEqual({ sealed: 2, head: 2, unsealed: 0 });
});

test("an entry that commits late, with an earlier time than the head's, is sealed all the same", async () => {
  const { tenantId } = await buildTenant(admin, {});
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const late = executeInTransaction(
    { tenantId, actor: { kind: "system", name: "test" }, correlationId: "c", origin: null, log },
    "test.late",
    async (tx) => {
      tx.audit({ action: "thing.changed", subjectType: "thing", subjectId: randomUUID(), changes: {} });
      entered.resolve();
      await gate.promise;
    },
  );
  await entered.promise;
  await audit(tenantId, 1);
  await sealOnce(log);
  gate.resolve();
  await late;
  await sealOnce(log);
  expect(await chain(tenantId)).toEqual({ sealed: 2, head: 2, unsealed: 0 });
});
