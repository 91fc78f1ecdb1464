import { troubled } from "#/domain/import.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as imports from "#/server/repositories/imports/imports.ts";

const rowsAtOnce = 1000;

/** The rows that were not done as the file wished, page after page. @throws NOT_FOUND */
export const troubledRows = async (db: Db, importId: string) => {
  const { fileName, header } = await imports.load(db, importId);
  const pages = async (from: number) => {
    const rows = await imports.rows(db, importId, { states: troubled, after: from, limit: rowsAtOnce });
    return { rows, after: rows.length === rowsAtOnce ? (rows.at(-1)?.rowNumber ?? null) : null };
  };
  return { fileName, header, pages };
};
