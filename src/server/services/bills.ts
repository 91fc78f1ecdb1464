import { notFound } from "#/domain/errors.ts";
import { publicLogoOf } from "#/domain/logo.ts";
import type { BillView } from "#/domain/pay.ts";
import { formatPhone } from "#/domain/phone.ts";
import { linkToken } from "#/server/db/link-token.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as invoices from "#/server/repositories/invoices.ts";
import * as links from "#/server/repositories/link-tokens.ts";

/** The link by which a customer pays an invoice, and what they see of it: never more of the person than the first name. */

const dayMs = 86_400_000;
/** So long after it was last sent a link opens. */
const keptDays = 400;

/** Opens the link of an invoice, or keeps it open longer; gives its generation, null when it was ended. */
export const openLink = (tx: Tx, invoiceId: string): Promise<number | null> =>
  links.openFirst(tx, "invoice", invoiceId, new Date(tx.now.getTime() + keptDays * dayMs));

/**
 * The link that an invoice's paper leads to: the one it has, or one opened while something is due; null where neither is.
 * Read in the transaction that opens it, so that two who draw the paper at once draw the same.
 */
export const openForPaper = async (tx: Tx, invoiceId: string): Promise<number | null> =>
  (await links.openOf(tx, "invoice", invoiceId)) ??
  ((await invoices.owedOn(tx, invoiceId)) > 0 ? openLink(tx, invoiceId) : null);

/** The address by which its customer pays an invoice: the link is there from when its invoice was mailed or printed. @throws NOT_FOUND */
export const payPath = async (db: Db, invoiceId: string): Promise<{ path: string }> => {
  const generation = await links.openOf(db, "invoice", invoiceId);
  if (generation === null) throw notFound("The link of this invoice");
  return { path: `/pay/${linkToken("invoice", invoiceId, generation)}` };
};

export type FoundBill = { readonly invoiceId: string; readonly open: boolean };

/** What a link's row leads to; null when it is another kind's. */
export const find = async (db: Db, linkId: string, now: Date): Promise<FoundBill | null> => {
  const link = await links.load(db, linkId);
  if (link === null || link.purpose !== "invoice") return null;
  return { invoiceId: link.subjectId, open: link.endedAt === null && link.expiresAt > now };
};

/** @throws NOT_FOUND */
export const view = async (db: Db, invoiceId: string): Promise<Omit<BillView, "gateway">> => {
  const [invoice, place] = await Promise.all([invoices.load(db, invoiceId), invoices.place(db, invoiceId)]);
  if (place === null) throw notFound("This invoice");
  const { tenant, branch } = place;
  return {
    tenantName: tenant.name,
    tenantSlug: tenant.slug,
    brandColour: tenant.brandColour,
    logo: publicLogoOf(db.tenantId, tenant.logo),
    branch: {
      name: branch.name,
      phone: branch.phone,
      phoneShown: branch.phone === null ? null : formatPhone(branch.phone, branch.country),
      zone: branch.zone,
    },
    number: invoice.number,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    currency: invoice.currency,
    locale: branch.locale,
    firstName: invoice.parties.customer.name.trim().split(/\s+/)[0] ?? "",
    vehicle: { plate: invoice.parties.vehicle.plate, description: invoice.parties.vehicle.description },
    totalMinor: invoice.totalMinor,
    paidMinor: invoice.paidMinor,
    creditedMinor: invoice.creditedMinor,
    dueMinor: invoice.dueMinor,
    roomMinor: Math.max(0, invoice.dueMinor - invoice.pendingMinor),
    pendingMinor: invoice.pendingMinor,
    payments: invoice.payments.map(({ id, method, state, amountMinor, failure, receivedAt, createdAt }) => ({
      id,
      method,
      state,
      amountMinor,
      failure,
      at: receivedAt ?? createdAt,
    })),
  };
};
