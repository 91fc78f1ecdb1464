import { join } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "#/server/db/client.ts";
import { createFileStorage } from "#/server/gateways/storage.ts";
import { customerExport, tenantExport } from "#/server/http/export-files.ts";
import { readCsv } from "#/server/services/imports/read-file.ts";
import { buildCustomerWithVehicle, buildJobCard, buildParts, buildTenant } from "../../prisma/seed/builders.ts";
import { signIn, testOrigin } from "../harness/people.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";

const admin = adminPool();
const storage = createFileStorage(join(process.env.DATA_DIR ?? "", "files"));
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

/** The files of a ZIP by its directory, each against its sum (APPNOTE 4.3.12). */
const unpack = (zip: Buffer): Map<string, Buffer> => {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [packed, name, extra, comment, start] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
      zip.readUInt32LE(at + 42),
    ];
    const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const content = inflateRawSync(zip.subarray(data, data + packed));
    expect(crc32(content)).toBe(zip.readUInt32LE(at + 16));
    files.set(zip.toString("utf8", at + 46, at + 46 + name), content);
    at += 46 + name + extra + comment;
  }
  return files;
};

const ask = (path: string, cookie: string) =>
  new Request(`${testOrigin}${path}`, { headers: { host: "localhost:3000", cookie } });
const filesIn = async (response: Response) => {
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/zip"]);
  return unpack(Buffer.from(await response.arrayBuffer()));
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
