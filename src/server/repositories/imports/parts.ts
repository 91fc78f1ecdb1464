import type { Db, Tx } from "#/server/db/transaction.ts";

export type KnownPart = {
  readonly id: string;
  readonly version: number;
  readonly number: string;
  readonly name: string;
  readonly unit: string;
  readonly archived: boolean;
  /** Null where the branch never stocked it. */
  readonly level: {
    readonly bin: string;
    readonly priceMinor: number;
    readonly costMinor: number;
    readonly taxRateBp: number;
    readonly reorderPoint: string;
    readonly onHand: string;
    readonly reserved: string;
  } | null;
  readonly movements: number;
};

type Raw = {
  id: string;
  version: number;
  number: string;
  name: string;
  unit: string;
  archived: boolean;
  stocked: boolean;
  bin: string | null;
  price: bigint | null;
  cost: bigint | null;
  tax: number | null;
  reorder: string | null;
  on_hand: string | null;
  reserved: string | null;
  movements: number;
};

const known = async (
  db: Db,
  branchId: string,
  how: { numbers: string[] } | { ids: string[] },
): Promise<KnownPart[]> => {
  const numbers = "numbers" in how ? how.numbers : null;
  const ids = "ids" in how ? how.ids : null;
  const rows = await db.client.$queryRaw<Raw[]>`
    select p.id, p.version, p.number, p.name, p.unit, p.archived_at is not null as archived, s.part_id is not null as stocked, s.bin,
           s.price_minor as price, s.cost_minor as cost, s.tax_rate_bp as tax, trim_scale(s.reorder_point)::text as reorder,
           s.on_hand::text, s.reserved::text,
           (select count(*) from (select 1 from stock_movement m
             where m.tenant_id = p.tenant_id and m.branch_id = ${branchId}::uuid and m.part_id = p.id limit 2) two)::int as movements
      from part p left join stock_level s on s.tenant_id = p.tenant_id and s.part_id = p.id and s.branch_id = ${branchId}::uuid
     where p.tenant_id = ${db.tenantId}::uuid
       and (lower(p.number) = any(${numbers}::text[]) or p.id = any(${ids}::uuid[]))`;
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    number: row.number,
    name: row.name,
    unit: row.unit,
    archived: row.archived,
    movements: row.movements,
    level: row.stocked
      ? {
          bin: row.bin ?? "",
          priceMinor: Number(row.price),
          costMinor: Number(row.cost),
          taxRateBp: row.tax ?? 0,
          reorderPoint: row.reorder ?? "0",
          onHand: row.on_hand ?? "0",
          reserved: row.reserved ?? "0",
        }
      : null,
  }));
};

/** Parts of these numbers, however they are written. */
export const byNumbers = (db: Db, branchId: string, numbers: readonly string[]) =>
  known(db, branchId, { numbers: numbers.map((number) => number.toLowerCase()) });
export const byIds = (db: Db, branchId: string, ids: readonly string[]) => known(db, branchId, { ids: [...ids] });

/** Holds parts against change, and against anything that would name them, until the transaction ends. */
export const lock = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  await tx.client.$queryRaw`
    select 1 from part where tenant_id = ${tx.tenantId}::uuid and id = any(${[...ids]}::uuid[]) order by id for update`;
};

export type NewPart = { readonly id: string; readonly number: string; readonly name: string; readonly unit: string };

/** Adds parts; returns the ids of those whose number was free. */
export const insert = async (tx: Tx, parts: readonly NewPart[]): Promise<Set<string>> => {
  const rows = await tx.client.$queryRaw<{ id: string }[]>`
    insert into part (tenant_id, id, number, name, unit, created_at)
    select ${tx.tenantId}::uuid, p.id, p.number, p.name, p.unit, ${tx.now}
      from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) as p(id uuid, number text, name text, unit text)
    on conflict (tenant_id, number) do nothing returning id`;
  return new Set(rows.map(({ id }) => id));
};

/** Undefined stays as it is. */
export type PartChange = {
  readonly id: string;
  readonly name?: string | undefined;
  readonly unit?: string | undefined;
  readonly price?: number | undefined;
  readonly cost?: number | undefined;
  readonly taxRate?: number | undefined;
  readonly bin?: string | undefined;
  readonly reorderPoint?: string | undefined;
};

/** Changes parts and their levels at the branch. */
export const update = async (tx: Tx, branchId: string, changes: readonly PartChange[]): Promise<void> => {
  if (changes.length === 0) return;
  const json = JSON.stringify(changes);
  await tx.client.$executeRaw`
    with c as (
      select * from jsonb_to_recordset(${json}::jsonb)
        as c(id uuid, name text, unit text, price bigint, cost bigint, "taxRate" int, bin text, "reorderPoint" numeric)
    ), levels as (
      update stock_level s
         set price_minor = coalesce(c.price, s.price_minor), cost_minor = coalesce(c.cost, s.cost_minor),
             tax_rate_bp = coalesce(c."taxRate", s.tax_rate_bp), bin = coalesce(c.bin, s.bin), reorder_point = coalesce(c."reorderPoint", s.reorder_point)
        from c where s.tenant_id = ${tx.tenantId}::uuid and s.branch_id = ${branchId}::uuid and s.part_id = c.id
    )
    update part p set name = coalesce(c.name, p.name), unit = coalesce(c.unit, p.unit), version = p.version + 1
      from c where p.tenant_id = ${tx.tenantId}::uuid and p.id = c.id`;
};

export type NewLevel = {
  readonly id: string;
  readonly price: number;
  readonly cost: number;
  readonly taxRate: number;
  readonly bin: string;
  readonly reorderPoint: string;
};

/** The branch's own facts of parts that it never stocked. */
export const insertLevels = async (tx: Tx, branchId: string, levels: readonly NewLevel[]): Promise<void> => {
  if (levels.length === 0) return;
  await tx.client.$executeRaw`
    insert into stock_level (tenant_id, branch_id, part_id, price_minor, cost_minor, tax_rate_bp, bin, reorder_point)
    select ${tx.tenantId}::uuid, ${branchId}::uuid, l.id, l.price, l.cost, l."taxRate", l.bin, l."reorderPoint"
      from jsonb_to_recordset(${JSON.stringify(levels)}::jsonb)
           as l(id uuid, price bigint, cost bigint, "taxRate" int, bin text, "reorderPoint" numeric)`;
};

/** What has come to lean on parts since they were imported. */
export const leaningOn = async (db: Db, branchId: string, ids: readonly string[]) =>
  db.client.$queryRaw<
    { id: string; version: number; lines: number; moved: boolean; counted: boolean; elsewhere: boolean }[]
  >`
    select p.id, p.version,
           (select count(*) from job_line l where l.tenant_id = p.tenant_id and l.part_id = p.id)::int as lines,
           (select count(*) > 1 or coalesce(bool_or(m.kind <> 'ADJUST'), false) from stock_movement m
             where m.tenant_id = p.tenant_id and m.branch_id = ${branchId}::uuid and m.part_id = p.id) as moved,
           exists (select 1 from stock_count_line n where n.tenant_id = p.tenant_id and n.part_id = p.id)
             or exists (select 1 from stock_transfer_line n where n.tenant_id = p.tenant_id and n.part_id = p.id)
             or exists (select 1 from supplier_return_line n where n.tenant_id = p.tenant_id and n.part_id = p.id) as counted,
           exists (select 1 from stock_level s where s.tenant_id = p.tenant_id and s.part_id = p.id and s.branch_id <> ${branchId}::uuid) as elsewhere
      from part p where p.tenant_id = ${db.tenantId}::uuid and p.id = any(${[...ids]}::uuid[])`;

/** Takes an opening quantity off levels whose movement is gone. */
export const emptyLevels = async (tx: Tx, branchId: string, ids: readonly string[]): Promise<void> => {
  await tx.client.$executeRaw`
    update stock_level set on_hand = 0
     where tenant_id = ${tx.tenantId}::uuid and branch_id = ${branchId}::uuid and part_id = any(${[...ids]}::uuid[])`;
};

/** Days in which these parts moved at the branch: what the figures of the day must forget. */
export const daysMoved = async (db: Db, branchId: string, ids: readonly string[]) => {
  const [days] = await db.client.$queryRaw<{ first: string | null; last: string | null }[]>`
    select min((m.at at time zone b.zone)::date)::text as first, max((m.at at time zone b.zone)::date)::text as last
      from stock_movement m join branch b on b.tenant_id = m.tenant_id and b.id = m.branch_id
     where m.tenant_id = ${db.tenantId}::uuid and m.branch_id = ${branchId}::uuid and m.part_id = any(${[...ids]}::uuid[])`;
  return days?.first && days.last ? { branchId, first: days.first, last: days.last } : null;
};

/** The tasks that these parts' shortages have raised. */
export const shortageTasks = async (db: Db, ids: readonly string[]): Promise<string[]> => {
  const rows = await db.client.$queryRaw<{ key: string }[]>`
    select 'shortage:' || id as key from stock_shortage where tenant_id = ${db.tenantId}::uuid and part_id = any(${[...ids]}::uuid[])`;
  return rows.map(({ key }) => key);
};
