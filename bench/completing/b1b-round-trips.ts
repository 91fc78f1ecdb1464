import { overhear } from "../../tests/harness/round-trips.ts";
import type { Result } from "../lib/results.ts";
import { allSaid, completeWithUs, knownContext } from "./ours.ts";
import { bookJobs, openGarage } from "./world.ts";

const sizes = [1, 2, 10, 50, 200];
const atMost = 16;

/** B1b: round trips inside the transaction, BEGIN and COMMIT counted, are the same for every number of lines. */
export const completingRoundTrips = async (): Promise<Result[]> => {
  const garage = await openGarage();
  const counts: number[] = [];
  for (const lines of sizes) {
    const [job] = await bookJobs(garage, 1, lines);
    if (job === undefined) throw new Error("The card was not built.");
    const context = await knownContext(garage);
    const { transaction } = await overhear(() => completeWithUs(job, context));
    await allSaid();
    counts.push(transaction.length);
  }
  const most = Math.max(...counts);
  const equal = most === Math.min(...counts);
  return [
    {
      name: `B1b n=${sizes.join(", ")}: ${equal ? "equal" : counts.join(", ")}`,
      ours: most,
      against: atMost,
      unit: "round trips",
      ratio: most / atMost,
      target: `equal, ≤ ${atMost}`,
      pass: equal && most <= atMost,
      gate: true,
    },
  ];
};
