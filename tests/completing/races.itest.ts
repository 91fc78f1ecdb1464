import { afterAll, afterEach, expect, it } from "vitest";
import { ServiceException } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { armCrashPoints } from "#/server/db/crash-points.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { buildJobCard, buildJobCards, buildPart, buildTenant } from "../../prisma/seed/builders.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool, contextOf } from "../harness/world.ts";

const admin = adminPool();
afterEach(() => armCrashPoints(undefined));
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const count = async (text: string, values: unknown[]): Promise<number> =>
  (await admin.query<{ n: number }>(text, values)).rows[0]?.n ?? -1;

/** The codes of refusals; anything that is not one of ours fails the test. */
const codesOf = (outcomes: readonly PromiseSettledResult<unknown>[]): string[] =>
  outcomes.flatMap((outcome) => {
    if (outcome.status === "fulfilled") return [];
    if (!(outcome.reason instanceof ServiceException)) throw outcome.reason;
    return [outcome.reason.code];
  });

it("lets one of many concurrent completions of a card win", { timeout: 300_000 }, async () => {
  const { rounds: many, concurrent } = rounds({ rounds: 20, concurrent: 50 }, { rounds: 200, concurrent: 100 });
  const tenant = await buildTenant(admin, {});
  const part = await buildPart(admin, tenant, { onHand: "100000" });
  for (let round = 0; round < many; round += 1) {
    const card = await buildJobCard(admin, tenant, {
      lines: [
        { kind: "LABOUR", quantity: "1" },
        { kind: "PART", part, quantity: "2" },
      ],
    });
    const outcomes = await Promise.allSettled(
      Array.from({ length: concurrent }, () =>
        completeJobCard(contextOf(tenant), { jobCardId: card.jobCardId, idempotencyKey: uuidv7() }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(new Set(codesOf(outcomes))).toEqual(new Set(["PREREQUISITES_UNMET"]));
    for (const [what, sql] of Object.entries({
      invoice: "select count(*)::int as n from invoice where job_card_id = $1",
      issue: "select count(*)::int as n from stock_movement where job_card_id = $1 and kind = 'ISSUE'",
      history: "select count(*)::int as n from service_record where job_card_id = $1",
      event: "select count(*)::int as n from outbox_event where type = 'job-card/completed' and subject_id = $1",
    })) {
      expect(await count(sql, [card.jobCardId]), what).toBe(1);
    }
  }
});

it("gives the last ten of a part to ten of a hundred cards", { timeout: 300_000 }, async () => {
  const { rounds: many, concurrent } = rounds({ rounds: 10, concurrent: 100 }, { rounds: 50, concurrent: 500 });
  for (let round = 0; round < many; round += 1) {
    const tenant = await buildTenant(admin, {});
    const last = await buildPart(admin, tenant, { onHand: "10" });
    const plenty = await buildPart(admin, tenant, { onHand: "100000" });
    // Every other card names the two parts the other way round: the lock order must not follow the lines.
    const lines = [
      { kind: "PART" as const, part: last, quantity: "1", reserve: false },
      { kind: "PART" as const, part: plenty, quantity: "1", reserve: false },
    ];
    const cards = [
      ...(await buildJobCards(admin, tenant, concurrent / 2, { lines })),
      ...(await buildJobCards(admin, tenant, concurrent / 2, { lines: [...lines].reverse() })),
    ];
    const outcomes = await Promise.allSettled(
      cards.map(({ jobCardId }) => completeJobCard(contextOf(tenant), { jobCardId, idempotencyKey: uuidv7() })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    for (const code of codesOf(outcomes)) expect(["PREREQUISITES_UNMET", "STOCK_SHORT"]).toContain(code);
    const { rows } = await admin.query("select on_hand::text, reserved::text from stock_level where part_id = $1", [
      last.partId,
    ]);
    expect(rows).toEqual([{ on_hand: "0.000", reserved: "0.000" }]);
  }
});

it("numbers invoices 1..n though a fifth of the transactions roll back", { timeout: 600_000 }, async () => {
  const { cards: many, workers } = rounds({ cards: 2000, workers: 40 }, { cards: 50_000, workers: 40 });
  const tenant = await buildTenant(admin, {});
  const cards = await buildJobCards(admin, tenant, many, { lines: [{ kind: "LABOUR", quantity: "1" }] });
  let commits = 0;
  // The number has been given by then; every fifth transaction loses it again.
  armCrashPoints(async (point) => {
    if (point !== "job-card.complete/commit:before") return;
    commits += 1;
    if (commits % 5 === 0) throw new Error("Rolled back on purpose.");
  });
  const queue = [...cards];
  let refused = 0;
  const work = async (): Promise<void> => {
    for (let card = queue.pop(); card !== undefined; card = queue.pop()) {
      const { jobCardId } = card;
      await completeJobCard(contextOf(tenant), { jobCardId, idempotencyKey: uuidv7() }).catch((error: unknown) => {
        if (!(error instanceof ServiceException) || error.code !== "INTERNAL") throw error;
        refused += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: workers }, work));

  expect(refused).toBe(Math.floor(many / 5));
  const { rows } = await admin.query(
    "select count(*)::int as n, min(sequence) as first, max(sequence) as last, count(distinct sequence)::int as distinct from invoice where tenant_id = $1",
    [tenant.tenantId],
  );
  const issued = many - refused;
  expect(rows).toEqual([{ n: issued, first: 1, last: issued, distinct: issued }]);
});
