import pg from "pg";
import { addDays, isoDateIn } from "#/domain/time.ts";
import { atEnd } from "../lib/ending.ts";
import { interleave, median, timed } from "../lib/measure.ts";
import { compare, faster, type Result } from "../lib/results.ts";
import { openStores } from "./store.ts";
import { openWorker } from "./workers.ts";

/** The kept days by hand: no row level security, nothing summed, parsed, checked or shaped. */
const floor =
  "select * from daily_metric where tenant_id = $1 and branch_id = $2 and day between $3::date and $4::date";

/** The same figures out of the rows themselves, by hand as well. */
const live = `
  select (i.issued_at at time zone b.zone)::date as day, count(distinct i.id) as cards, sum(l.net_minor) filter (where l.kind = 'LABOUR') as labour,
         sum(l.net_minor) filter (where l.kind = 'PART') as parts, sum(l.quantity) filter (where l.kind = 'LABOUR') as hours,
         sum(j.unit_cost_minor * l.quantity) filter (where l.kind = 'PART') as cost, sum(l.net_minor) as net,
         count(distinct i.id) filter (where i.issued_at <= c.promised_at) as kept
    from invoice i join branch b on b.tenant_id = i.tenant_id and b.id = i.branch_id
    join job_card c on c.tenant_id = i.tenant_id and c.id = i.job_card_id and c.completion_number = i.completion_number
    join invoice_line l on l.tenant_id = i.tenant_id and l.invoice_id = i.id
    join job_line j on j.tenant_id = l.tenant_id and j.id = l.job_line_id
    left join credit_note_line k on k.tenant_id = l.tenant_id and k.invoice_id = l.invoice_id and k.invoice_position = l.position
   where i.tenant_id = $1 and i.branch_id = $2 and i.issued_at >= $3::date and i.issued_at < $4::date + 1 group by 1`;

const size = Number(process.env.B8_CARDS ?? 1_200_000);

/** B8: a dashboard's figures with those of the period before, 90 days and all time, out of the days' kept rows. */
export const readingFigures = async (): Promise<Result[]> => {
  const [store] = await openStores([size]);
  if (store === undefined) throw new Error("The database was not made.");
  const ask = await openWorker(store);
  const db = new pg.Pool({ connectionString: store.adminUrl, max: 2 });
  atEnd(() => db.end());
  const { rows } = await db.query<{ tenant: string; branch: string; net: string; kept: string }>(
    `select tenant, branch, (select sum(net_minor) from invoice) as net, (select sum(net_minor) from daily_metric) as kept from bench_place`,
  );
  const { tenant = "", branch = "", net, kept } = rows[0] ?? {};
  if (net !== kept) throw new Error(`The days say ${kept}, the invoices ${net}.`);
  const today = isoDateIn(new Date(), "UTC");
  const spans = { quarter: [addDays(today, -179), today], all: ["2000-01-01", today] } as const;
  const byHand = (text: string, [first, last]: readonly [string, string]) =>
    timed(() =>
      db.query({ name: `${text === floor ? "floor" : "live"} ${first}`, text, values: [tenant, branch, first, last] }),
    );
  const ours = (what: "dashboard" | "dashboardAll" | "dashboardCall") => async () =>
    (await ask({ what, count: 1, buffers: false }))[0] ?? Number.NaN;
  const samples = await interleave(
    {
      quarter: ours("dashboard"),
      quarterFloor: () => byHand(floor, spans.quarter),
      quarterCall: ours("dashboardCall"),
      all: ours("dashboardAll"),
      allFloor: () => byHand(floor, spans.all),
    },
    { rounds: 60, warmUp: 12 },
  );
  const slow = await interleave(
    {
      quarterLive: () => byHand(live, [addDays(today, -89), today]),
      allLive: () => byHand(live, spans.all),
    },
    { rounds: 3, warmUp: 1 },
  );
  const of = (name: string) => median(samples.get(name) ?? slow.get(name) ?? []);
  return [
    compare(
      "B8 figures of 90 days and the 90 before against a raw read of the days",
      "ms",
      of("quarter"),
      of("quarterFloor"),
      {
        atMost: 3,
      },
    ),
    compare("B8 the same with session and membership, through tRPC", "ms", of("quarterCall"), of("quarterFloor"), {
      atMost: 8,
    }),
    faster("B8 figures of 90 days against a live aggregate", of("quarter"), of("quarterLive"), 8),
    compare("B8 figures of all time against a raw read of the days", "ms", of("all"), of("allFloor"), { atMost: 3 }),
    faster("B8 figures of all time against a live aggregate", of("all"), of("allLive"), 50),
  ];
};
