import { byteOrderMark, csvLine } from "#/domain/csv.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as exports from "#/server/repositories/exports.ts";

const rowsAtOnce = 1000;

/** Reads as the tenant: what streams is read in the scope of whoever pulls. */
export type Read = <Result>(work: (db: Db) => Promise<Result>) => Promise<Result>;

export type ExportedFile = { readonly name: string; readonly parts: () => AsyncGenerator<string> };

/**
 * The files of an export, one for each noun, of the whole tenant or of one customer. Each is written while it is read,
 * a page at a time along its key, so memory does not grow with it; each is as of the moment in which it is read.
 */
export const filesOf = (read: Read, customerId: string | null): ExportedFile[] =>
  exports.exported
    .filter(({ ofCustomer }) => customerId === null || ofCustomer !== undefined)
    .map((each) => ({
      name: `${each.file}.csv`,
      parts: async function* () {
        const columns = await read((db) => exports.columnsOf(db, each, customerId !== null));
        yield byteOrderMark + csvLine(columns);
        let after: exports.ExportedRow | null = null;
        for (;;) {
          const from: exports.ExportedRow | null = after;
          const rows: exports.ExportedRow[] = await read((db) =>
            exports.rowsAfter(db, each, customerId, from, rowsAtOnce),
          );
          yield rows.map((row) => csvLine(columns.map((name) => cellOf(row[name])))).join("");
          after = rows.at(-1) ?? null;
          if (rows.length < rowsAtOnce) return;
        }
      },
    }));

const cellOf = (value: unknown) =>
  value === null ||
  value === undefined ||
  typeof value === "string" ||
  typeof value === "number" ||
  typeof value === "boolean"
    ? value
    : JSON.stringify(value);

/** Invoices whose PDF is kept: their number and where it is. */
export const invoicePdfs = async (db: Db, customerId: string | null) =>
  (await exports.storedInvoices(db, customerId)).map(({ invoice, ...file }) => ({ number: invoice.number, ...file }));
