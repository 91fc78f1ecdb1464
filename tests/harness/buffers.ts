import type pg from "pg";
import { pool } from "#/server/db/client.ts";
import { runInTenant, runOutsideTenants } from "#/server/db/tenant.ts";

/**
 * Connections tell what they read a second after a commit at the earliest: each is asked for it, at the end of this one.
 * As many questions at once as the pool has connections take one each; work outside tenants has connections of its own.
 */
const tellNow = async (admin: pg.Pool, tenantId: string): Promise<void> => {
  const question = "select pg_stat_force_next_flush()";
  const everywhere = () => Promise.all(Array.from({ length: pool.totalCount }, () => pool.query(question)));
  await admin.query(question);
  await runInTenant(tenantId, everywhere);
  await runOutsideTenants(everywhere);
};

const readSoFar = async (admin: pg.Pool): Promise<number> => {
  const { rows } = await admin.query<{ buffers: string }>(
    "select blks_hit + blks_read as buffers from pg_stat_database where datname = current_database()",
  );
  return Number(rows[0]?.buffers);
};

const median = (counts: readonly number[]): number => {
  const sorted = [...counts].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const touchedBy = async (admin: pg.Pool, tenantId: string, work: () => Promise<unknown>): Promise<number> => {
  await tellNow(admin, tenantId);
  const before = await readSoFar(admin);
  await work();
  await tellNow(admin, tenantId);
  return (await readSoFar(admin)) - before;
};

/**
 * Buffers (pages of 8 kB, from memory or disk) that this database's server touches while `work` runs for one item of
 * the tenant: the median of the items, less what counting touches. A connection that a pool opens anew reads a
 * thousand pages of catalogue first, which a mean would spread over the items. Nothing else may use the database
 * meanwhile. Run each kind of work ten times before: plans settle.
 */
export const buffersEach = async <Item>(
  admin: pg.Pool,
  tenantId: string,
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<number> => {
  const idle: number[] = [];
  for (let i = 0; i < 7; i++) idle.push(await touchedBy(admin, tenantId, () => Promise.resolve()));
  const busy: number[] = [];
  for (const item of items) busy.push(await touchedBy(admin, tenantId, () => work(item)));
  return median(busy) - median(idle);
};
