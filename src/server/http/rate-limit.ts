import { uuidv7 } from "#/domain/ids.ts";
import { pool } from "#/server/db/client.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";

/** `window` in seconds. */
export type LimitRule = { readonly window: number; readonly max: number };
export type LimitAnswer = { readonly allowed: boolean; readonly retryAfter: number | null };

const now = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

/**
 * Counts one attempt under `key` and says whether it is within `rule`: one statement on the row, so that
 * attempts of one moment, at several processes, are counted one by one. `last_request` holds the start of the window.
 */
export const consumeLimit = async (key: string, { window, max }: LimitRule): Promise<LimitAnswer> => {
  const { rows } = await runOutsideTenants(() =>
    pool.query<{ count: number; wait_ms: number }>({
      name: "rate_limit_consume",
      text: `insert into rate_limit as seen (id, key, count, last_request) values ($1, $2, 1, ${now})
             on conflict (key) do update set
               count = case when seen.last_request <= ${now} - $3 then 1 else least(seen.count + 1, 1000000) end,
               last_request = case when seen.last_request <= ${now} - $3 then ${now} else seen.last_request end
             returning count, (last_request + $3 - ${now})::int as wait_ms`,
      values: [uuidv7(), key, window * 1000],
    }),
  );
  const [row] = rows;
  if (row === undefined) throw new Error("The count of attempts came back empty.");
  if (row.count === 1) await forgetOld();
  return row.count <= max
    ? { allowed: true, retryAfter: null }
    : { allowed: false, retryAfter: Math.max(1, Math.ceil(row.wait_ms / 1000)) };
};

export type Counted = { readonly key: string; readonly rule: LimitRule };

/**
 * Counts one attempt under several keys in one statement, in the order of the keys, so that two who count under the same
 * never wait for each other; the first answer that is a refusal, else that it is allowed. A crowd counts under one key of
 * its workshop, each behind the other's commit, so none of these waits for the disk: a crash of the database forgets the
 * counts of its last moment, and nothing else.
 */
export const consumeLimits = async (counted: readonly Counted[]): Promise<LimitAnswer> => {
  const sorted = counted.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const { rows } = await runOutsideTenants(() =>
    pool.query<{ key: string; count: number; wait_ms: number }>({
      name: "rate_limit_consume_all",
      text: `with asked as (select * from unnest($1::uuid[], $2::text[], $3::bigint[]) as a(id, key, span)),
                  unhurried as (select set_config('synchronous_commit', 'off', true)),
                  seen as (
               insert into rate_limit as seen (id, key, count, last_request) select id, key, 1, ${now} from asked, unhurried
               on conflict (key) do update set
                 count = case when seen.last_request <= ${now} - (select span from asked where asked.key = excluded.key) then 1 else least(seen.count + 1, 1000000) end,
                 last_request = case when seen.last_request <= ${now} - (select span from asked where asked.key = excluded.key) then ${now} else seen.last_request end
               returning key, count, last_request)
             select seen.key, seen.count, (seen.last_request + asked.span - ${now})::int as wait_ms from seen join asked using (key)`,
      values: [sorted.map(() => uuidv7()), sorted.map(({ key }) => key), sorted.map(({ rule }) => rule.window * 1000)],
    }),
  );
  // One in so many: a crowd of strangers would each sweep the whole table.
  if (rows.some(({ count }) => count === 1) && Math.random() < 0.02) await forgetOld();
  for (const { key, rule } of sorted) {
    const row = rows.find((each) => each.key === key);
    if (row === undefined) throw new Error("The count of attempts came back empty.");
    if (row.count > rule.max) return { allowed: false, retryAfter: Math.max(1, Math.ceil(row.wait_ms / 1000)) };
  }
  return { allowed: true, retryAfter: null };
};

/** Addresses seen once would pile up for ever. */
const forgetOld = () =>
  runOutsideTenants(() =>
    pool.query({ name: "rate_limit_forget", text: `delete from rate_limit where last_request < ${now} - 86400000` }),
  );

/** What was counted under a key no longer is. */
export const forgetLimit = async (key: string): Promise<void> => {
  await runOutsideTenants(() =>
    pool.query({ name: "rate_limit_clear", text: "delete from rate_limit where key = $1", values: [key] }),
  );
};
