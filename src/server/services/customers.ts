import { type CustomerView, visitsShown } from "#/domain/customer.ts";
import { formatPhone } from "#/domain/phone.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as invoices from "#/server/repositories/invoices.ts";

/** The first few customers that match, for choosing one while typing; none for under two characters. */
export const search = async (db: Db, fragment: string) =>
  fragment.length < 2 ? [] : customers.search(db, fragment, 8);

/** A customer as the desk needs them at the phone: how to reach them, their cars, visits, and what they owe. @throws NOT_FOUND */
export const byId = async (db: Db, customerId: string): Promise<CustomerView> => {
  const [customer, issued, owed, { branch }] = await Promise.all([
    customers.load(db, customerId, visitsShown + 1),
    invoices.ofCustomer(db, customerId, visitsShown + 1),
    invoices.owedBy(db, customerId),
    branches.home(db),
  ]);
  const { id, name, email, phone, addressLines, archivedAt, vehicles, jobCards } = customer;
  return {
    id,
    name,
    email,
    phone,
    phoneShown: phone === null ? null : formatPhone(phone, branch.country),
    addressLines,
    since: customer.createdAt,
    archivedAt,
    zone: branch.zone,
    locale: branch.locale,
    vehicles,
    jobCards: jobCards.slice(0, visitsShown),
    moreJobCards: jobCards.length > visitsShown,
    invoices: issued.slice(0, visitsShown),
    moreInvoices: issued.length > visitsShown,
    owed,
  };
};
