import { byteOrderMark, csvLine } from "#/domain/csv.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as exports from "#/server/repositories/exports.ts";

const rowsAtOnce = 500;

export type ExportedFile = { readonly name: string; readonly parts: () => AsyncGenerator<string> };

/**
 * The files of an export, one for each noun: of the whole tenant as CSV, of one customer as JSON too, for another
 * program to read. Each is written while it is read, a page at a time along its key, so memory does not grow with it.
 */
export const filesOf = (db: Db, customerId: string | null): ExportedFile[] =>
  exports.exported
    .filter(({ ofCustomer }) => customerId === null || ofCustomer !== undefined)
    .flatMap((each) => {
      const csv = { name: `${each.file}.csv`, parts: () => csvOf(db, each, customerId) };
      return customerId === null
        ? [csv]
        : [csv, { name: `${each.file}.json`, parts: () => jsonOf(db, each, customerId) }];
    });

const csvOf = async function* (db: Db, table: exports.Exported, customerId: string | null): AsyncGenerator<string> {
  const columns = await exports.columnsOf(db, table, customerId !== null);
  yield byteOrderMark + csvLine(columns);
  for await (const rows of pagesOf(db, table, customerId))
    yield rows.map((row) => csvLine(columns.map((name) => cellOf(row[name])))).join("");
};

/** A list of records, one a line. */
const jsonOf = async function* (db: Db, table: exports.Exported, customerId: string): AsyncGenerator<string> {
  const columns = await exports.columnsOf(db, table, true);
  let between = "[\n";
  for await (const rows of pagesOf(db, table, customerId)) {
    const lines = rows.map((row) =>
      JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name] ?? null]))),
    );
    if (lines.length === 0) continue;
    yield between + lines.join(",\n");
    between = ",\n";
  }
  yield between === "[\n" ? "[]\n" : "\n]\n";
};

const pagesOf = async function* (
  db: Db,
  table: exports.Exported,
  customerId: string | null,
): AsyncGenerator<exports.ExportedRow[]> {
  let after: exports.ExportedRow | null = null;
  for (;;) {
    const rows: exports.ExportedRow[] = await exports.rowsAfter(db, table, customerId, after, rowsAtOnce);
    yield rows;
    after = rows.at(-1) ?? null;
    if (rows.length < rowsAtOnce) return;
  }
};

const cellOf = (value: unknown) =>
  value === null ||
  value === undefined ||
  typeof value === "string" ||
  typeof value === "number" ||
  typeof value === "boolean"
    ? value
    : JSON.stringify(value);

export type ExportedPdf = {
  /** Where it lies in the ZIP. */
  readonly folder: "invoices" | "credit-notes";
  readonly number: string;
  readonly storageKey: string;
  readonly sha256: string;
};

/** Invoices and credit notes whose PDF is kept: their number and where it is, a page at a time. */
export const paperPdfs = async function* (db: Db, customerId: string | null): AsyncGenerator<ExportedPdf> {
  yield* paged(
    (after) => exports.storedInvoices(db, customerId, after, rowsAtOnce),
    ({ invoiceId, invoice, storageKey, sha256 }) => ({
      id: invoiceId,
      pdf: { folder: "invoices", number: invoice.number, storageKey, sha256 },
    }),
  );
  yield* paged(
    (after) => exports.storedCreditNotes(db, customerId, after, rowsAtOnce),
    ({ creditNoteId, creditNote, storageKey, sha256 }) => ({
      id: creditNoteId,
      pdf: { folder: "credit-notes", number: creditNote.number, storageKey, sha256 },
    }),
  );
};

const paged = async function* <Row>(
  read: (after: string | null) => Promise<Row[]>,
  of: (row: Row) => { readonly id: string; readonly pdf: ExportedPdf },
): AsyncGenerator<ExportedPdf> {
  let after: string | null = null;
  for (;;) {
    const found: ReturnType<typeof of>[] = (await read(after)).map(of);
    yield* found.map(({ pdf }) => pdf);
    after = found.at(-1)?.id ?? null;
    if (found.length < rowsAtOnce) return;
  }
};
