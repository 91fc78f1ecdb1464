import pg from "pg";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { overhear } from "../../tests/harness/round-trips.ts";
import { atEnd } from "../lib/ending.ts";
import { interleave, median, timed } from "../lib/measure.ts";
import { compare, limited, type Result } from "../lib/results.ts";
import { againstAnEngine } from "./b4-engine.ts";
import { openWorkshop } from "./world.ts";

const bays = 10;
const days = 28;
const others = 500;
const appointments = 1_000_000;

/** B4: free times of 28 days on ten bays beside a million appointments on others. */
export const findingTimes = async (): Promise<Result[]> => {
  const admin = new pg.Pool({ connectionString: process.env.DATABASE_ADMIN_URL, max: 2 });
  atEnd(() => admin.end());
  const { tenant, serviceId, starts } = await openWorkshop(admin, bays);
  const [first] = starts;
  if (first === undefined) throw new Error("There is no time to book.");
  await fill(admin, tenant, first);

  const caller = createCaller(createContext(new Headers({ host: "localhost:3000" })));
  const ours = () =>
    caller.booking.availability({
      tenantSlug: tenant.slug,
      branchId: tenant.branchId,
      serviceIds: [serviceId],
      fromDay: null,
      days,
    });
  const client = new pg.Client({ connectionString: process.env.DATABASE_ADMIN_URL });
  await client.connect();
  atEnd(() => client.end());
  const floor = () =>
    client.query({
      name: "bench_busy",
      text: `select bay_id, starts_at, ends_at from bay_allocation
              where tenant_id = $1 and bay_id = any($2::uuid[]) and tstzrange(starts_at, ends_at, '[)') && tstzrange($3, $4)
                and state in ('HELD', 'BOOKED', 'CHECKED_IN', 'IN_PROGRESS') order by bay_id, starts_at`,
      values: [tenant.tenantId, tenant.bays.map(({ id }) => id), new Date(), new Date(Date.now() + days * 86_400_000)],
    });
  const samples = await interleave({ ours: () => timed(ours), floor: () => timed(floor) }, { rounds: 60, warmUp: 10 });
  const { outside } = await overhear(ours);
  const asked = outside.filter((text) => !text.includes("set_config('app.tenant_id'"));
  return [
    compare(
      "B4 availability through tRPC against one SQL that returns what is busy",
      "ms",
      median(samples.get("ours") ?? []),
      median(samples.get("floor") ?? []),
      { atMost: 2 },
    ),
    limited("B4 round trips", "", asked.length, 2, true),
    await againstAnEngine(),
  ];
};

/** Six appointments a day on each bay that is asked for, and a million on the bays of another branch. */
const fill = async (
  admin: pg.Pool,
  tenant: { tenantId: string; branchId: string; bays: readonly { id: string }[] },
  first: Date,
): Promise<void> => {
  await admin.query("alter table bay_allocation drop constraint bay_allocation_no_overlap");
  await admin.query(
    `insert into bay_allocation (tenant_id, id, bay_id, starts_at, ends_at, state)
     select $1, uuidv7(), bay, at, at + interval '1 hour', 'BOOKED'
       from unnest($2::uuid[]) bay, generate_series(0, ${days + 5}) d, generate_series(0, 5) k,
            lateral (select $3::timestamptz + d * interval '1 day' + k * interval '90 minutes') s(at)`,
    [tenant.tenantId, tenant.bays.map(({ id }) => id), first],
  );
  await admin.query(
    `with place as (
       insert into branch select (jsonb_populate_record(b, jsonb_build_object('id', uuidv7(), 'name', 'Elsewhere', 'invoice_prefix', 'ELSE', 'closed_at', now()))).* from branch b
        where b.tenant_id = $1 and b.id = $2 returning tenant_id, id
     ), bay as (
       insert into service_bay (tenant_id, id, branch_id, name, kind, capabilities, position)
       select tenant_id, uuidv7(), id, 'Bay ' || n, 'Lift', '{lift}', n from place, generate_series(1, ${others}) n returning tenant_id, id
     )
     insert into bay_allocation (tenant_id, id, bay_id, starts_at, ends_at, state)
     select tenant_id, uuidv7(), id, at, at + interval '1 hour', 'BOOKED'
       from bay, generate_series(1, ${appointments / others}) n, lateral (select now() - interval '40 days' + n * interval '1 hour') s(at)`,
    [tenant.tenantId, tenant.branchId],
  );
  await admin.query(
    `alter table bay_allocation add constraint bay_allocation_no_overlap exclude using gist (
       tenant_id with =, bay_id with =, tstzrange(starts_at, ends_at, '[)') with &&) where (state in ('HELD', 'BOOKED', 'CHECKED_IN', 'IN_PROGRESS'))`,
  );
  await admin.query("vacuum analyze bay_allocation");
};
