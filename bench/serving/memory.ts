import { say } from "../../scripts/lib/say.mjs";
import { limited, type Result } from "../lib/results.ts";
import { startInstance } from "./instance.ts";
import { openTraffic } from "./requests.ts";

const requests = 20_000;
const clients = 8;
const everyRequests = 1000;
const mostMb = 400;
const mostGrowthMb = 1;

/** Memory: the web server's own process after twenty thousand mixed requests, and whether the second half still grows. */
export const servingForLong = async (): Promise<Result[]> => {
  const instance = await startInstance();
  const ask = await openTraffic(instance.url, instance.admin);
  const resident: number[] = [];
  for (let done = 0; done < requests; done += everyRequests) {
    let left = everyRequests;
    const client = async () => {
      for (; left > 0; ) {
        left -= 1;
        await ask();
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    resident.push(instance.residentMb());
  }
  say(`  MB after each ${everyRequests} requests: ${resident.map((mb) => mb.toFixed(0)).join(" ")}`);
  const last = resident.at(-1) ?? Number.NaN;
  return [
    limited(`Memory web, after ${requests} mixed requests`, "MB", last, mostMb),
    limited(
      "Memory web, growth in the second half",
      "MB per 1,000",
      slopeOf(resident.slice(resident.length / 2)),
      mostGrowthMb,
    ),
  ];
};

/** Least squares, so that one collection of garbage does not decide. */
const slopeOf = (values: readonly number[]): number => {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  return over / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
};
