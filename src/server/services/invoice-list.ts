import type { ListInvoices } from "#/domain/invoice-list.ts";
import type { Db } from "#/server/db/transaction.ts";
import { names } from "#/server/repositories/customer-names.ts";
import * as invoices from "#/server/repositories/invoice-list.ts";

const rowsPerPage = 50;

/** A page of invoices, and where the next begins. */
export const list = async (db: Db, asked: ListInvoices) => {
  const [found, known] = await Promise.all([
    invoices.list(db, asked, rowsPerPage + 1),
    asked.customerId === null ? new Map<string, string>() : names(db, [asked.customerId]),
  ]);
  const rows = found.slice(0, rowsPerPage).map(({ customerId, customerName, totalMinor, dueMinor, ...row }) => ({
    ...row,
    customer: { id: customerId, name: customerName },
    totalMinor: Number(totalMinor),
    dueMinor: Number(dueMinor),
  }));
  const last = rows.at(-1);
  return {
    rows,
    next: found.length > rowsPerPage && last ? { at: last.issuedAt, id: last.id } : null,
    customerName: asked.customerId === null ? null : (known.get(asked.customerId) ?? "not here"),
  };
};

export const owed = invoices.owed;
