import { setImmediate as turn } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
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

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const mostGrowth = 1.25;
const sizes = [2_000, 40_000];

it(`touches at most ${mostGrowth} times as many pages behind 40,000 cards as behind 2,000`, async () => {
  breaksInvariants("The history is written for its size alone.");
  const tenant = await buildTenant(admin, {});
  const cookie = await signIn(tenant.members.advisor.email);
  const part = await buildPart(admin, tenant, { onHand: "100000" });
  const owner = await buildCustomerWithVehicle(admin, tenant);
  const caller = () => createCaller(createContext(new Headers({ host: "localhost:3000", cookie })));
  const complete = async (jobCardId: string): Promise<void> => {
    await caller().jobCard.complete({ jobCardId, idempotencyKey: uuidv7() });
    await turn();
    while (pool.idleCount < pool.totalCount) await turn();
  };
  // Not through its procedure, whose questions run beside each other on connections that plan at their own pace.
  const board = () => runInTenant(tenant.tenantId, () => cardsOnBoard(readDb(tenant), tenant.branchId, null));
  const ledger = () => caller().part.ledger({ partId: part.partId, branchId: tenant.branchId, before: null });
  const lines = [1, 2, 3].map(() => ({ kind: "PART" as const, part }));
  // The same open work at either size.
  await buildJobCards(admin, tenant, 20, { lines });

  const figures = { completing: [] as number[], board: [] as number[], ledger: [] as number[] };
  let written = 0;
  for (const size of sizes) {
    await writeHistory(admin, tenant, { ...owner, part }, [written + 1, size]);
    written = size;
    const cards = await buildJobCards(admin, tenant, 40, { lines });
    const ids = cards.map(({ jobCardId }) => jobCardId);
    for (const id of ids.slice(0, 15)) await complete(id);
    figures.completing.push(await buffersEach(admin, tenant.tenantId, ids.slice(15), complete));
    await admin.query("update job_card set status = 'COLLECTED' where id = any($1)", [ids]);
    await admin.query("vacuum analyze");
    const times = Array.from({ length: 10 });
    for (const [name, read] of Object.entries({ board, ledger })) {
      for (const _ of times) await read();
      figures[name === "board" ? "board" : "ledger"].push(await buffersEach(admin, tenant.tenantId, times, read));
    }
  }
  for (const [name, [small = Number.NaN, large = Number.NaN]] of Object.entries(figures)) {
    // An index that gains a level costs a read of a few rows a few pages more.
    expect(small, `${name} was not measured`).toBeGreaterThan(5);
    expect(large, `${name}: ${small} → ${large} pages`).toBeLessThanOrEqual(Math.max(small * mostGrowth, small + 10));
  }
});
