import { afterAll, expect, test } from "vitest";
import { movingLinks, stayingLinks } from "#/server/repositories/customer-links.ts";
import type { Link } from "#/server/repositories/links.ts";
import { movingVehicleLinks, stayingVehicleLinks } from "#/server/repositories/vehicle-links.ts";
import { adminPool } from "../harness/world.ts";

const admin = adminPool();
afterAll(() => admin.end());

const linksTo = async (noun: "customer" | "vehicle"): Promise<string[]> => {
  const { rows } = await admin.query<{ link: string }>(
    `select format('%s.%s', t.relname, a.attname) as link
       from pg_constraint k join pg_class t on t.oid = k.conrelid
       join pg_attribute a on a.attrelid = t.oid and a.attnum = any(k.conkey) and a.attname <> 'tenant_id'
      where k.contype = 'f' and k.confrelid = $1::regclass order by 1`,
    [noun],
  );
  return rows.map(({ link }) => link);
};
const decided = (moving: Readonly<Record<string, Link>>, staying: readonly string[]): string[] =>
  [...Object.values(moving).map(([table, column]) => `${table}.${column}`), ...staying].sort();

test("of every column that names a customer it is decided whether it goes along when two become one", async () => {
  expect(await linksTo("customer")).toEqual(decided(movingLinks, stayingLinks));
});

test("and of every column that names a vehicle", async () => {
  expect(await linksTo("vehicle")).toEqual(decided(movingVehicleLinks, stayingVehicleLinks));
});
