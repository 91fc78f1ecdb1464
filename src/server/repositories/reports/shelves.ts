import { Prisma } from "#/generated/prisma/client.ts";
import type { Db } from "#/server/db/transaction.ts";

/**
 * What lay on the shelves at an instant, at today's cost: each part of a branch with how long no piece of it had been used.
 * A few probes of an index for each part, however many movements there are.
 */
export const shelves = (db: Db, branchIds: readonly string[], at: Date | null): Prisma.Sql => {
  const moment = at === null ? Prisma.sql`now()` : Prisma.sql`${at}::timestamptz`;
  const movement = Prisma.sql`stock_movement m where m.tenant_id = l.tenant_id and m.branch_id = l.branch_id and m.part_id = l.part_id`;
  const onHand =
    at === null
      ? Prisma.sql`l.on_hand`
      : Prisma.sql`coalesce((select m.on_hand_after from ${movement} and m.at < ${moment} order by m.at desc, m.id desc limit 1), 0)`;
  return Prisma.sql`
    select s.part_id, s.branch_id, s.on_hand, s.cost_minor, round(s.on_hand * s.cost_minor)::bigint as value, s.used_at,
           case when s.days <= 30 then '0-30' when s.days <= 90 then '31-90' when s.days <= 180 then '91-180' else '181' end as age, s.days
      from (
        select h.*, floor(extract(epoch from ${moment} - coalesce(h.used_at, h.came_at, ${moment})) / 86400)::int as days from (
          select l.part_id, l.branch_id, l.cost_minor, ${onHand} as on_hand,
                 (select m.at from ${movement} and m.at < ${moment} and m.kind = 'ISSUE' order by m.at desc limit 1) as used_at,
                 (select m.at from ${movement} order by m.at limit 1) as came_at
            from stock_level l
           where l.tenant_id = ${db.tenantId}::uuid and l.branch_id = any(${[...branchIds]}::uuid[])
        ) h
      ) s where s.on_hand > 0`;
};
