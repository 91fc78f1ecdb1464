import { notFound } from "#/domain/errors.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { TemplateFields, TemplateView } from "#/domain/template.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const withLines = {
  lines: { orderBy: { position: "asc" }, include: { part: { select: { number: true } } } },
} as const;

type Raw = {
  id: string;
  version: number;
  name: string;
  lines: readonly {
    description: string;
    minutes: number | null;
    rateName: string | null;
    partId: string | null;
    quantity: { toFixed: (digits: number) => string } | null;
    part: { number: string } | null;
  }[];
};

const viewOf = ({ id, version, name, lines }: Raw): TemplateView => ({
  id,
  version,
  name,
  lines: lines.map(({ description, minutes, rateName, partId, quantity, part }) => ({
    kind: partId === null ? "LABOUR" : "PART",
    description,
    minutes,
    rateName,
    partId,
    partNumber: part?.number ?? null,
    quantity: quantity === null ? null : quantityText(quantityMilli(quantity.toFixed(3))),
  })),
});

/** Every template by name. */
export const all = async (db: Db): Promise<TemplateView[]> =>
  (
    await db.client.lineTemplate.findMany({
      where: { tenantId: db.tenantId },
      orderBy: { name: "asc" },
      include: withLines,
    })
  ).map(viewOf);

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string): Promise<TemplateView> => {
  const template = await db.client.lineTemplate.findFirst({ where: { tenantId: db.tenantId, id }, include: withLines });
  if (template === null) throw notFound("This template");
  return viewOf(template);
};

/** Adds a template; false when the name is taken. */
export const insert = async (tx: Tx, id: string, { name, lines }: TemplateFields): Promise<boolean> => {
  const { count } = await tx.client.lineTemplate.createMany({
    data: [{ tenantId: tx.tenantId, id, name }],
    skipDuplicates: true,
  });
  if (count === 1) await writeLines(tx, id, lines);
  return count === 1;
};

/** Changes a template at the version expected; false when it has another by now. A name taken raises P2002. */
export const update = async (
  tx: Tx,
  id: string,
  version: number,
  { name, lines }: TemplateFields,
): Promise<boolean> => {
  const { count } = await tx.client.lineTemplate.updateMany({
    where: { tenantId: tx.tenantId, id, version },
    data: { name, version: { increment: 1 } },
  });
  if (count === 0) return false;
  await tx.client.lineTemplateLine.deleteMany({ where: { tenantId: tx.tenantId, templateId: id } });
  await writeLines(tx, id, lines);
  return true;
};

/** Takes a template away; lines that came from it stay on their cards. */
export const remove = async (tx: Tx, id: string, version: number): Promise<boolean> => {
  const held = await tx.client.lineTemplate.updateMany({
    where: { tenantId: tx.tenantId, id, version },
    data: { version: { increment: 1 } },
  });
  if (held.count === 0) return false;
  await tx.client.lineTemplateLine.deleteMany({ where: { tenantId: tx.tenantId, templateId: id } });
  await tx.client.lineTemplate.deleteMany({ where: { tenantId: tx.tenantId, id } });
  return true;
};

const writeLines = async (tx: Tx, templateId: string, lines: TemplateFields["lines"]): Promise<void> => {
  await tx.client.lineTemplateLine.createMany({
    data: lines.map((line, index) => ({
      tenantId: tx.tenantId,
      templateId,
      position: index + 1,
      description: line.description,
      ...(line.kind === "LABOUR"
        ? { minutes: line.minutes, rateName: line.rateName === "" ? null : line.rateName }
        : { partId: line.partId, quantity: line.quantity }),
    })),
  });
};

export type PricedTemplateLine = {
  readonly description: string;
  readonly minutes: number | null;
  readonly partId: string | null;
  readonly quantity: string | null;
  readonly partName: string | null;
  readonly unit: string;
  /** Null for a part that the branch does not stock, or that was archived. */
  readonly priceMinor: number | null;
  readonly costMinor: number;
  readonly taxRateBp: number | null;
};

/** A template's lines at a branch's prices of now, in one read. */
export const priced = async (db: Db, id: string, branchId: string): Promise<PricedTemplateLine[]> => {
  const rows = await db.client.$queryRaw<
    (Omit<PricedTemplateLine, "priceMinor" | "costMinor"> & { priceMinor: bigint | null; costMinor: bigint })[]
  >`
    select l.description, l.minutes, l.part_id as "partId", l.quantity::text as quantity, p.name as "partName", coalesce(p.unit, 'h') as unit,
           case when l.part_id is null then coalesce(r.price_minor, b.labour_rate_minor)
                when p.archived_at is null then s.price_minor end as "priceMinor",
           coalesce(s.cost_minor, 0) as "costMinor", s.tax_rate_bp as "taxRateBp"
      from line_template_line l
      join branch b on b.tenant_id = l.tenant_id and b.id = ${branchId}::uuid
      left join labour_rate r on r.tenant_id = l.tenant_id and r.branch_id = b.id and r.name = l.rate_name
      left join part p on p.tenant_id = l.tenant_id and p.id = l.part_id
      left join stock_level s on s.tenant_id = l.tenant_id and s.branch_id = b.id and s.part_id = l.part_id
     where l.tenant_id = ${db.tenantId}::uuid and l.template_id = ${id}::uuid order by l.position`;
  return rows.map((row) => ({
    ...row,
    priceMinor: row.priceMinor === null ? null : Number(row.priceMinor),
    costMinor: Number(row.costMinor),
  }));
};

const likeOf = (search: string): string => `%${search.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Templates whose name matches, with what a branch would have to leave out. */
export const offers = (db: Db, branchId: string, search: string) =>
  db.client.$queryRaw<{ id: string; name: string; lines: number; minutes: number; notStocked: string[] }[]>`
    select t.id, t.name, count(l.position)::int as lines, coalesce(sum(l.minutes), 0)::int as minutes,
           coalesce(array_agg(p.name order by l.position) filter (
             where p.id is not null and (s.part_id is null or p.archived_at is not null)), '{}') as "notStocked"
      from line_template t
      join line_template_line l on l.tenant_id = t.tenant_id and l.template_id = t.id
      left join part p on p.tenant_id = l.tenant_id and p.id = l.part_id
      left join stock_level s on s.tenant_id = l.tenant_id and s.part_id = l.part_id and s.branch_id = ${branchId}::uuid
     where t.tenant_id = ${db.tenantId}::uuid and t.name ilike ${likeOf(search)}
     group by t.tenant_id, t.id, t.name order by t.name limit 20`;

/** How many of these are parts of the tenant's own. */
export const partsKnown = (db: Db, ids: readonly string[]): Promise<number> =>
  db.client.part.count({ where: { tenantId: db.tenantId, id: { in: [...ids] } } });
