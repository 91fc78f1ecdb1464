import type { RequestContext } from "#/server/api/context.ts";
import { verifyInvariants } from "#/server/invariants/verify.ts";
import { median, throughput } from "../lib/measure.ts";
import { compare, type Result } from "../lib/results.ts";
import { openFloor } from "./floor.ts";
import { allSaid, completeWithUs, knownContext } from "./ours.ts";
import { admin, bookJobs, type Garage, type Job, openGarage, settleDatabase } from "./world.ts";

const clients = 8;
const lines = 10;
const rounds = 5;
const cardsARound = 80;

/** B1c: eight clients at once, spread over twenty tenants and all in one, where they meet at the invoice counter. */
export const completingTogether = async (): Promise<Result[]> => {
  const floor = await openFloor(clients);
  const results: Result[] = [];
  for (const tenants of [20, 1]) {
    const garages = await Promise.all(Array.from({ length: tenants }, openGarage));
    results.push(await race(`B1c ${tenants === 1 ? "one tenant" : `${tenants} tenants`}`, garages, floor));
  }
  return [...results, await losses()];
};

const race = async (
  name: string,
  garages: readonly Garage[],
  floor: (job: Job) => Promise<unknown>,
): Promise<Result> => {
  const ours: number[] = [];
  const theirs: number[] = [];
  // The first round warms up both sides' connections and plans.
  for (let round = 0; round <= rounds; round += 1) {
    const jobs: Job[] = [];
    for (const garage of garages) jobs.push(...(await bookJobs(garage, (2 * cardsARound) / garages.length, lines)));
    const mine = jobs.filter((_, index) => index % 2 === 0);
    const others = jobs.filter((_, index) => index % 2 === 1);
    await settleDatabase();
    const asked: { job: Job; context: RequestContext }[] = [];
    for (const job of mine) asked.push({ job, context: await knownContext(job.garage) });
    const withUs = async () => {
      ours.push(await throughput(asked, clients, ({ job, context }) => completeWithUs(job, context)));
      await allSaid();
    };
    const onFloor = async () => void theirs.push(await throughput(others, clients, floor));
    for (const run of round % 2 === 0 ? [withUs, onFloor] : [onFloor, withUs]) await run();
  }
  return compare(name, "transactions/s", median(ours.slice(1)), median(theirs.slice(1)), { atLeast: 0.5 });
};

/** Deadlocks, lost stock and gaps in the numbers, over everything that ran: none. */
const losses = async (): Promise<Result> => {
  const { rows } = await admin.query<{ deadlocks: string }>(
    "select deadlocks from pg_stat_database where datname = current_database()",
  );
  const broken = (await verifyInvariants(process.env.DATABASE_ADMIN_URL ?? "", { sealGraceMs: 3_600_000 })).filter(
    ({ state }) => state === "broken",
  );
  const found = Number(rows[0]?.deadlocks ?? 0) + broken.reduce((sum, invariant) => sum + invariant.rows.length, 0);
  return {
    name: `B1c deadlocks, broken invariants${broken.map(({ id }) => ` ${id}`).join("")}`,
    ours: found,
    against: 0,
    unit: "",
    ratio: found,
    target: "0",
    pass: found === 0,
    gate: true,
  };
};
