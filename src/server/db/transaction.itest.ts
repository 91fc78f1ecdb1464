import { afterAll, afterEach, describe, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { buildPart, buildTenant } from "../../../prisma/seed/builders.ts";
import { commitCutter } from "../../../tests/harness/proxy.ts";
import { adminPool, contextOf } from "../../../tests/harness/world.ts";

const cutter = await commitCutter(process.env.DATABASE_URL ?? "");
process.env.DATABASE_URL = cutter.url;
const { closeDatabase } = await import("#/server/db/client.ts");
const { sqlStateOf } = await import("#/server/db/failures.ts");
const { executeInTransaction } = await import("#/server/db/transaction.ts");
const { armCrashPoints } = await import("#/server/db/crash-points.ts");
type Tx = import("#/server/db/transaction.ts").Tx;

const admin = adminPool();
afterEach(() => armCrashPoints(undefined));
afterAll(async () => {
  await closeDatabase();
  cutter.close();
  await admin.end();
});

const renameCustomer = (tx: Tx, id: string, name: string) =>
  tx.client.customer.updateMany({ where: { id }, data: { name } });

const addCustomers = async (tenantId: string, count: number): Promise<string[]> => {
  const ids = Array.from({ length: count }, () => uuidv7());
  await admin.query("insert into customer (tenant_id, id, name) select $1, unnest($2::uuid[]), 'Nobody'", [
    tenantId,
    ids,
  ]);
  return ids;
};
const runsOf = async (tenantId: string) =>
  (
    await admin.query(
      "select name, state, error_code, error_message from orchestration_run where tenant_id = $1 order by started_at",
      [tenantId],
    )
  ).rows;
const nameOf = async (id: string) => (await admin.query("select name from customer where id = $1", [id])).rows[0].name;

/** Resolves when `count` callers have arrived. */
const barrier = (count: number) => {
  let arrived = 0;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived >= count) open();
    return all;
  };
};

describe("a real deadlock", () => {
  const ways = {
    "by model calls": (tx: Tx, id: string) => renameCustomer(tx, id, "Locked"),
    "by raw SQL": (tx: Tx, id: string) =>
      tx.client.$queryRaw`select id from customer where id = ${id}::uuid for update`,
  };

  it.each(Object.entries(ways))("%s is recognised", async (_, lock) => {
    const tenant = await buildTenant(admin, {});
    const [a = "", b = ""] = await addCustomers(tenant.tenantId, 2);
    const meet = barrier(2);
    const victims: (string | null)[] = [];
    const cross = (first: string, second: string) =>
      executeInTransaction(contextOf(tenant), "test.cross", async (tx) => {
        await lock(tx, first);
        await meet();
        await lock(tx, second).catch((error: unknown) => {
          victims.push(sqlStateOf(error));
          throw error;
        });
      });
    // The victim is tried again, so both commands come to an end.
    await expect(Promise.all([cross(a, b), cross(b, a)])).resolves.toBeDefined();
    expect((await runsOf(tenant.tenantId)).map(({ state }) => state)).toEqual(["COMPLETED", "COMPLETED"]);
    expect(victims).toContain("40P01");
  });
});

describe("the server's limits", () => {
  const ways = {
    "a statement that takes too long": { limit: "set local statement_timeout = 50", code: "BUSY" },
    "a transaction that takes too long, whose session the server ends": {
      limit: "set local transaction_timeout = 0; set local transaction_timeout = 50",
      code: "BUSY",
    },
  };
  it.each(Object.entries(ways))("end %s, and nothing of it stays", async (_, { limit, code }) => {
    const tenant = await buildTenant(admin, {});
    const [id = ""] = await addCustomers(tenant.tenantId, 1);
    const work = executeInTransaction(contextOf(tenant), "test.slow", async (tx) => {
      await renameCustomer(tx, id, "Torn");
      for (const setting of limit.split("; ")) await tx.client.$executeRawUnsafe(setting);
      await tx.client.$queryRaw`select pg_sleep(2)::text`;
    });
    await expect(work).rejects.toMatchObject({ code });
    expect(await nameOf(id)).toBe("Nobody");
    expect(await runsOf(tenant.tenantId)).toMatchObject([{ state: "FAILED", error_code: code }]);
  });

  it("leave a pool that works", async () => {
    const tenant = await buildTenant(admin, {});
    await expect(
      executeInTransaction(contextOf(tenant), "test.after", async (tx) => tx.client.customer.count()),
    ).resolves.toBe(0);
  });
});

describe("a connection lost at COMMIT", () => {
  it("before it arrived: nothing was done, and the run says FAILED", async () => {
    const tenant = await buildTenant(admin, {});
    const [id = ""] = await addCustomers(tenant.tenantId, 1);
    const work = executeInTransaction(contextOf(tenant), "test.cut", async (tx) => {
      await renameCustomer(tx, id, "Torn");
      cutter.wire.mode = "cut-before-commit";
    });
    await expect(work).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await nameOf(id)).toBe("Nobody");
    expect(await runsOf(tenant.tenantId)).toMatchObject([{ state: "FAILED", error_code: "UNAVAILABLE" }]);
  });

  it("after it arrived: the run's row is the receipt, so the caller gets the result and nothing is done twice", async () => {
    const tenant = await buildTenant(admin, {});
    const [id = ""] = await addCustomers(tenant.tenantId, 1);
    let attempts = 0;
    const work = executeInTransaction(contextOf(tenant), "test.lost", async (tx) => {
      attempts += 1;
      await renameCustomer(tx, id, "Done");
      cutter.wire.mode = "lose-commit-answer";
      return "the result";
    });
    const cuts = cutter.wire.cuts;
    await expect(work).resolves.toBe("the result");
    expect(cutter.wire.cuts).toBe(cuts + 1);
    expect(attempts).toBe(1);
    expect(await nameOf(id)).toBe("Done");
    expect(await runsOf(tenant.tenantId)).toMatchObject([{ state: "COMPLETED" }]);
  });

  it("killed by the administrator just before: nothing was done", async () => {
    const tenant = await buildTenant(admin, {});
    const [id = ""] = await addCustomers(tenant.tenantId, 1);
    let backend = 0;
    armCrashPoints(async (point) => {
      if (point === "test.killed/commit:before") await admin.query("select pg_terminate_backend($1, 5000)", [backend]);
    });
    const work = executeInTransaction(contextOf(tenant), "test.killed", async (tx) => {
      const [row] = await tx.client.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`;
      backend = row?.pid ?? 0;
      await renameCustomer(tx, id, "Torn");
    });
    await expect(work).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await nameOf(id)).toBe("Nobody");
  });
});

describe("a command", () => {
  it("names what it did and what failed", async () => {
    const tenant = await buildTenant(admin, {});
    await buildPart(admin, tenant, { onHand: "1" });
    const work = executeInTransaction(contextOf(tenant), "test.steps", async (tx) => {
      await tx.step(
        "first",
        async () => 1,
        (result) => ({ text: `made ${result}` }),
      );
      await tx.step("second", () => Promise.reject(new Error("no")));
    });
    await expect(work).rejects.toMatchObject({ code: "INTERNAL" });
    const { rows } = await admin.query(
      "select name, state, payload from orchestration_step where tenant_id = $1 order by position",
      [tenant.tenantId],
    );
    expect(rows).toMatchObject([
      { name: "first", state: "DONE", payload: { text: "made 1" } },
      { name: "second", state: "FAILED" },
    ]);
  });
});
