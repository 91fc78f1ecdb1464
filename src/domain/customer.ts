import { z } from "zod";
import { consentView, contactsKept, contactView, emailFields, phoneFields } from "#/domain/contact.ts";
import { id, minor, moment, text, version } from "#/domain/fields.ts";
import { jobCardStatuses } from "#/domain/transitions.ts";

/** How many cards and invoices a customer's page shows, the newest. */
export const visitsShown = 20;
/** How long a merge can be undone. */
export const undoDays = 30;

const fewContacts = `${contactsKept} at most.`;
export const customerFields = {
  name: text("Type the name.", 120),
  emails: z.array(emailFields).max(contactsKept, fewContacts),
  phones: z.array(phoneFields).max(contactsKept, fewContacts),
  addressLines: z.array(text("Type a line, or remove it.", 120)).max(6, "Six lines at most."),
  note: z.string().trim().max(2000, "2,000 characters at most."),
};
export type CustomerFields = z.infer<z.ZodObject<typeof customerFields>>;

export const createCustomerInput = z.object(customerFields);
export const updateCustomerInput = z.object({ customerId: id, version, ...customerFields });
export const archiveCustomerInput = z.object({ customerId: id, version, reason: text("Say why.", 300) });
/** `name` is typed by hand, as it stands: what is erased does not come back. */
export const eraseCustomerInput = z.object({ customerId: id, version, name: z.string().max(200) });
export const customerErased = z.object({ customerId: id, invoicesKept: z.int() });
export const customerChanged = z.object({ customerId: id, version: z.int() });

export const customerShows = ["active", "archived"] as const;
/** `after` is the `next` of the page before. */
export const listCustomersInput = z.object({
  search: z.string().trim().max(120).default(""),
  show: z.enum(customerShows).default("active"),
  after: z.string().max(400).nullable().default(null),
});
export const customerRow = z.object({
  id,
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  phoneShown: z.string().nullable(),
  plates: z.array(z.string()),
  /** Cards that are not collected or cancelled. */
  openCards: z.int(),
  lastVisit: moment.nullable(),
  archivedAt: moment.nullable(),
});
export type CustomerRow = z.infer<typeof customerRow>;
export const customerList = z.object({
  customers: z.array(customerRow),
  next: z.string().nullable(),
  zone: z.string(),
});

const mergeView = z.object({
  mergeId: id,
  goneId: id,
  goneName: z.string(),
  mergedAt: moment,
  mergedByName: z.string(),
  /** Until when it can be undone. */
  undoableUntil: moment,
});

/** A customer with their cars, visits and invoices; what they were sent is asked for beside it. */
export const customerView = z.object({
  id,
  version: z.int(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  phoneShown: z.string().nullable(),
  /** The primary one first. */
  emails: z.array(contactView),
  phones: z.array(contactView),
  addressLines: z.array(z.string()),
  note: z.string(),
  since: moment,
  archivedAt: moment.nullable(),
  archivedReason: z.string().nullable(),
  mergedInto: z.object({ id, name: z.string() }).nullable(),
  /** Merges into this customer that stand, the newest first. */
  merges: z.array(mergeView),
  /** The newest first. */
  consents: z.array(consentView),
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
  /** Cars that were theirs. */
  formerVehicles: z.array(
    z.object({ id, plate: z.string(), make: z.string(), model: z.string(), since: moment.nullable(), until: moment }),
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
