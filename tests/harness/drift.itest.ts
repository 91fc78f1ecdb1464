import path from "node:path";
import { expect, test } from "vitest";
import { withClient } from "../../scripts/lib/database.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { readSchema, schemaAsSql } from "../../scripts/lib/schema-engine.ts";
import { readCatalog } from "./catalog.ts";
import { cloneDatabase } from "./db.ts";

type Schema = ReturnType<typeof readSchema>;

const schema = readSchema(path.join(root, "prisma/schema"));

async function difference(files: Schema): Promise<{ onlyInSchema: string[]; onlyInMigrations: string[] }> {
  const migrated = await withClient(process.env.DATABASE_ADMIN_URL ?? "", readCatalog);
  const empty = await cloneDatabase(undefined, "template0");
  try {
    const sql = await schemaAsSql(empty.adminUrl, files);
    const said = await withClient(empty.adminUrl, async (client) => {
      await client.query(sql);
      return readCatalog(client);
    });
    return {
      onlyInSchema: [...said].filter((fact) => !migrated.has(fact)),
      onlyInMigrations: [...migrated].filter((fact) => !said.has(fact)),
    };
  } finally {
    await empty.drop();
  }
}

const altered = (pattern: RegExp, replacement: string): Schema => {
  const files = schema.map((file) => ({ ...file, content: file.content.replace(pattern, replacement) }));
  expect(files).not.toEqual(schema);
  return files;
};

test("the migrations and Prisma's schema say the same", async () => {
  expect(await difference(schema)).toEqual({ onlyInSchema: [], onlyInMigrations: [] });
});

test("a column without its migration is seen", async () => {
  const { onlyInSchema } = await difference(altered(/model Tenant \{/, "model Tenant {\n  motto String?\n"));
  expect(onlyInSchema).toEqual(["columns: tenant.motto text"]);
});

test("a forgotten index and a forgotten NOT NULL are seen from the migrations' side", async () => {
  const index = /^ +@@index\(.*\n/m;
  const { onlyInMigrations } = await difference(altered(index, ""));
  expect(onlyInMigrations.length).toBeGreaterThan(0);
  expect(onlyInMigrations.every((fact) => fact.startsWith("indexes: "))).toBe(true);
});
