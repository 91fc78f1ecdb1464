import { z } from "zod";
import { id, minor, moment } from "#/domain/fields.ts";
import { jobCardStatuses } from "#/domain/transitions.ts";

/** How many cards and invoices a customer's page shows, the newest. */
export const visitsShown = 20;

/** A customer with their cars, visits and invoices; what they were sent is asked for beside it. */
export const customerView = z.object({
  id,
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  phoneShown: z.string().nullable(),
  addressLines: z.array(z.string()),
  since: moment,
  archivedAt: moment.nullable(),
  /** How and where its dates and sums are written. */
  zone: z.string(),
  locale: z.string(),
  vehicles: z.array(
    z.object({
      id,
      plate: z.string(),
      make: z.string(),
      model: z.string(),
      year: z.int().nullable(),
      archivedAt: moment.nullable(),
    }),
  ),
  jobCards: z.array(
    z.object({
      id,
      number: z.int(),
      status: z.enum(jobCardStatuses),
      plate: z.string(),
      complaint: z.string(),
      openedAt: moment,
      branchName: z.string(),
    }),
  ),
  moreJobCards: z.boolean(),
  invoices: z.array(
    z.object({
      id,
      number: z.string(),
      plate: z.string(),
      issuedOn: z.string(),
      dueOn: z.string(),
      currency: z.string(),
      totalMinor: minor,
      dueMinor: minor,
    }),
  ),
  moreInvoices: z.boolean(),
  /** What is owed over all invoices, not only those shown; one for each currency that something is owed in. */
  owed: z.array(z.object({ currency: z.string(), dueMinor: minor, invoices: z.int() })),
});
export type CustomerView = z.infer<typeof customerView>;
