import type { Db, Tx } from "#/server/db/transaction.ts";
import * as invoiceFiles from "#/server/repositories/invoice-files.ts";
import * as invoices from "#/server/repositories/invoices.ts";

export type InvoiceToDraw = invoices.InvoiceRow;
export type InvoiceFile = invoiceFiles.InvoiceFileRow;

/** All that an invoice's paper and e-mails say. @throws NOT_FOUND */
export const invoiceToDraw = (db: Db, invoiceId: string): Promise<InvoiceToDraw> => invoices.load(db, invoiceId);

/** The stored PDF, or null while it is not made yet. */
export const find = (db: Db, invoiceId: string): Promise<InvoiceFile | null> => invoiceFiles.find(db, invoiceId);

export const record = (tx: Tx, invoiceId: string, file: InvoiceFile): Promise<void> =>
  invoiceFiles.insert(tx, invoiceId, file);
