import { z } from "zod";
import { decimal, id, minor, moment } from "#/domain/fields.ts";
import { authorisationMethods, jobLineKinds } from "#/domain/job-card.ts";
import { tenantLogo } from "#/domain/logo.ts";
import { creditNoteView, paymentView, refundView } from "#/domain/payment.ts";
import { yearIn } from "#/domain/time.ts";

/** Names and addresses as they were when the invoice was issued: frozen in `invoice.parties`. */
export const invoiceParties = z.object({
  tenant: z.object({
    name: z.string(),
    legalName: z.string(),
    country: z.string(),
    registrationNumber: z.string().nullable(),
    taxNumber: z.string().nullable(),
    brandColour: z.string(),
    /** Absent from invoices that were issued before there were logos. */
    logo: tenantLogo.nullable().default(null),
  }),
  branch: z.object({
    name: z.string(),
    zone: z.string(),
    locale: z.string(),
    country: z.string(),
    taxName: z.string(),
    addressLines: z.array(z.string()),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    odometerUnit: z.string(),
    paymentDetails: z.string(),
    invoiceTerms: z.string(),
  }),
  customer: z.object({ name: z.string(), addressLines: z.array(z.string()) }),
  vehicle: z.object({
    plate: z.string(),
    description: z.string(),
    odometerIn: z.int().nullable(),
    odometerOut: z.int(),
  }),
  jobCardNumber: z.int(),
  /** Consents, oldest first. */
  approvals: z.array(z.object({ givenBy: z.string(), method: z.enum(authorisationMethods), givenAt: z.string() })),
});
export type InvoiceParties = z.infer<typeof invoiceParties>;

export const invoiceView = z.object({
  id,
  number: z.string(),
  issuedAt: moment,
  /** Calendar dates of the branch, `2026-05-14`. */
  issuedOn: z.string(),
  dueOn: z.string(),
  currency: z.string(),
  taxMode: z.enum(["INCLUSIVE", "EXCLUSIVE"]),
  netMinor: minor,
  taxMinor: minor,
  totalMinor: minor,
  paidMinor: minor,
  creditedMinor: minor,
  /** Being paid through a gateway that has not said yes or no. */
  pendingMinor: minor,
  /** What is still owed; what is being paid right now included. */
  dueMinor: minor,
  /** What was paid above what is left of it after credit notes, and can be given back. */
  overpaidMinor: minor,
  taxes: z.array(z.object({ rateBp: z.int(), netMinor: minor, taxMinor: minor })),
  parties: invoiceParties,
  jobCard: z.object({ id, number: z.int() }),
  customer: z.object({
    id,
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    phoneShown: z.string().nullable(),
  }),
  lines: z.array(
    z.object({
      position: z.int(),
      kind: z.enum(jobLineKinds),
      packageTitle: z.string().nullable(),
      description: z.string(),
      quantity: decimal,
      unit: z.string(),
      unitPriceMinor: minor,
      discountMinor: minor,
      taxRateBp: z.int(),
      netMinor: minor,
      taxMinor: minor,
      totalMinor: minor,
      /** What credit notes have taken back of it. */
      creditedQuantity: decimal,
      creditedNetMinor: minor,
      creditedTaxMinor: minor,
    }),
  ),
  payments: z.array(paymentView),
  refunds: z.array(refundView),
  creditNotes: z.array(creditNoteView),
  /** Present once the PDF is stored. */
  file: z.object({ bytes: z.int(), pages: z.int(), createdAt: moment }).nullable(),
});
export type InvoiceView = z.infer<typeof invoiceView>;

/** `NM-2026`: a branch's prefix and the year of its own calendar. */
export const seriesOf = (branch: { readonly invoicePrefix: string; readonly zone: string }, at: Date): string =>
  `${branch.invoicePrefix}-${yearIn(at, branch.zone)}`;
