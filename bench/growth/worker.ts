import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import { addDays, isoDateIn } from "#/domain/time.ts";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { cards as cardsOnBoard } from "#/server/repositories/board.ts";
import * as reports from "#/server/services/reports.ts";
import { type BuiltTenant, buildJobCards, buildParts } from "../../prisma/seed/builders.ts";
import { buffersEach } from "../../tests/harness/buffers.ts";
import { signIn } from "../../tests/harness/people.ts";
import { allSaid } from "../completing/ours.ts";
import { admin } from "../completing/world.ts";
import { end } from "../lib/ending.ts";
import { timed } from "../lib/measure.ts";

// The product on one of the databases, in a process of its own: each has its own pool and its own plans.

const request = z.object({
  what: z.enum([
    "completing",
    "board",
    "history",
    "deep",
    "search",
    "invoices",
    "dashboard",
    "dashboardAll",
    "dashboardCall",
  ]),
  count: z.int(),
  buffers: z.boolean(),
});
export type Request = z.infer<typeof request>;

const { rows } = await admin.query<{ value: BuiltTenant }>("select value from bench_tenant");
const tenant = rows[0]?.value;
if (tenant === undefined) throw new Error("The database names no tenant.");
const cookie = await signIn(tenant.members.admin.email);
const caller = () => createCaller(createContext(new Headers({ host: "localhost:3000", cookie })));
const parts = await buildParts(admin, tenant, 3, { onHand: "1000000" });

/** The row that stands 30,000 deep, or in the middle of fewer. */
const deep = await admin.query<{ at: Date; id: string }>(
  `select opened_at as at, id from job_card where tenant_id = $1 order by opened_at desc, id desc
   offset (select least(30000, count(*) / 2) from job_card where tenant_id = $1) limit 1`,
  [tenant.tenantId],
);
const after = deep.rows[0] ?? null;

/** What people type: a plate, a name, the tail of a phone number, parts of each. Taken from the rows, so that they find. */
const typed = await admin.query<{ plate: string; name: string; phone: string }>(
  `select v.plate, c.name, c.phone from bench_car v join bench_person c using (at) order by md5(at::text) limit 40`,
);
const searches = typed.rows.flatMap(({ plate, name, phone }) => [
  plate,
  plate.slice(2, 7),
  name.split(" ").at(-1) ?? name,
  name.slice(0, 8),
  phone.slice(-6),
]);
let turn = 0;

const today = isoDateIn(new Date(), "UTC");
/** 90 days with the 90 before, and all time, as the reports ask for them. */
const quarter = {
  branchId: tenant.branchId,
  first: addDays(today, -89),
  last: today,
  before: { first: addDays(today, -179), last: addDays(today, -90) },
  step: "week" as const,
};
const allTime = {
  branchId: tenant.branchId,
  first: "2000-01-01",
  last: today,
  before: null,
  step: "month" as const,
};

const works: Record<Exclude<Request["what"], "completing">, () => Promise<unknown>> = {
  board: () => runInTenant(tenant.tenantId, () => cardsOnBoard(readDb(tenant), tenant.branchId, null)),
  history: () => caller().history.list({}),
  deep: () => caller().history.list({ after }),
  search: () => caller().search.find({ search: searches[turn++ % searches.length] ?? "" }),
  dashboard: () =>
    runInTenant(tenant.tenantId, () => reports.figures(readDb(tenant), { ...quarter, currency: null }, true)),
  dashboardAll: () =>
    runInTenant(tenant.tenantId, () => reports.figures(readDb(tenant), { ...allTime, currency: null }, true)),
  dashboardCall: () => caller().report.figures(quarter),
  invoices: () => caller().invoice.list({ state: "overdue" }),
};

const answer = async ({ what, count, buffers }: Request): Promise<number[]> => {
  const cards =
    what === "completing"
      ? (
          await buildJobCards(admin, tenant, count, { lines: parts.map((part) => ({ kind: "PART" as const, part })) })
        ).map(({ jobCardId }) => jobCardId)
      : Array.from({ length: count }, () => "");
  const work = async (jobCardId: string): Promise<void> => {
    if (what === "completing") {
      await caller().jobCard.complete({ jobCardId, idempotencyKey: uuidv7() });
      await allSaid();
    } else await works[what]();
  };
  if (buffers) return [await buffersEach(admin, tenant.tenantId, cards, work)];
  const samples: number[] = [];
  for (const card of cards) samples.push(await timed(() => work(card)));
  return samples;
};

process.on("message", async (message) => {
  try {
    process.send?.({ samples: await answer(request.parse(message)) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.on("disconnect", () => void end().then(() => closeDatabase().finally(() => process.exit(0))));
// The same open work at either size, whatever earlier runs left behind.
await admin.query(
  "update job_card set status = 'COLLECTED', completed_at = now(), completion_number = greatest(1, completion_number), odometer_out = 2 where on_board and tenant_id = $1 and completed_at is not null",
  [tenant.tenantId],
);
const { rows: open } = await admin.query<{ count: number }>(
  "select count(*)::int as count from job_card where on_board and tenant_id = $1",
  [tenant.tenantId],
);
if ((open[0]?.count ?? 0) < 20)
  await buildJobCards(admin, tenant, 20 - (open[0]?.count ?? 0), {
    lines: parts.map((part) => ({ kind: "PART" as const, part })),
  });
await admin.query("vacuum analyze");
process.send?.({ samples: [] });
