import type pg from "pg";

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** One sum for each table over every row that is a tenant's, its people's accounts and sessions included. */
export const checksumOf = async (admin: pg.Pool, tenantId: string): Promise<Record<string, string>> => {
  const { rows } = await admin.query<{ name: string }>(
    `select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'tenant_id' order by table_name`,
  );
  const people = "(select user_id from member where tenant_id = $1)";
  const owned: [string, string][] = [
    ...rows.map(({ name }): [string, string] => [name, "t.tenant_id = $1"]),
    ["tenant", "t.id = $1"],
    ["user", `t.id in ${people}`],
    ["account", `t.user_id in ${people}`],
    ["session", `t.user_id in ${people}`],
  ];
  const sums = await Promise.all(
    owned.map(async ([name, whose]) => {
      const found = await admin.query<{ sum: string }>(
        `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from ${quoted(name)} t where ${whose}`,
        [tenantId],
      );
      return [name, found.rows[0]?.sum ?? ""] as const;
    }),
  );
  return Object.fromEntries(sums);
};
