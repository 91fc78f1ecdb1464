import type { Db } from "#/server/db/transaction.ts";

/** Payments and refunds as their messages and receipts tell them. */

const person = { id: true, name: true, email: true } as const;

const told = {
  id: true,
  state: true,
  method: true,
  amountMinor: true,
  currency: true,
  tenderedMinor: true,
  reference: true,
  receivedAt: true,
  createdAt: true,
  customer: { select: { ...person, addressLines: true, mergedInto: { select: { ...person, addressLines: true } } } },
  branch: {
    select: {
      name: true,
      zone: true,
      locale: true,
      country: true,
      taxName: true,
      taxMode: true,
      addressLines: true,
      phone: true,
      email: true,
      odometerUnit: true,
      paymentDetails: true,
      invoiceTerms: true,
      tenant: {
        select: {
          name: true,
          legalName: true,
          country: true,
          registrationNumber: true,
          taxNumber: true,
          brandColour: true,
          logo: true,
        },
      },
    },
  },
  invoice: {
    select: {
      id: true,
      number: true,
      totalMinor: true,
      parties: true,
      jobCardId: true,
      allocations: { orderBy: { id: "asc" }, select: { id: true, paymentId: true, amountMinor: true } },
      creditNotes: { select: { id: true, totalMinor: true } },
      receivable: { select: { dueMinor: true } },
    },
  },
  appointment: {
    select: {
      id: true,
      reference: true,
      contactName: true,
      contactEmail: true,
      contactPlate: true,
      contactMake: true,
      contactModel: true,
    },
  },
  jobCard: {
    select: { id: true, number: true, vehicle: { select: { plate: true, make: true, model: true, year: true } } },
  },
} as const;

/** Null when there is none. */
export const ofPayment = (db: Db, id: string) =>
  db.client.payment.findFirst({ where: { tenantId: db.tenantId, id }, select: told });
export type ToldPayment = NonNullable<Awaited<ReturnType<typeof ofPayment>>>;

/** Null when there is none. */
export const ofRefund = (db: Db, id: string) =>
  db.client.refund.findFirst({
    where: { tenantId: db.tenantId, id },
    select: {
      id: true,
      state: true,
      method: true,
      gateway: true,
      amountMinor: true,
      currency: true,
      reason: true,
      settledAt: true,
      payment: { select: told },
      // A refund may be of money that paid another invoice than it was given for.
      invoice: { select: { id: true, number: true, jobCardId: true, parties: true } },
    },
  });
export type ToldRefund = NonNullable<Awaited<ReturnType<typeof ofRefund>>>;
