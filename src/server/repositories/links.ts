import { Prisma } from "#/generated/prisma/client.ts";
import type { Tx } from "#/server/db/transaction.ts";

/** Table and column of rows that name a record: they go along when two records become one. */
export type Link = readonly [table: string, column: string];

const named = ([table, column]: Link) => ({ table: Prisma.raw(table), column: Prisma.raw(column) });

/** Gives all rows of one kind to another record, in one statement. @returns their ids */
export const moveAll = async (tx: Tx, link: Link, from: string, to: string): Promise<string[]> => {
  const { table, column } = named(link);
  const rows = await tx.client.$queryRaw<{ id: string }[]>`
    update ${table} set ${column} = ${to}::uuid where tenant_id = ${tx.tenantId}::uuid and ${column} = ${from}::uuid returning id`;
  return rows.map(({ id }) => id);
};

/** Gives these rows back. @returns how many there were to give */
export const moveBack = (tx: Tx, link: Link, ids: readonly string[], from: string, to: string): Promise<number> => {
  const { table, column } = named(link);
  return tx.client.$executeRaw`
    update ${table} set ${column} = ${to}::uuid
     where tenant_id = ${tx.tenantId}::uuid and id = any(${[...ids]}::uuid[]) and ${column} = ${from}::uuid`;
};
