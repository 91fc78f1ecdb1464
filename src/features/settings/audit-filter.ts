import superjson from "superjson";
import { z } from "zod";
import { id } from "#/domain/fields.ts";
import { addDays, startOfDay } from "#/domain/time.ts";

const day = z.string().regex(/^2[01]\d\d-\d\d-\d\d$/);
/** What the address says. A part of it that says nothing sensible counts as absent. */
export const auditAddress = z.object({
  person: id.nullable().catch(null),
  type: z.string().max(40).nullable().catch(null),
  record: id.nullable().catch(null),
  from: day.nullable().catch(null),
  to: day.nullable().catch(null),
});
export type AuditAddress = z.infer<typeof auditAddress>;

/** What the procedure and the file are asked for: days are those of the branch on screen, the last one included. */
export const filterOf = (given: unknown, zone: string) => {
  const { person, type, record, from, to } = auditAddress.parse(given);
  return {
    subject: type === null || record === null ? null : { type, id: record },
    memberId: person,
    from: from === null ? null : startOfDay(from, zone),
    to: to === null ? null : startOfDay(addDays(to, 1), zone),
    zone,
  };
};

export const auditFileOf = (filter: ReturnType<typeof filterOf>): string =>
  `/api/files/audit?input=${encodeURIComponent(superjson.stringify(filter))}`;
