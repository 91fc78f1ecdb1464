import pg from "pg";

/** A way to give each of some bays to one customer at a time: `attempt` wants the nth half hour of a week, for an hour. */
export type Storm = {
  readonly begin: () => Promise<void>;
  readonly attempt: (index: number) => Promise<boolean>;
  readonly doubles: () => Promise<number>;
};

const retried = new Set(["23P01", "40P01", "40001"]);
const first = Date.UTC(2030, 0, 7);
const rangeOf = (index: number): string => {
  const at = (half: number) => new Date(first + half * 30 * 60_000).toISOString();
  return `[${at(index)},${at(index + 2)})`;
};

/** The same wish met by one raw statement under the same constraint, under an advisory lock, and under SERIALIZABLE. */
export const contenders = async (
  admin: pg.Pool,
  bays: number,
): Promise<Record<"floor" | "advisory" | "serializable", Storm>> => {
  const open = async (table: string, constraint: boolean) => {
    await admin.query(
      `create table ${table} (id uuid primary key default gen_random_uuid(), bay int not null, during tstzrange not null
        ${constraint ? ", exclude using gist (bay with =, during with &&)" : ""})`,
    );
    await admin.query(`create index on ${table} (bay, lower(during))`);
  };
  await open("bench_floor", true);
  await open("bench_advisory", false);
  await open("bench_serializable", false);

  const free = (table: string) => `select b from generate_series(1, ${bays}) b
    where not exists (select from ${table} a where a.bay = b and a.during && $1::tstzrange) order by random() limit 1`;
  const take = (table: string) => ({
    name: `take_${table}`,
    text: `insert into ${table} (bay, during) select b, $1::tstzrange from (${free(table)}) f returning id`,
  });
  // Two that collide with an error wait for each other until the deadlock is found out, a second later: with sixteen of
  // them a storm could stand still for minutes.
  const takeQuietly = (table: string) => ({
    name: `take_quietly_${table}`,
    text: `with f as (${free(table)}), t as (insert into ${table} (bay, during) select b, $1::tstzrange from f on conflict do nothing returning id)
           select exists (select from f) as free, exists (select from t) as taken`,
  });
  const doublesOf = async (table: string): Promise<number> =>
    Number(
      (
        await admin.query<{ n: string }>(
          `select count(*) as n from ${table} a join ${table} b on a.id < b.id and a.bay = b.bay and a.during && b.during`,
        )
      ).rows[0]?.n ?? 0,
    );
  const storm = (table: string, attempt: Storm["attempt"]): Storm => ({
    begin: async () => void (await admin.query(`truncate ${table}`)),
    attempt,
    doubles: () => doublesOf(table),
  });
  const within = async (begin: string, work: (client: pg.PoolClient) => Promise<boolean>): Promise<boolean> => {
    const client = await admin.connect();
    try {
      await client.query(begin);
      const done = await work(client);
      await client.query("commit");
      return done;
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
  };
  const persistently = async (work: () => Promise<boolean>): Promise<boolean> => {
    for (let tries = 0; tries < 30; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || !retried.has(error.code ?? "")) throw error;
      }
    }
    return false;
  };
  return {
    floor: storm("bench_floor", async (index) => {
      for (;;) {
        const { rows } = await admin.query<{ free: boolean; taken: boolean }>({
          ...takeQuietly("bench_floor"),
          values: [rangeOf(index)],
        });
        const [row] = rows;
        // Who was beaten to a bay looks for another.
        if (row === undefined || row.taken || !row.free) return row?.taken ?? false;
      }
    }),
    advisory: storm("bench_advisory", (index) =>
      within("begin", async (client) => {
        await client.query("select pg_advisory_xact_lock(42)");
        return (await client.query({ ...take("bench_advisory"), values: [rangeOf(index)] })).rowCount === 1;
      }),
    ),
    serializable: storm("bench_serializable", (index) =>
      persistently(() =>
        within(
          "begin isolation level serializable",
          async (client) =>
            (await client.query({ ...take("bench_serializable"), values: [rangeOf(index)] })).rowCount === 1,
        ),
      ),
    ),
  };
};
