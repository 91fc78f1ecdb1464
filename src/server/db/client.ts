import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "#/env.ts";
import { PrismaClient } from "#/generated/prisma/client.ts";
import { makePool, type TenantPool } from "#/server/db/pool.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";

const refuseFindUnique = (): never => {
  throw new Error("findUnique of one tick is merged across tenants by Prisma: use findFirst.");
};

// Hashing a long statement costs about as much as sending it, and the same few hundred come again and again.
const names = new Map<string, string>();
const namesKept = 2000;

const nameOf = (sql: string): string => {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = createHash("sha1").update(sql).digest("base64url");
  if (names.size >= namesKept) names.clear();
  names.set(sql, name);
  return name;
};

const connect = (pool: TenantPool) => {
  const adapter = new PrismaPg(pool, {
    // Prepared once for each connection; the name is the statement's own hash.
    statementNameGenerator: ({ sql }) => nameOf(sql),
  });
  const base = new PrismaClient({ adapter, transactionOptions: { timeout: 120_000, maxWait: 10_000 } });
  return {
    /** For rows of a tenant: only inside `runInTenant`. */
    prisma: base.$extends({
      model: { $allModels: { findUnique: refuseFindUnique, findUniqueOrThrow: refuseFindUnique } },
    }),
    /** For tables that belong to no tenant (Better Auth's) and for the look-ups. */
    platform: base.$extends({
      query: { $allOperations: ({ args, query }) => runOutsideTenants(async () => await query(args)) },
    }),
  };
};

type Connected = { readonly pool: TenantPool } & ReturnType<typeof connect>;

declare global {
  var pitlaneDatabase: Connected | undefined;
}

const open = (): Connected => {
  const pool = makePool(env.DATABASE_URL, env.DATABASE_POOL_SIZE);
  return { pool, ...connect(pool) };
};

// One pool for each process, however often the bundler loads this module.
globalThis.pitlaneDatabase ??= open();

export const { pool, prisma, platform } = globalThis.pitlaneDatabase;
export type TenantPrisma = typeof prisma;

/** Ends the pool: for scripts and tests, which would otherwise hang on idle connections. */
export const closeDatabase = async (): Promise<void> => {
  await prisma.$disconnect();
  await pool.end();
  globalThis.pitlaneDatabase = undefined;
};
