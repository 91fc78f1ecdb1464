import { setImmediate as turn } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { closeDatabase, pool } from "#/server/db/client.ts";
import { dayAhead, firstFree, openGarage, place, stranger } from "../booking/garage.ts";
import { overhear } from "../harness/round-trips.ts";
import { adminPool } from "../harness/world.ts";

// Counts, not times: they are the same on a busy machine, and fail when somebody puts a query into a loop.

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

/** What follows a commit is over when every connection is back. */
const allSaid = async (): Promise<void> => {
  await turn();
  while (pool.idleCount < pool.totalCount || pool.waitingCount > 0) await turn();
};

/** What was asked, but for telling the connection its tenant. */
const asked = (texts: readonly string[]): string[] =>
  texts.filter((text) => !text.includes("set_config('app.tenant_id'"));

describe("the shape of availability", () => {
  const most = 2;

  it(`takes at most ${most} round trips, whatever is asked for: services, days, bays`, async () => {
    for (const [bays, services, days] of [
      [1, 1, 1],
      [10, 4, 28],
      [3, 8, 42],
    ] as const) {
      const garage = await openGarage(admin, {
        bays,
        services: Array.from({ length: services }, () => ({ minutes: 30 })),
      });
      const serviceIds = garage.services.map(({ serviceId }) => serviceId);
      const { outside, transaction } = await overhear(() =>
        garage.ask("booking.availability", { ...place(garage), serviceIds, fromDay: dayAhead(1), days }),
      );
      expect([...asked(outside), ...transaction].length, outside.join("\n")).toBeLessThanOrEqual(most);
    }
  });
});

describe("the shape of booking", () => {
  const most = 14;

  it(`takes as many round trips for eight services as for one, at most ${most} in the transaction`, async () => {
    const counts: number[] = [];
    for (const services of [1, 8]) {
      const garage = await openGarage(admin, {
        bays: 2,
        services: Array.from({ length: services }, () => ({ minutes: 30 })),
      });
      const serviceIds = garage.services.map(({ serviceId }) => serviceId);
      const startsAt = await firstFree(garage);
      await garage.ask("booking.book", { ...place(garage), serviceIds, startsAt, hold: null, ...stranger() });
      const { transaction } = await overhear(async () => {
        const { failure } = await garage.ask("booking.book", {
          ...place(garage),
          serviceIds,
          startsAt,
          hold: null,
          ...stranger(),
        });
        expect(failure).toBeNull();
        await allSaid();
      });
      expect([transaction[0], transaction.at(-1)]).toEqual(["BEGIN", "COMMIT"]);
      counts.push(transaction.length);
    }
    expect(new Set(counts).size, `round trips: ${counts.join(", ")}`).toBe(1);
    expect(counts[0]).toBeLessThanOrEqual(most);
  });
});
