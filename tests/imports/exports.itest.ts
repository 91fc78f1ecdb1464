import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { closeDatabase } from "#/server/db/client.ts";
import { createFileStorage } from "#/server/gateways/storage.ts";
import { customerExport, tenantExport } from "#/server/http/export-files.ts";
import { readCsv } from "#/server/services/imports/read-file.ts";
import {
  buildCustomerWithVehicle,
  buildJobCard,
  buildPart,
  buildParts,
  buildTenant,
} from "../../prisma/seed/builders.ts";
import { memoryLimits } from "../../scripts/lib/instance.mjs";
import { breaksInvariants } from "../harness/invariants.ts";
import { signIn, testOrigin } from "../harness/people.ts";
import { rounds } from "../harness/rounds.ts";
import { unzip } from "../harness/unzip.ts";
import { adminPool } from "../harness/world.ts";

const admin = adminPool();
const storage = createFileStorage(join(process.env.DATA_DIR ?? "", "files"));
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const ask = (path: string, cookie: string) =>
  new Request(`${testOrigin}${path}`, { headers: { host: "localhost:3000", cookie } });
const filesIn = async (response: Response) => {
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/zip"]);
  return unzip(Buffer.from(await response.arrayBuffer()));
};
const rowsIn = async (files: ReadonlyMap<string, Buffer>, name: string) => {
  const { header, rows } = await readCsv(files.get(name) ?? Buffer.of());
  return rows.map(({ cells }) => Object.fromEntries(header.map((heading, index) => [heading, cells[index]])));
};

test("the export of a tenant holds every row, page after page, and none of another's", async () => {
  const parts = rounds(2100, 20_000);
  const [tenant, other] = [await buildTenant(admin, {}), await buildTenant(admin, {})];
  await buildParts(admin, tenant, parts, { name: "=1+1" });
  await buildCustomerWithVehicle(admin, other, { name: "Somebody else's" });
  const files = await filesIn(
    await tenantExport(ask("/api/files/export", await signIn(tenant.members.owner.email)), storage),
  );
  const listed = await rowsIn(files, "parts.csv");
  expect(new Set(listed.map(({ id }) => id)).size).toBe(parts);
  expect(files.get("parts.csv")?.toString()).toContain(",'=1+1,");
  expect(listed[0]?.name).toBe("=1+1");
  expect(await rowsIn(files, "stock-levels.csv")).toHaveLength(parts);
  expect([...files.values()].some((content) => content.includes("Somebody else's"))).toBe(false);
  const { rows } = await admin.query("select action from audit_entry where tenant_id = $1", [tenant.tenantId]);
  expect(rows).toEqual([{ action: "tenant.exported" }]);
});

test("the export of a customer holds what is theirs, without the workshop's own costs, and nobody else's", async () => {
  const tenant = await buildTenant(admin, {});
  const ada = await buildCustomerWithVehicle(admin, tenant, {
    name: "Ada",
    email: "ada@example.com",
    plate: "AD4 AAA",
  });
  const bob = await buildCustomerWithVehicle(admin, tenant, {
    name: "Bob",
    email: "bob@example.com",
    plate: "B0B BBB",
  });
  for (const customer of [ada, bob]) await buildJobCard(admin, tenant, { customer, lines: [{ kind: "LABOUR" }] });
  const cookie = await signIn(tenant.members.admin.email);
  const files = await filesIn(
    await customerExport(ask("/api/files/customers/x/export", cookie), ada.customerId, storage),
  );
  expect(await rowsIn(files, "customers.csv")).toMatchObject([{ id: ada.customerId, name: "Ada" }]);
  expect(await rowsIn(files, "vehicles.csv")).toMatchObject([{ plate: "AD4 AAA" }]);
  expect((await rowsIn(files, "job-lines.csv"))[0]).not.toHaveProperty("unit_cost_minor");
  expect([...files.keys()]).not.toContain("parts.csv");
  const all = Buffer.concat([...files.values()]).toString();
  for (const foreign of [bob.customerId, bob.vehicleId, "bob@example.com", "B0B"]) expect(all).not.toContain(foreign);
});

test("a customer's data come for people and for programs, the same in both", async () => {
  const tenant = await buildTenant(admin, {});
  const ada = await buildCustomerWithVehicle(admin, tenant, { name: 'Ada, "the first"', plate: "AD5 AAA" });
  await buildJobCard(admin, tenant, { customer: ada });
  const cookie = await signIn(tenant.members.owner.email);
  const files = await filesIn(
    await customerExport(ask(`/api/files/customers/${ada.customerId}/export`, cookie), ada.customerId, storage),
  );
  const names = [...files.keys()];
  for (const csv of names.filter((name) => name.endsWith(".csv"))) {
    const records = z
      .array(z.record(z.string(), z.unknown()))
      .parse(JSON.parse(files.get(csv.replace(/csv$/, "json"))?.toString() ?? ""));
    // A heading alone is no file of records to the reader of files.
    const listed = records.length === 0 ? [] : await rowsIn(files, csv);
    expect(
      records.map(({ id }) => id),
      csv,
    ).toEqual(listed.map(({ id }) => id));
    for (const record of records) expect(Object.keys(record)).toEqual(Object.keys(listed[0] ?? {}));
  }
  expect(files.get("customers.json")?.toString()).toContain('"name":"Ada, \\"the first\\""');
  expect(files.get("messages.json")?.toString()).toBe("[]\n");
});

test("all of an export is of one instant: what is written while it is sent is in none of its files", async () => {
  const tenant = await buildTenant(admin, {});
  await buildParts(admin, tenant, 3000, {});
  const answer = await tenantExport(ask("/api/files/export", await signIn(tenant.members.owner.email)), storage);
  const reader = answer.body?.getReader();
  if (reader === undefined) throw new Error("The export has no body.");
  const parts = [(await reader.read()).value ?? new Uint8Array()];
  await buildCustomerWithVehicle(admin, tenant, { name: "Came meanwhile" });
  await admin.query("update part set name = 'Renamed meanwhile' where tenant_id = $1", [tenant.tenantId]);
  for (let next = await reader.read(); next.value !== undefined; next = await reader.read()) parts.push(next.value);
  const files = unzip(Buffer.concat(parts));
  expect(await rowsIn(files, "parts.csv")).toHaveLength(3000);
  for (const [name, content] of files) expect(content.toString(), name).not.toContain("meanwhile");
});

test("who goes away in the middle holds no connection", async () => {
  const tenant = await buildTenant(admin, {});
  await buildParts(admin, tenant, 3000, {});
  const cookie = await signIn(tenant.members.owner.email);
  const standing = async (): Promise<number> =>
    (
      await admin.query<{ n: number }>(
        // Between two of its statements or in one: a transaction stands open either way.
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()",
      )
    ).rows[0]?.n ?? -1;
  const answer = await tenantExport(ask("/api/files/export", cookie), storage);
  const reader = answer.body?.getReader();
  await reader?.read();
  expect(await standing()).toBe(1);
  await reader?.cancel();
  await expect.poll(standing).toBe(0);
});

test("however many rows it has, an export takes no more than 100 MB more", { timeout: 900_000 }, async () => {
  breaksInvariants("The movements are written for their number alone.");
  const rows = rounds(100_000, 1_000_000);
  const workshopWith = async (many: number): Promise<string> => {
    const tenant = await buildTenant(admin, {});
    const part = await buildPart(admin, tenant, {});
    await admin.query(
      `insert into stock_movement (tenant_id, id, branch_id, part_id, kind, on_hand_change, reserved_change, on_hand_after, reserved_after, reason, actor_name, at)
       select $1, uuidv7(), $2, $3, 'ADJUST', 1, 0, n, 0, 'Counted again, and found one more behind the shelf', 'Sam', now() from generate_series(1, $4::int) n`,
      [tenant.tenantId, tenant.branchId, part.partId, many],
    );
    return signIn(tenant.members.owner.email);
  };
  const cookies = [await workshopWith(20_000), await workshopWith(rows)];
  await admin.query("analyze stock_movement");
  const worker = fork(join(import.meta.dirname, "export-worker.ts"), [JSON.stringify({ cookies })], {
    execArgv: ["--disable-warning=ExperimentalWarning", "--disable-warning=DeprecationWarning"],
    // As the web server runs.
    env: { ...process.env, ...memoryLimits({ ...process.env, NODE_OPTIONS: "" }) },
  });
  const [[told]] = await Promise.all([once(worker, "message"), once(worker, "exit")]);
  const { sent, most } = z.object({ sent: z.number(), most: z.number() }).parse(told);
  console.log(`An export of ${rows} movements: ${sent} bytes sent, ${(most / 1e6).toFixed(0)} MB more at most`);
  expect(sent).toBeGreaterThan(rows * 10);
  expect(most).toBeLessThanOrEqual(100_000_000);
});
