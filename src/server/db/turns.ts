import { createHash } from "node:crypto";
import type { Tx } from "#/server/db/transaction.ts";

/** A number of 64 bits that stands for a name, as an advisory lock wants it. */
const numberOf = (tenantId: string, name: string): bigint =>
  createHash("sha256").update(`${tenantId} ${name}`).digest().readBigInt64BE();

/**
 * Waits until nobody else of the tenant works on any of these, to the commit: for what has no row yet that could be
 * locked. All at once, and in one order, so that two who want the same never wait for each other.
 */
export const takeTurns = async (tx: Tx, names: readonly string[]): Promise<void> => {
  const keys = [...new Set(names.map((name) => numberOf(tx.tenantId, name)))].sort((one, other) =>
    one < other ? -1 : 1,
  );
  await tx.client.$queryRaw`select pg_advisory_xact_lock(k)::text from unnest(${keys}::bigint[]) as k`;
};
