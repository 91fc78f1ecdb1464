import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import type { ImportNoun, ImportState } from "#/domain/import.ts";
import { endLeases, startWorld } from "#/inngest/testing.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { startImport } from "#/server/orchestrators/imports/start.ts";
import { checkImport, runImport, undoImport } from "#/server/orchestrators/imports/work-import.ts";
import { setDeliveryPolicy } from "#/server/outbox/policy.ts";
import { byId } from "#/server/services/imports/views.ts";
import { type BuiltTenant, buildParts, buildTenant } from "../../prisma/seed/builders.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool, contextOf } from "../harness/world.ts";
import { customersFile, isBad, partsFile, vehiclesFile } from "./files.ts";
import { tablesOf } from "./tables.ts";

const count = rounds(1000, 20_000);
/** Of the batches of 500, the one in the middle. */
const half = Math.ceil(count / 500 / 2);
const bad = Array.from({ length: count }, (_, index) => index).filter(isBad).length;
const patience = rounds(60_000, 600_000);

const admin = adminPool();
let world: Awaited<ReturnType<typeof startWorld>>;
let tenant: BuiltTenant;
beforeAll(async () => {
  setDeliveryPolicy({ backoffMs: [0, 0], graceMs: 500 });
  world = await startWorld();
  tenant = await buildTenant(admin, {});
});
afterAll(async () => {
  setDeliveryPolicy(undefined);
  await world.close();
  await closeDatabase();
  await admin.end();
});

const ctx = () => contextOf(tenant, "admin");
const view = (importId: string) => runInTenant(tenant.tenantId, () => byId(readDb(ctx()), importId));
const key = () => ({ idempotencyKey: uuidv7() });

/** Runs a process until it has killed itself; its leases are ended, as time would. */
const dieAt = async (point: string, nth: number) => {
  const victim = spawn(process.execPath, [join(import.meta.dirname, "victim.ts"), JSON.stringify({ point, nth })], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [, signal] = await once(victim, "exit");
  expect(signal).toBe("SIGKILL");
  await endLeases(admin, "carry-import-on");
};

/** A process that lives, until the import has come to this state and what follows from it has arrived. */
const until = async (importId: string, state: ImportState) => {
  const living = world.startProcess();
  try {
    await vi.waitFor(
      async () => {
        const { rows } = await admin.query<{ state: string; owed: string }>(
          `select i.state, (select count(*) from event_delivery d where d.tenant_id = i.tenant_id and d.state <> 'DONE') as owed
             from data_import i where i.id = $1`,
          [importId],
        );
        expect(rows).toEqual([{ state, owed: "0" }]);
      },
      { timeout: patience, interval: 50 },
    );
  } finally {
    await living.stop();
  }
};

const begin = async (noun: ImportNoun, bytes: Uint8Array) => {
  const { importId } = await startImport(ctx(), { noun, fileName: `${noun.toLowerCase()}.csv`, bytes, ...key() });
  const { mapping } = await view(importId);
  await checkImport(ctx(), { importId, mapping, mode: "UPDATE", branchId: tenant.branchId, ...key() });
  return importId;
};

test(`${count} parts of which ${bad} are bad: killed while checked, run and undone, counted to the row, and nothing left`, {
  timeout: 3 * patience,
}, async () => {
  // A tenth of the file's parts is there already, at other prices.
  const known = count / 10;
  const built = await buildParts(admin, tenant, known, { onHand: "0" });
  await admin.query(
    `update part p set number = 'IMP-' || n.index from unnest($1::uuid[], $2::int[]) as n(id, index) where p.id = n.id`,
    [built.map(({ partId }) => partId), built.map((_, index) => index * 10 + 1)],
  );
  const before = await tablesOf(admin, tenant.tenantId);
  const importId = await begin("PARTS", partsFile(count));
  await dieAt("import.check-rows/commit:after", half);
  await until(importId, "CHECKED");
  const fresh = count - bad - built.filter((_, index) => !isBad(index * 10 + 1)).length;
  expect(await view(importId)).toMatchObject({ counts: { NEW: fresh, CHANGE: count - bad - fresh, ERROR: bad } });
  expect(await tablesOf(admin, tenant.tenantId)).toEqual(before);

  await runImport(ctx(), { importId, ...key() });
  // Once behind a commit that nobody has heard of yet, once before one that then never was.
  await dieAt("import.carry-out-rows/commit:after", half);
  await dieAt("import.carry-out-rows/commit:before", 1);
  const midway = await view(importId);
  expect(midway.counts.CREATED + midway.counts.CHANGED).toBe(half * 500);
  await until(importId, "DONE");
  expect(await view(importId)).toMatchObject({
    counts: { CREATED: fresh, CHANGED: count - bad - fresh, ERROR: bad, REFUSED: 0 },
  });
  const { rows } = await admin.query(
    `select (select count(*)::int from part where tenant_id = $1) as parts,
              (select count(*)::int from stock_movement where tenant_id = $1) as movements,
              (select count(*)::int from audit_entry where tenant_id = $1 and action in ('part.imported', 'part.changed')) as audited`,
    [tenant.tenantId],
  );
  const opened = Array.from({ length: count }, (_, index) => index).filter(
    (index) => !isBad(index) && index % 2 === 0,
  ).length;
  expect(rows).toEqual([{ parts: known + fresh, movements: opened, audited: count - bad }]);

  await undoImport(ctx(), { importId, ...key() });
  await dieAt("import.take-back-rows/commit:after", half);
  await until(importId, "UNDONE");
  expect(await view(importId)).toMatchObject({
    counts: { REMOVED: fresh, RESTORED: count - bad - fresh, ERROR: bad, KEPT: 0 },
  });
  expect(await tablesOf(admin, tenant.tenantId)).toEqual(before);
});

test("customers and their vehicles: the vehicles keep the customers from being undone, and are undone first", {
  timeout: 4 * patience,
}, async () => {
  const some = rounds(200, 5000);
  const before = await tablesOf(admin, tenant.tenantId);
  const customers = await begin("CUSTOMERS", customersFile(some));
  await until(customers, "CHECKED");
  await runImport(ctx(), { importId: customers, ...key() });
  await until(customers, "DONE");
  const vehicles = await begin("VEHICLES", vehiclesFile(some));
  await until(vehicles, "CHECKED");
  await runImport(ctx(), { importId: vehicles, ...key() });
  await until(vehicles, "DONE");
  const sound = (await view(customers)).counts.CREATED;
  expect((await view(vehicles)).counts).toMatchObject({ CREATED: sound, ERROR: some - sound });

  await undoImport(ctx(), { importId: vehicles, ...key() });
  await until(vehicles, "UNDONE");
  await undoImport(ctx(), { importId: customers, ...key() });
  await until(customers, "UNDONE");
  expect((await view(customers)).counts).toMatchObject({ REMOVED: sound, KEPT: 0 });
  expect(await tablesOf(admin, tenant.tenantId)).toEqual(before);
});
