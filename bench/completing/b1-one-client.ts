import { interleave, median, timed } from "../lib/measure.ts";
import { compare, faster, type Result } from "../lib/results.ts";
import { openFloor } from "./floor.ts";
import { openIdiomatic } from "./idiomatic.ts";
import { allSaid, completeWithUs, knownContext } from "./ours.ts";
import { bookJobs, openGarage, settleDatabase } from "./world.ts";

const sizes = [
  { lines: 1, rounds: 60, floorAtMost: undefined, idiomaticAtLeast: undefined },
  { lines: 10, rounds: 60, floorAtMost: 4, idiomaticAtLeast: 4 },
  { lines: 50, rounds: 40, floorAtMost: 3, idiomaticAtLeast: 8 },
];
const warmUp = 15;

/** B1: completing a card of 1, 10 and 50 parts, one client: through all our layers, by hand, and in idiomatic Prisma. */
export const completingAlone = async (): Promise<Result[]> => {
  const garage = await openGarage();
  const floor = await openFloor(1);
  const idiomatic = openIdiomatic(garage);
  const results: Result[] = [];
  for (const { lines, rounds, floorAtMost, idiomaticAtLeast } of sizes) {
    const jobs = await bookJobs(garage, 3 * (rounds + warmUp), lines);
    const next = () => {
      const job = jobs.pop();
      if (job === undefined) throw new Error("There are too few cards.");
      return job;
    };
    await settleDatabase();
    const lookUps: number[] = [];
    const samples = await interleave(
      {
        ours: async () => {
          const from = performance.now();
          const context = await knownContext(garage);
          lookUps.push(performance.now() - from);
          const took = await timed(() => completeWithUs(next(), context));
          await allSaid();
          return took;
        },
        floor: () => timed(() => floor(next())),
        idiomatic: () => timed(() => idiomatic(next())),
      },
      { rounds, warmUp },
    );
    const of = (name: string) => median(samples.get(name) ?? []);
    const bound = floorAtMost === undefined ? undefined : { atMost: floorAtMost };
    const apart = median(lookUps.slice(warmUp));
    results.push(
      compare(`B1 n=${lines} against the floor`, "ms", of("ours"), of("floor"), bound),
      faster(`B1 n=${lines} against idiomatic Prisma`, of("ours"), of("idiomatic"), idiomaticAtLeast),
      compare(`B1 n=${lines} session and membership, apart`, "ms", apart, of("ours")),
    );
  }
  return results;
};
