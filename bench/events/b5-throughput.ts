import { allSaid, completeWithUs, knownContext } from "../completing/ours.ts";
import { bookJobs, type Job, openGarage, settleDatabase } from "../completing/world.ts";
import { median, throughput } from "../lib/measure.ts";
import { compare, type Result } from "../lib/results.ts";
import { forgetEvents, openWorkers } from "./pipeline.ts";

const clients = 8;
const tenants = 20;
const lines = 10;
const rounds = 4;
const cardsATenant = 5;

/**
 * B5: completions a second while relay, runner and consumers are at work in the same process, as under `npm start`,
 * against nobody following the events. The effects themselves do nothing: what is measured is bringing them about.
 */
export const completingWhileFollowed = async (): Promise<Result[]> => {
  const garages = await Promise.all(Array.from({ length: tenants }, openGarage));
  const start = await openWorkers();
  const on: number[] = [];
  const off: number[] = [];
  const race = async (): Promise<number> => {
    const jobs: Job[] = [];
    for (const garage of garages) jobs.push(...(await bookJobs(garage, cardsATenant, lines)));
    await settleDatabase();
    const asked = [];
    for (const job of jobs) asked.push({ job, context: await knownContext(job.garage) });
    return throughput(asked, clients, ({ job, context }) => completeWithUs(job, context));
  };
  for (let round = 0; round <= rounds; round += 1) {
    const turns = [
      async () => {
        const workers = await start();
        on.push(await race());
        await workers.stop();
      },
      async () => {
        off.push(await race());
        await allSaid();
      },
    ];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
      await turn();
      await forgetEvents();
    }
  }
  return [
    compare("B5 completions, events on against off", "transactions/s", median(on.slice(1)), median(off.slice(1)), {
      atLeast: 0.9,
    }),
  ];
};
