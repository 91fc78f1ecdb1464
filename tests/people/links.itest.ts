import { afterAll, expect, test } from "vitest";
import { movingLinks, stayingLinks } from "#/server/repositories/customer-links.ts";
import { adminPool } from "../harness/world.ts";

const admin = adminPool();
afterAll(() => admin.end());

test("of every column that names a customer it is decided whether it goes along when two become one", async () => {
  const { rows } = await admin.query<{ link: string }>(`
    select format('%s.%s', t.relname, a.attname) as link
      from pg_constraint k join pg_class t on t.oid = k.conrelid
      join pg_attribute a on a.attrelid = t.oid and a.attnum = any(k.conkey) and a.attname <> 'tenant_id'
     where k.contype = 'f' and k.confrelid = 'customer'::regclass order by 1`);
  const decided = [...Object.values(movingLinks).map(([table, column]) => `${table}.${column}`), ...stayingLinks];
  expect(rows.map(({ link }) => link)).toEqual(decided.sort());
});
