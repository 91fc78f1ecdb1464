import { z } from "zod";
import { contactView } from "#/domain/contact.ts";
import { id, moment, version } from "#/domain/fields.ts";

/** Why two customers may be one person. */
export const duplicateReasons = ["PHONE", "EMAIL", "CAR", "ADDRESS"] as const;
export type DuplicateReason = (typeof duplicateReasons)[number];
export const duplicateReasonWords = {
  PHONE: "Same phone number",
  EMAIL: "Same e-mail address",
  CAR: "Same car and a similar name",
  ADDRESS: "Same address and a similar name",
} as const satisfies Record<DuplicateReason, string>;

/** A side of a pair, with what tells two people apart. */
export const duplicateSide = z.object({
  id,
  version: z.int(),
  name: z.string(),
  emails: z.array(contactView),
  phones: z.array(contactView),
  addressLines: z.array(z.string()),
  note: z.string(),
  plates: z.array(z.string()),
  jobCards: z.int(),
  openCards: z.int(),
  lastVisit: moment.nullable(),
  since: moment,
});
export type DuplicateSide = z.infer<typeof duplicateSide>;

export const duplicatePair = z.object({
  reasons: z.array(z.enum(duplicateReasons)),
  /** The lower id first. */
  sides: z.tuple([duplicateSide, duplicateSide]),
});
export type DuplicatePair = z.infer<typeof duplicatePair>;

/** The strongest first; `total` counts all. */
export const duplicateList = z.object({ pairs: z.array(duplicatePair), total: z.int(), zone: z.string() });
/** Of one customer, or of all. */
export const listDuplicatesInput = z.object({ customerId: id.nullable().default(null) });
export const pairsShown = 20;

export const dismissDuplicateInput = z.object({ customerIds: z.tuple([id, id]) });
export const duplicateDismissed = z.object({ customerIds: z.tuple([id, id]) });

export const mergeFields = ["name", "email", "phone", "addressLines", "note"] as const;
export type MergeField = (typeof mergeFields)[number];
const side = z.enum(["kept", "gone"]);
export const mergeCustomersInput = z.object({
  kept: z.object({ customerId: id, version }),
  gone: z.object({ customerId: id, version }),
  /** Whose value each field takes. Contacts that are not chosen as primary are kept beside them. */
  take: z.object({ name: side, email: side, phone: side, addressLines: side, note: side }),
});
export type MergeCustomers = z.infer<typeof mergeCustomersInput>;
export const customersMerged = z.object({ mergeId: id, customerId: id, version: z.int() });
export const undoMergeInput = z.object({ mergeId: id });
export const mergeUndone = z.object({ mergeId: id, customerIds: z.tuple([id, id]) });
