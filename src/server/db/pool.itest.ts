import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { PrismaClient } from "#/generated/prisma/client.ts";
import { makePool } from "#/server/db/pool.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { buildTenant } from "../../../prisma/seed/builders.ts";
import { rounds } from "../../../tests/harness/rounds.ts";
import { adminPool } from "../../../tests/harness/world.ts";

const admin = adminPool();
const url = process.env.DATABASE_URL ?? "";
const guarded = makePool(url, 4);
afterAll(async () => {
  await guarded.end();
  await admin.end();
});

const lateMs = 250;

/** Prisma over a pool whose statements about a customer called LATE are handed over late, as on a busy process. */
const slowPrisma = (pool: pg.Pool) => {
  const late: Promise<unknown>[] = [];
  const adapter = new PrismaPg(pool, {
    statementNameGenerator: ({ sql }) => createHash("sha1").update(sql).digest("base64url"),
  });
  const delaying = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key, object);
        if (typeof value !== "function") return value;
        if (!["connect", "startTransaction", "queryRaw", "executeRaw"].includes(String(key))) return value.bind(object);
        return async (...args: unknown[]) => {
          const isLate = JSON.stringify(args).includes("LATE");
          const handedOver = (isLate ? pause(lateMs) : Promise.resolve()).then(() =>
            Reflect.apply(value, object, args),
          );
          if (isLate) late.push(handedOver);
          const result: unknown = await handedOver;
          return key === "connect" || key === "startTransaction" ? delaying(Object(result)) : result;
        };
      },
    });
  return { prisma: new PrismaClient({ adapter: delaying(adapter) }), late };
};

/** One transaction that Prisma's own timer ends while its second statement is still on its way. */
const endedEarly = (prisma: PrismaClient, tenantId: string): Promise<string> => {
  const add = (name: string) => ({ data: { tenantId, id: uuidv7(), name, addressLines: [] } });
  const work = prisma.$transaction(
    async (tx) => {
      await tx.customer.create(add("FIRST"));
      await tx.customer.create(add("LATE"));
    },
    { timeout: lateMs / 2, maxWait: 60_000 },
  );
  return work.then(
    () => "committed",
    () => "failed",
  );
};

/** The rows that such transactions leave, once the last late statement has arrived. */
const leftovers = async (
  pool: pg.Pool,
  tenantId: string,
  { many, together }: { many: number; together: number },
): Promise<number> => {
  const { prisma, late } = slowPrisma(pool);
  for (let done = 0; done < many; done += together) {
    const ends = await Promise.all(
      Array.from({ length: together }, () => runInTenant(tenantId, () => endedEarly(prisma, tenantId))),
    );
    expect(new Set(ends)).toEqual(new Set(["failed"]));
    await Promise.allSettled(late);
  }
  // On a busy machine a few end before their second statement was even sent.
  expect(late.length).toBeGreaterThan(many / 2);
  const { rows } = await admin.query<{ n: number }>("select count(*)::int as n from customer where tenant_id = $1", [
    tenantId,
  ]);
  return rows[0]?.n ?? -1;
};

describe("a statement that arrives after its transaction has ended", () => {
  it("leaves nothing behind", { timeout: 60_000 }, async () => {
    const { tenantId } = await buildTenant(admin, {});
    expect(await leftovers(guarded, tenantId, { many: rounds(50, 1000), together: 10 })).toBe(0);
  });

  it("would leave rows without the guard", { timeout: 60_000 }, async () => {
    const { tenantId } = await buildTenant(admin, {});
    const bare = new pg.Pool({ connectionString: url, max: 4, options: `-c app.tenant_id=${tenantId}` });
    expect(await leftovers(bare, tenantId, { many: 3, together: 1 })).toBeGreaterThan(0);
    await bare.end();
  });

  it("is refused while another uses the connection", async () => {
    const { tenantId } = await buildTenant(admin, {});
    await runInTenant(tenantId, async () => {
      const single = makePool(url, 1);
      const stale = await single.connect();
      await stale.query("BEGIN");
      await stale.query("ROLLBACK");
      await expect(stale.query("select 1")).rejects.toThrow("too late");
      stale.release();
      const next = await single.connect();
      await next.query("BEGIN");
      await expect(stale.query("select 1")).rejects.toThrow("too late");
      expect((await next.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
      await next.query("COMMIT");
      next.release();
      await single.end();
    });
  });
});

describe("a connection", () => {
  it("without a tenant said is an error, not an empty answer", async () => {
    await expect(guarded.query("select 1")).rejects.toThrow("without a tenant");
  });

  it("carries the tenant of whoever checks it out", async () => {
    const tenants = Array.from({ length: 37 }, () => uuidv7());
    const wrong = await Promise.all(
      Array.from({ length: 2000 }, async (_, index) => {
        const tenant = tenants[index % tenants.length] ?? "";
        const { rows } = await runInTenant(tenant, () =>
          guarded.query<{ t: string }>("select current_setting('app.tenant_id') as t"),
        );
        return rows[0]?.t !== tenant;
      }),
    );
    expect(wrong.filter(Boolean)).toHaveLength(0);
  });
});

it("a session that the server ends while its connection is held fails the next statement, and not the process", async () => {
  const tenant = await buildTenant(admin, {});
  const client = await runInTenant(tenant.tenantId, () => guarded.connect());
  await client.query("BEGIN");
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const gone = new Promise((resolve) => client.once("end", resolve));
  await admin.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
  await gone;
  await expect(client.query("select 1")).rejects.toThrow();
  client.release();
  await expect(runInTenant(tenant.tenantId, () => guarded.query("select 1"))).resolves.toMatchObject({ rowCount: 1 });
});
