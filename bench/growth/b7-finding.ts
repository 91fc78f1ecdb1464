import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#/generated/prisma/client.ts";
import { atEnd } from "../lib/ending.ts";
import { interleave, median, quantile, timed } from "../lib/measure.ts";
import { compare, faster, limited, type Result } from "../lib/results.ts";
import { openStores } from "./store.ts";
import { openWorker } from "./workers.ts";

const depth = 30_000;

/** The same rows by hand: one statement, no row level security, nothing parsed, checked or shaped. */
const floors = {
  board: `select jc.id, jc.number, jc.status, v.plate, v.make, v.model, c.name, m.name as technician, l.lines
    from job_card jc join vehicle v on v.tenant_id = jc.tenant_id and v.id = jc.vehicle_id
    join customer c on c.tenant_id = jc.tenant_id and c.id = jc.customer_id
    left join member m on m.tenant_id = jc.tenant_id and m.id = jc.technician_id
    left join lateral (select jsonb_agg(jsonb_build_object('quantity', x.quantity::text, 'price', x.unit_price_minor)) as lines from job_line x
      where x.tenant_id = jc.tenant_id and x.job_card_id = jc.id and x.removed_at is null) l on true
   where jc.tenant_id = $1 and jc.branch_id = $2 and jc.on_board order by jc.status_since desc limit 500`,
  history: `select jc.*, v.plate, v.make, v.model, c.name, c.phone, m.name as technician, i.number as invoice, i.total_minor, p.amount_minor
    from (select * from job_card where tenant_id = $1 and (opened_at, id) < ($2, $3) order by opened_at desc, id desc limit 50) jc
    join vehicle v on v.tenant_id = jc.tenant_id and v.id = jc.vehicle_id join customer c on c.tenant_id = jc.tenant_id and c.id = jc.customer_id
    left join member m on m.tenant_id = jc.tenant_id and m.id = jc.technician_id
    left join invoice i on i.tenant_id = jc.tenant_id and i.job_card_id = jc.id and i.completion_number = jc.completion_number
    left join payment p on p.tenant_id = i.tenant_id and p.invoice_id = i.id order by jc.opened_at desc, jc.id desc`,
  plate: `select v.id, v.plate, v.make, v.model, c.name from vehicle v join customer c on c.tenant_id = v.tenant_id and c.id = v.customer_id
   where v.tenant_id = $1 and v.plate_normalised like $2 and v.archived_at is null limit 5`,
  name: `select id, name, phone from customer where tenant_id = $1 and name ilike $2 and archived_at is null limit 5`,
  phone: `select id, name, phone from customer where tenant_id = $1 and phone like $2 and phone is not null and archived_at is null limit 5`,
} as const;

/** B7: the board, the history thirty thousand cards deep, and searching, on 1.2 million cards; by hand, and with Prisma's cursor. */
export const finding = async (): Promise<Result[]> => {
  const [store] = await openStores([1_200_000]);
  if (store === undefined) throw new Error("The database was not made.");
  const ask = await openWorker(store);
  const db = new pg.Pool({ connectionString: store.adminUrl, max: 2 });
  atEnd(() => db.end());
  const prisma = new PrismaClient({ adapter: new PrismaPg(db) });
  const { rows: places } = await db.query<{ tenant: string; branch: string }>("select tenant, branch from bench_place");
  const { tenant = "", branch = "" } = places[0] ?? {};
  const { rows: deep } = await db.query<{ at: Date; id: string }>(
    "select opened_at as at, id from job_card where tenant_id = $1 order by opened_at desc, id desc offset $2 limit 1",
    [tenant, depth],
  );
  const from = deep[0];
  if (from === undefined) throw new Error("There are too few cards.");
  const { rows: people } = await db.query<{ plate: string; name: string; phone: string }>(
    "select v.plate, c.name, c.phone from bench_car v join bench_person c using (at) order by md5(at::text) limit 40",
  );
  let turn = 0;
  const searched = people.flatMap(
    ({ plate, name, phone }) =>
      [
        ["plate", `%${plate}%`],
        ["plate", `%${plate.slice(2, 7)}%`],
        ["name", `%${name.split(" ").at(-1)}%`],
        ["name", `%${name.slice(0, 8)}%`],
        ["phone", `%${phone.slice(-6)}%`],
      ] as const,
  );
  const byHand = (name: keyof typeof floors, values: unknown[]) =>
    timed(() => db.query({ name, text: floors[name], values }));
  const ours = (what: "board" | "history" | "deep" | "search") => async () =>
    (await ask({ what, count: 1, buffers: false }))[0] ?? Number.NaN;
  const samples = await interleave(
    {
      board: ours("board"),
      boardFloor: () => byHand("board", [tenant, branch]),
      page1: ours("history"),
      deep: ours("deep"),
      deepFloor: () => byHand("history", [tenant, from.at, from.id]),
      search: ours("search"),
      searchFloor: () => {
        const [kind, pattern] = searched[turn++ % searched.length] ?? ["plate", "%"];
        return byHand(kind, [tenant, pattern]);
      },
    },
    { rounds: 60, warmUp: 12 },
  );
  // Apart and once only: asked for 50 rows after a cursor, Prisma reads every row behind it (prisma/orm#27094).
  const cursor = await timed(() =>
    prisma.jobCard.findMany({
      where: { tenantId: tenant },
      cursor: { tenantId_id: { tenantId: tenant, id: from.id } },
      skip: 1,
      take: 50,
      orderBy: [{ openedAt: "desc" }, { id: "desc" }],
      include: { vehicle: true, customer: true, technician: true, invoices: { include: { payments: true } } },
    }),
  );
  await prisma.$disconnect();
  const of = (name: string) => samples.get(name) ?? [];
  return [
    compare("B7 board against raw SQL", "ms", median(of("board")), median(of("boardFloor")), { atMost: 2.5 }),
    compare("B7 history at depth 30 k against raw keyset", "ms", median(of("deep")), median(of("deepFloor")), {
      atMost: 2.5,
    }),
    compare("B7 history at depth 30 k against its first page", "ms", median(of("deep")), median(of("page1")), {
      atMost: 1.3,
    }),
    faster("B7 history at depth 30 k against Prisma's cursor", median(of("deep")), cursor),
    compare("B7 search against raw trigram SQL of one kind", "ms", median(of("search")), median(of("searchFloor")), {
      atMost: 2.5,
    }),
    limited("B7 search, p95", "ms", quantile(of("search"), 0.95), 10),
  ];
};
