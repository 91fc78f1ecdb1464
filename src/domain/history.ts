import { z } from "zod";
import { givenMoment, id, minor, moment, money } from "#/domain/fields.ts";
import { historyDates, historyOrders } from "#/domain/history-choices.ts";
import { jobCardStatuses } from "#/domain/transitions.ts";

/** Every job card of a tenant by any filter: what the history page asks for, shows, and gives as a file. */

export const historyFilter = z.object({
  /** None is all. */
  statuses: z.array(z.enum(jobCardStatuses)).max(jobCardStatuses.length).default([]),
  branchId: id.nullable().default(null),
  by: z.enum(historyDates).default("opened"),
  /** From then on, and before then. */
  from: givenMoment.nullable().default(null),
  to: givenMoment.nullable().default(null),
  technicianId: id.nullable().default(null),
  customerId: id.nullable().default(null),
  vehicleId: id.nullable().default(null),
  /** Cards with a line of this part. */
  partId: id.nullable().default(null),
  completedById: id.nullable().default(null),
  /** What was invoiced, both ends included, in minor units of `currency`. */
  leastMinor: money.nullable().default(null),
  mostMinor: money.nullable().default(null),
  currency: z.string().length(3).nullable().default(null),
  order: z.enum(historyOrders).default("newest"),
});
export type HistoryFilter = z.infer<typeof historyFilter>;

/** A row at the edge of a page. */
const historyCursor = z.object({ at: givenMoment, id });
export type HistoryCursor = z.infer<typeof historyCursor>;

export const listHistoryInput = historyFilter.extend({
  /** The page after this row, or before it; the first page without either. */
  after: historyCursor.nullable().default(null),
  before: historyCursor.nullable().default(null),
});
export type ListHistory = z.infer<typeof listHistoryInput>;

export const historyRowView = z.object({
  id,
  number: z.int(),
  status: z.enum(jobCardStatuses),
  plate: z.string(),
  vehicle: z.string(),
  customer: z.object({ id, name: z.string(), phone: z.string().nullable() }),
  work: z.string(),
  technician: z.string().nullable(),
  branch: z.object({ name: z.string(), zone: z.string(), locale: z.string() }),
  openedAt: moment,
  promisedAt: moment.nullable(),
  completedAt: moment.nullable(),
  completedBy: z.string().nullable(),
  /** Of the last completion. */
  invoice: z.object({ id, number: z.string(), currency: z.string(), totalMinor: minor, dueMinor: minor }).nullable(),
});
export type HistoryRow = z.infer<typeof historyRowView>;

export const historyPageView = z.object({
  rows: z.array(historyRowView),
  /** Where the pages on either side begin; null at an end. */
  previous: historyCursor.nullable(),
  next: historyCursor.nullable(),
});
export type HistoryPage = z.infer<typeof historyPageView>;

/** How many match: counted as far as `historyCountedTo`, more is only said to be more. */
export const historyCountedTo = 10_000;
export const historyCountView = z.object({ count: z.int(), more: z.boolean() });

/** The names of what a filter names by id, for an address that was opened elsewhere; null for what is not there. */
export const historyNamesInput = historyFilter.pick({ customerId: true, vehicleId: true, partId: true });
export const historyNamesView = z.object({
  customer: z.string().nullable(),
  vehicle: z.string().nullable(),
  part: z.string().nullable(),
});
