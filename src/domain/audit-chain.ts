import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** An audit entry as it is hashed: every column of the row, its time as an instant or ISO text. */
export type ChainedEntry = {
  id: string;
  tenantId: string;
  at: Date | string;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  action: string;
  subjectType: string;
  subjectId: string;
  changes: unknown;
  correlationId: string;
  runId: string;
  /** 2 since address and browser are kept; an entry stays in the form in which it was hashed. */
  form: number;
  ipAddress: string | null;
  userAgent: string | null;
};

/** What the first seal of a tenant is chained to. */
export const auditGenesis = "0".repeat(64);

/**
 * The hash that ties an audit entry to the one before it: SHA-256, in hex, over the previous hash followed by
 * the entry as canonical JSON (RFC 8785), so neither key order nor white space of a driver can change it.
 */
export function auditHash(previousHash: string, entry: ChainedEntry): string {
  const canonical = canonicalize({
    id: entry.id,
    tenantId: entry.tenantId,
    at: new Date(entry.at).toISOString(),
    actorKind: entry.actorKind,
    actorId: entry.actorId,
    actorName: entry.actorName,
    action: entry.action,
    subjectType: entry.subjectType,
    subjectId: entry.subjectId,
    changes: entry.changes,
    correlationId: entry.correlationId,
    runId: entry.runId,
    ...(entry.form === 1 ? {} : { form: entry.form, ipAddress: entry.ipAddress, userAgent: entry.userAgent }),
  });
  return createHash("sha256").update(`${previousHash}${canonical}`).digest("hex");
}
