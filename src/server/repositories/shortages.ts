import { uuidv7 } from "#/domain/ids.ts";
import { quantityMilli } from "#/domain/quantity.ts";
import type { ShortPart } from "#/domain/shortage.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** An episode with its part's level as it is now. */
export type Shortage = ShortPart & { readonly id: string; readonly partId: string };

type Raw = Omit<Shortage, "onHand" | "reserved" | "free" | "reorderPoint"> & {
  readonly onHand: string;
  readonly reserved: string;
  readonly reorderPoint: string;
};

const asShortage = ({ onHand, reserved, reorderPoint, ...row }: Raw): Shortage => {
  const level = { onHand: quantityMilli(onHand), reserved: quantityMilli(reserved) };
  return { ...row, ...level, free: level.onHand - level.reserved, reorderPoint: quantityMilli(reorderPoint) };
};

/**
 * Whether an episode of these parts is to begin or to end, or one that runs has no task yet, or one that has
 * ended still has an open one. Most events change none of it, and then nothing need be locked or written down.
 */
export const unsettled = async (db: Db, branchId: string, partIds: readonly string[]): Promise<boolean> => {
  const rows = await db.client.$queryRaw<{ unsettled: boolean }[]>`
    select true as unsettled
      from stock_level s
      join part p on p.tenant_id = s.tenant_id and p.id = s.part_id
      left join lateral (
        select x.id, x.ended_at from stock_shortage x
         where x.tenant_id = s.tenant_id and x.branch_id = s.branch_id and x.part_id = s.part_id
         order by x.began_at desc limit 1) last on true
      left join manual_task t on t.tenant_id = s.tenant_id and t.source_key = 'shortage:' || last.id
     where s.tenant_id = ${db.tenantId}::uuid and s.branch_id = ${branchId}::uuid and s.part_id = any(${[...partIds]}::uuid[])
       and ((p.archived_at is null and s.on_hand - s.reserved < s.reorder_point) <> (last.id is not null and last.ended_at is null)
            or last.ended_at is null and last.id is not null and t.id is null
            or last.ended_at is not null and t.state <> 'RESOLVED')
     limit 1`;
  return rows.length > 0;
};

/**
 * Begins and ends the episodes of these parts as their levels now say. The levels must be locked by a statement
 * before this one, whose snapshot then sees what the last holder of the lock has begun.
 */
export const settle = async (tx: Tx, branchId: string, partIds: readonly string[]): Promise<void> => {
  await tx.client.$executeRaw`
    with level as (
      select s.part_id, p.archived_at is null and s.on_hand - s.reserved < s.reorder_point as short
        from stock_level s join part p on p.tenant_id = s.tenant_id and p.id = s.part_id
       where s.tenant_id = ${tx.tenantId}::uuid and s.branch_id = ${branchId}::uuid and s.part_id = any(${[...partIds]}::uuid[])
    ), ended as (
      update stock_shortage x set ended_at = clock_timestamp() from level
       where x.tenant_id = ${tx.tenantId}::uuid and x.branch_id = ${branchId}::uuid and x.part_id = level.part_id
         and x.ended_at is null and not level.short
    )
    insert into stock_shortage (tenant_id, id, branch_id, part_id, began_at)
    select ${tx.tenantId}::uuid, n.id, ${branchId}::uuid, level.part_id, clock_timestamp()
      from level join unnest(${[...partIds]}::uuid[], ${partIds.map(() => uuidv7())}::uuid[]) as n(part_id, id) on n.part_id = level.part_id
     where level.short
    on conflict (tenant_id, branch_id, part_id) where ended_at is null do nothing`;
};

const episodes = async (
  db: Db,
  branchId: string,
  partIds: readonly string[],
  which: Prisma.Sql,
): Promise<Shortage[]> => {
  const rows = await db.client.$queryRaw<Raw[]>`
    select x.id, p.id as "partId", p.number, p.name, p.unit, s.on_hand::text as "onHand", s.reserved::text as reserved,
           s.reorder_point::text as "reorderPoint"
      from stock_shortage x
      join part p on p.tenant_id = x.tenant_id and p.id = x.part_id
      join stock_level s on s.tenant_id = x.tenant_id and s.branch_id = x.branch_id and s.part_id = x.part_id
     where x.tenant_id = ${db.tenantId}::uuid and x.branch_id = ${branchId}::uuid and x.part_id = any(${[...partIds]}::uuid[])
       and ${which}
     order by p.number`;
  return rows.map(asShortage);
};

/** The episodes of these parts that have not ended, by part number. */
export const open = (db: Db, branchId: string, partIds: readonly string[]): Promise<Shortage[]> =>
  episodes(db, branchId, partIds, Prisma.sql`x.ended_at is null`);

/** Episodes of these parts that have ended while their task is still open. */
export const endedWithTask = async (db: Db, branchId: string, partIds: readonly string[]): Promise<string[]> => {
  const rows = await db.client.$queryRaw<{ id: string }[]>`
    select x.id from stock_shortage x
      join manual_task t on t.tenant_id = x.tenant_id and t.source_key = 'shortage:' || x.id
     where x.tenant_id = ${db.tenantId}::uuid and x.branch_id = ${branchId}::uuid and x.part_id = any(${[...partIds]}::uuid[])
       and x.ended_at is not null and t.state <> 'RESOLVED'`;
  return rows.map(({ id }) => id);
};

/**
 * Takes the open episodes of these parts that nobody has told of for `key`, and returns all that it has taken, now or
 * in an earlier try. One that has ended since is among them: its mail may have left, and must stay the same mail.
 */
export const announce = async (
  tx: Tx,
  branchId: string,
  partIds: readonly string[],
  key: string,
): Promise<Shortage[]> => {
  await tx.client.$executeRaw`
    update stock_shortage set announced_key = ${key}, announced_at = clock_timestamp()
     where tenant_id = ${tx.tenantId}::uuid and branch_id = ${branchId}::uuid and part_id = any(${[...partIds]}::uuid[])
       and ended_at is null and announced_key is null`;
  return episodes(tx, branchId, partIds, Prisma.sql`x.announced_key = ${key}`);
};
