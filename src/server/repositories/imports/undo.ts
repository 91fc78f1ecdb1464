import type { Tx } from "#/server/db/transaction.ts";

// The application deletes none of these: two functions of a role that can, and that go by the import's own rows.

/** Removes records that an import, being undone, has made; returns those that are gone. */
export const removeImported = async (tx: Tx, importId: string, ids: readonly string[]): Promise<Set<string>> => {
  const rows = await tx.client.$queryRaw<{ id: string }[]>`
    select id from undo.remove_imported(${importId}::uuid, ${[...ids]}::uuid[]) as id`;
  return new Set(rows.map(({ id }) => id));
};

/** Takes back the opening quantities that an import, being undone, gave to parts of before; returns the parts. */
export const removeOpening = async (tx: Tx, importId: string, ids: readonly string[]): Promise<Set<string>> => {
  const rows = await tx.client.$queryRaw<{ id: string }[]>`
    select id from undo.remove_opening(${importId}::uuid, ${[...ids]}::uuid[]) as id`;
  return new Set(rows.map(({ id }) => id));
};
