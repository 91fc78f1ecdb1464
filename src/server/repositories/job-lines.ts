import { uuidv7 } from "#/domain/ids.ts";
import type { JobLineInput } from "#/domain/job-card.ts";
import type { Tx } from "#/server/db/transaction.ts";

export type NewLine = JobLineInput & { readonly unitCostMinor: number };

/** Adds lines at the card's end, in their order; returns their ids. */
export const append = async (tx: Tx, jobCardId: string, lines: readonly NewLine[]): Promise<string[]> => {
  const rows = lines.map((line, index) => ({ ...line, id: uuidv7(), offset: index + 1 }));
  await tx.client.$executeRaw`
    insert into job_line (tenant_id, id, job_card_id, position, kind, package_title, description, quantity, unit, unit_price_minor,
                          unit_cost_minor, discount_bp, tax_rate_bp, part_id, technician_id)
    select ${tx.tenantId}::uuid, l.id, ${jobCardId}::uuid, coalesce(last.position, 0) + l."offset", l.kind::job_line_kind, l."packageTitle",
           l.description, l.quantity::numeric, l.unit, l."unitPriceMinor", l."unitCostMinor", l."discountBp", l."taxRateBp", l."partId", l."technicianId"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           as l(id uuid, "offset" int, kind text, "packageTitle" text, description text, quantity text, unit text, "unitPriceMinor" bigint,
                "unitCostMinor" bigint, "discountBp" int, "taxRateBp" int, "partId" uuid, "technicianId" uuid),
           (select max(position) as position from job_line where tenant_id = ${tx.tenantId}::uuid and job_card_id = ${jobCardId}::uuid) last`;
  return rows.map((row) => row.id);
};

/** Rewrites one line; with `reopen` its consent and what it held are void. */
export const rewrite = async (
  tx: Tx,
  lineId: string,
  line: NewLine,
  { reopen }: { reopen: boolean },
): Promise<void> => {
  await tx.client.jobLine.updateMany({
    where: { tenantId: tx.tenantId, id: lineId },
    data: { ...line, ...(reopen ? { authorisationId: null, reserved: 0 } : {}) },
  });
};

/** Takes lines off the card; the rows stay, for the record. What they held must have been released. */
export const remove = async (tx: Tx, lineIds: readonly string[], memberId: string | null): Promise<void> => {
  await tx.client.jobLine.updateMany({
    where: { tenantId: tx.tenantId, id: { in: [...lineIds] } },
    data: { removedAt: tx.now, removedById: memberId, reserved: 0, doneAt: null, doneById: null },
  });
};

export const setDone = async (
  tx: Tx,
  lineIds: readonly string[],
  memberId: string | null,
  done: boolean,
): Promise<void> => {
  await tx.client.jobLine.updateMany({
    where: { tenantId: tx.tenantId, id: { in: [...lineIds] }, doneAt: done ? null : { not: null } },
    data: done ? { doneAt: tx.now, doneById: memberId } : { doneAt: null, doneById: null },
  });
};

/** Notes the consent on its lines, and how much of each its approval holds by now. */
export const authorise = async (
  tx: Tx,
  authorisationId: string,
  lines: readonly { readonly lineId: string; readonly reserved: string }[],
): Promise<void> => {
  await tx.client.$executeRaw`
    update job_line l set authorisation_id = ${authorisationId}::uuid, reserved = x.reserved::numeric
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as x("lineId" uuid, reserved text)
     where l.tenant_id = ${tx.tenantId}::uuid and l.id = x."lineId"`;
};

/** Lets go of everything a card's lines hold. */
export const releaseAll = async (tx: Tx, jobCardId: string): Promise<void> => {
  await tx.client.jobLine.updateMany({
    where: { tenantId: tx.tenantId, jobCardId, reserved: { gt: 0 } },
    data: { reserved: 0 },
  });
};

export type NewAuthorisation = {
  readonly id: string;
  readonly jobCardId: string;
  readonly givenBy: string;
  readonly method: "IN_PERSON" | "PHONE" | "EMAIL" | "LINK";
  readonly recordedById: string;
  readonly totalMinor: number;
  readonly changeMinor: number;
  readonly lines: readonly {
    readonly lineId: string;
    readonly description: string;
    readonly quantity: string;
    readonly totalMinor: number;
  }[];
  readonly note: string;
};

export const insertAuthorisation = async (tx: Tx, { lines, ...row }: NewAuthorisation): Promise<void> => {
  await tx.client.authorisation.create({ data: { ...row, tenantId: tx.tenantId, givenAt: tx.now, lines: [...lines] } });
};

/** Notes how much each of these lines holds, decimal text. */
export const hold = async (tx: Tx, held: ReadonlyMap<string, string>): Promise<void> => {
  if (held.size === 0) return;
  const rows = [...held].map(([id, reserved]) => ({ id, reserved }));
  await tx.client.$executeRaw`
    update job_line l set reserved = h.reserved::numeric
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as h(id uuid, reserved text)
     where l.tenant_id = ${tx.tenantId}::uuid and l.id = h.id`;
};
