import { setImmediate as turn } from "node:timers/promises";
import { afterAll, expect, it, vi } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { closeDatabase, pool } from "#/server/db/client.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { cards as cardsOnBoard } from "#/server/repositories/board.ts";
import { buildCustomerWithVehicle, buildJobCards, buildPart, buildTenant } from "../../prisma/seed/builders.ts";
import { buffersEach } from "../harness/buffers.ts";
import { writeHistory } from "../harness/history.ts";
import { breaksInvariants } from "../harness/invariants.ts";
import { signIn } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";

// One test in a file of its own: what other tests leave in the database and in the connections' plans would be counted.

// A read asks several questions at once, and each connection plans each of them anew five times before it keeps a plan:
// with twenty connections none had settled when it was measured.
vi.hoisted(() => {
  process.env.DATABASE_POOL_SIZE = "2";
});

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const mostGrowth = 1.25;
const sizes = [2_000, 40_000];

it(`touches at most ${mostGrowth} times as many pages behind 40,000 cards as behind 2,000`, {
  timeout: 240_000,
}, async () => {
  breaksInvariants("The history is written for its size alone.");
  const tenant = await buildTenant(admin, {});
  const cookie = await signIn(tenant.members.admin.email);
  const part = await buildPart(admin, tenant, { onHand: "100000" });
  const spare = await buildPart(admin, tenant, {});
  const owner = await buildCustomerWithVehicle(admin, tenant, { name: "Priya Raman", plate: "KX19 VBT" });
  const caller = () => createCaller(createContext(new Headers({ host: "localhost:3000", cookie })));
  const complete = async (jobCardId: string): Promise<void> => {
    await caller().jobCard.complete({ jobCardId, idempotencyKey: uuidv7() });
    await turn();
    while (pool.idleCount < pool.totalCount) await turn();
  };
  // Not through its procedure, whose questions run beside each other on connections that plan at their own pace.
  const board = () => runInTenant(tenant.tenantId, () => cardsOnBoard(readDb(tenant), tenant.branchId, null));
  // The operations page: all runs, and each filter that finds few among many. Asked for what is older than the completions
  // measured here, which lie where vacuum has made room for them.
  const to = new Date();
  const operations = (asked: Parameters<ReturnType<typeof createCaller>["operation"]["list"]>[0]) => () =>
    caller().operation.list({ to, ...asked });
  const reads = {
    "every run": operations({}),
    "refused runs": operations({ outcome: "refused" }),
    "dead effects": operations({ outcome: "dead" }),
    "skipped effects": operations({ outcome: "skipped" }),
    "effects of one consumer": operations({ type: "notify-customer-email" }),
    "runs of one operation": operations({ type: "part.receive" }),
    "runs of one branch": operations({ branchId: tenant.branchId }),
    "figures of operations": () => caller().operation.figures(),
    "tasks in the queue": () => caller().task.list({}),
    "tasks resolved": () => caller().task.list({ show: "resolved" }),
    "tasks counted": () => caller().task.summary({}),
    "the audit": () => caller().audit.list({ to }),
    "how the seal stands": () => caller().audit.seal(),
  };
  const history = (asked: Parameters<ReturnType<typeof createCaller>["history"]["list"]>[0]) => () =>
    caller().history.list(asked);
  const invoices = (asked: Parameters<ReturnType<typeof createCaller>["invoice"]["list"]>[0]) => () =>
    caller().invoice.list(asked);
  // Asked for what is older than the completions measured here, for the same reason.
  const finding = {
    "history by opening": history({ to }),
    "history by completion, oldest first": history({ by: "completed", order: "oldest" }),
    "history of a branch": history({ to, branchId: tenant.branchId }),
    "history of a car": history({ to, vehicleId: owner.vehicleId }),
    "history of cancelled cards": history({ statuses: ["CANCELLED"] }),
    "history of a part never fitted": history({ partId: spare.partId }),
    "history of what nobody pays": history({ leastMinor: 90_000_000, currency: "GBP" }),
    "search for a plate": () => caller().search.find({ search: "KX19 VBT" }),
    "search for a name": () => caller().search.find({ search: "Raman" }),
    "search for a card and an invoice": () => caller().search.find({ search: "1000042" }),
    "all invoices": invoices({}),
    "invoices of a branch": invoices({ branchId: tenant.branchId }),
    "overdue invoices": invoices({ state: "overdue" }),
    "invoices paid": invoices({ state: "paid" }),
  };
  const ledger = () => caller().part.ledger({ partId: part.partId, branchId: tenant.branchId, before: null });
  const lines = [1, 2, 3].map(() => ({ kind: "PART" as const, part }));
  // The same open work at either size.
  await buildJobCards(admin, tenant, 20, { lines });

  const figures = new Map<string, number[]>();
  const note = (name: string, pages: number) => figures.set(name, [...(figures.get(name) ?? []), pages]);
  let written = 0;
  for (const size of sizes) {
    await writeHistory(admin, tenant, { ...owner, part }, [written + 1, size]);
    written = size;
    const cards = await buildJobCards(admin, tenant, 40, { lines });
    const ids = cards.map(({ jobCardId }) => jobCardId);
    for (const id of ids.slice(0, 15)) await complete(id);
    note("completing", await buffersEach(admin, tenant.tenantId, ids.slice(15), complete));
    await admin.query("update job_card set status = 'COLLECTED' where id = any($1)", [ids]);
    // What these owe has arrived by the next size, or there would be more on its way then.
    await admin.query("update event_delivery set state = 'DONE', finished_at = now() where state = 'PENDING'");
    await admin.query("update outbox_event set state = 'SENT', sent_at = now() where state = 'PENDING'");
    await admin.query("vacuum analyze");
    const times = Array.from({ length: 10 });
    for (const [name, read] of Object.entries({ board, ledger, ...reads, ...finding })) {
      for (const _ of [...times, ...times, ...times]) await read();
      note(name, await buffersEach(admin, tenant.tenantId, times, read));
    }
  }
  for (const [name, [small = Number.NaN, large = Number.NaN]] of figures) {
    // An index that gains a level costs a read of a few rows a few pages more.
    expect(small, `${name} was not measured`).toBeGreaterThan(5);
    expect(large, `${name}: ${small} → ${large} pages`).toBeLessThanOrEqual(Math.max(small * mostGrowth, small + 10));
  }
});
