import { shownContact } from "#/domain/contact.ts";
import { type CustomerRow, type CustomerView, undoDays, visitsShown } from "#/domain/customer.ts";
import { formatPhone } from "#/domain/phone.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as consents from "#/server/repositories/consents.ts";
import * as lists from "#/server/repositories/customer-lists.ts";
import * as merges from "#/server/repositories/customer-merges.ts";
import * as customers from "#/server/repositories/customers.ts";
import * as invoices from "#/server/repositories/invoices.ts";

const customersPerPage = 50;

/** The first few customers that match, for choosing one while typing; none for under two characters. */
export const search = async (db: Db, fragment: string) => (fragment.length < 2 ? [] : lists.choices(db, fragment, 8));

type ListCustomers = { readonly search: string; readonly show: "active" | "archived"; readonly after: string | null };

/** A page of customers by name. */
export const list = async (
  db: Db,
  { search: fragment, show, after }: ListCustomers,
): Promise<{ customers: CustomerRow[]; next: string | null; zone: string }> => {
  const [rows, { branch }] = await Promise.all([
    lists.page(db, { search: fragment, show, after: rowAfter(after), limit: customersPerPage + 1 }),
    branches.home(db),
  ]);
  const shown = rows.slice(0, customersPerPage);
  const last = rows.length > customersPerPage ? shown.at(-1) : undefined;
  return {
    customers: shown.map(({ nameKey: _, ...row }) => ({ ...row, phoneShown: phoneShown(row.phone, branch.country) })),
    next: last === undefined ? null : `${last.id}${last.nameKey}`,
    zone: branch.zone,
  };
};

/** A cursor is the id and the name of the last row; one that nobody gave begins at the beginning. */
const rowAfter = (after: string | null) => {
  const match = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})([^\0]*)$/s.exec(after ?? "");
  return match?.[1] === undefined || match[2] === undefined ? null : { id: match[1], nameKey: match[2] };
};

const phoneShown = (phone: string | null, country: string) => (phone === null ? null : formatPhone(phone, country));

/** A customer as the desk needs them at the phone: how to reach them, their cars, visits, and what they owe. @throws NOT_FOUND */
export const byId = async (db: Db, customerId: string): Promise<CustomerView> => {
  const family = await customers.family(db, customerId);
  const [customer, issued, owed, said, merged, { branch }] = await Promise.all([
    customers.load(db, customerId, visitsShown + 1),
    invoices.ofCustomer(db, family, visitsShown + 1),
    invoices.owedBy(db, family),
    consents.of(db, family),
    merges.standingOf(db, customerId),
    branches.home(db),
  ]);
  const { id, version, name, email, phone, addressLines, note, archivedAt, archivedReason, mergedInto } = customer;
  const asShown = (contact: customers.Contact) => shownContact(contact, branch.country);
  return {
    id,
    version,
    name,
    email,
    phone,
    phoneShown: phoneShown(phone, branch.country),
    emails: customer.values.emails.map(asShown),
    phones: customer.values.phones.map(asShown),
    addressLines,
    note,
    since: customer.createdAt,
    archivedAt,
    archivedReason,
    mergedInto,
    merges: merged.map((merge) => ({
      ...merge,
      undoableUntil: new Date(merge.mergedAt.getTime() + undoDays * 86_400_000),
    })),
    consents: said,
    zone: branch.zone,
    locale: branch.locale,
    vehicles: customer.vehicles,
    formerVehicles: customer.formerVehicles,
    jobCards: customer.jobCards.slice(0, visitsShown),
    moreJobCards: customer.jobCards.length > visitsShown,
    invoices: issued.slice(0, visitsShown),
    moreInvoices: issued.length > visitsShown,
    owed,
  };
};
