import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase, pool } from "#/server/db/client.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import { type BuiltTenant, buildJobCards, buildParts, buildTenant } from "../../prisma/seed/builders.ts";
import { jsonRequest, signIn } from "../harness/people.ts";
import { overhear } from "../harness/round-trips.ts";
import { adminPool } from "../harness/world.ts";

// Counts, not times: they are the same on a busy machine, and fail when somebody puts a query into a loop.

const admin = adminPool();
let tenant: BuiltTenant;
let cookie: string;

beforeAll(async () => {
  tenant = await buildTenant(admin, {});
  cookie = await signIn(tenant.members.advisor.email);
});
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

/** What follows a commit (telling browsers and relay) is over when every connection is back. */
const allSaid = async (): Promise<void> => {
  await turn();
  while (pool.idleCount < pool.totalCount || pool.waitingCount > 0) await turn();
};

const completeByHttp = async (jobCardId: string): Promise<void> => {
  const request = jsonRequest(
    "/api/trpc/jobCard.complete",
    { json: { jobCardId, idempotencyKey: uuidv7() } },
    { cookie },
  );
  const response = await handleTrpc(request);
  expect(response.status, await response.clone().text()).toBe(200);
  await allSaid();
};

const cardsOf = async (count: number, lines: number): Promise<string[]> => {
  const parts = await buildParts(admin, tenant, lines, { onHand: "100000" });
  const cards = await buildJobCards(admin, tenant, count, { lines: parts.map((part) => ({ kind: "PART", part })) });
  return cards.map(({ jobCardId }) => jobCardId);
};

describe("the shape of completing", () => {
  const mostRoundTrips = 16;
  const mostLookUps = 2;

  it(`takes as many round trips for 200 lines as for one, at most ${mostRoundTrips}`, async () => {
    const counts = new Map<number, number>();
    for (const lines of [1, 2, 10, 50, 200]) {
      const [card] = await cardsOf(1, lines);
      const { transaction } = await overhear(() => completeByHttp(card ?? ""));
      expect(transaction[0]).toBe("BEGIN");
      expect(transaction.at(-1)).toBe("COMMIT");
      counts.set(lines, transaction.length);
    }
    const [first] = counts.values();
    expect(new Set(counts.values()), `round trips by lines: ${[...counts].join(" · ")}`).toEqual(new Set([first]));
    expect(first).toBeLessThanOrEqual(mostRoundTrips);
  });

  it(`asks at most ${mostLookUps} questions before the transaction: who is it, and where do they belong`, async () => {
    const [warm, card] = await cardsOf(2, 1);
    await completeByHttp(warm ?? "");
    const { outside } = await overhear(() => completeByHttp(card ?? ""));
    const lookUps = outside.filter(
      (text) => !text.includes("pg_notify") && !text.includes("set_config('app.tenant_id'"),
    );
    expect(lookUps.length, lookUps.join("\n")).toBeLessThanOrEqual(mostLookUps);
    // A request of five calls asks no more than a request of one.
    const batch = ["jobCard.byId", "jobCard.preflight", "jobCard.byId", "jobCard.preflight", "jobCard.byId"];
    const input = JSON.stringify(Object.fromEntries(batch.map((_, index) => [index, { json: { jobCardId: card } }])));
    const { outside: asked } = await overhear(async () => {
      const response = await handleTrpc(
        new Request(`http://localhost:3000/api/trpc/${batch.join(",")}?batch=1&input=${encodeURIComponent(input)}`, {
          headers: { host: "localhost:3000", cookie },
        }),
      );
      expect(response.status).toBe(200);
    });
    const who = asked.filter((text) => text.includes("from session s") || text.includes("from member m join tenant t"));
    expect(who).toHaveLength(mostLookUps);
  });
});
