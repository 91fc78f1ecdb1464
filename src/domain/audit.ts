import { z } from "zod";
import { givenMoment, id, moment } from "#/domain/fields.ts";
import { isZone } from "#/domain/time.ts";

/** What `audit` takes and gives: who changed what, from where, and how the seal stands. */

export const auditFilter = z.object({
  /** Entries of one record. */
  subject: z
    .object({ type: z.string().max(40), id })
    .nullable()
    .default(null),
  memberId: id.nullable().default(null),
  /** `[from, to)` */
  from: givenMoment.nullable().default(null),
  to: givenMoment.nullable().default(null),
  /** In which zone times among the values are said. */
  zone: z.string().max(64).refine(isZone, "This is not a time zone.").default("UTC"),
});
export type AuditFilter = z.infer<typeof auditFilter>;

export const auditPlace = z.object({ at: moment, id });
export type AuditPlace = z.infer<typeof auditPlace>;
export const listAuditInput = auditFilter.extend({ cursor: auditPlace.nullable().default(null) });

export const auditEntryView = z.object({
  id,
  at: moment,
  actorName: z.string(),
  action: z.string(),
  title: z.string(),
  subject: z.object({ type: z.string(), id, label: z.string().nullable() }),
  changes: z.array(z.object({ word: z.string(), before: z.string().nullable(), after: z.string() })),
  /** Null where nobody's browser made it, or before this was kept. */
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** Its place in the chain; null until it is sealed, some seconds. */
  position: z.int().nullable(),
});
export type AuditEntryView = z.infer<typeof auditEntryView>;
export const auditListView = z.object({ entries: z.array(auditEntryView), next: auditPlace.nullable() });

export const auditSealView = z.object({
  /** Entries in the chain. */
  position: z.int(),
  sealedThrough: moment.nullable(),
  unsealed: z.int(),
  /** The last time the chain was walked from its first entry; `position` is how far it reached then. */
  verified: z.object({ at: moment, position: z.int(), held: z.boolean(), findings: z.array(z.string()) }).nullable(),
  running: z.boolean(),
});
export type AuditSealView = z.infer<typeof auditSealView>;
