import { peerDatabase } from "../lib/database.ts";
import { quantile } from "../lib/measure.ts";
import { type Answer, joined, openPeer } from "../lib/peers.ts";
import { absent, compare, faster, limited, type Result } from "../lib/results.ts";
import { effects, openPipeline } from "./pipeline.ts";

const rounds = 6;
const eventsARound = 60;
const pauseMs = 10;
const longestMs = 25;

/**
 * B5: from COMMIT to the beginning of the effect. Ours goes outbox → relay → runner → signed HTTP → claim; theirs is a
 * job added in the same way inside a transaction. One event at a time, as a garage makes them.
 */
export const followingCommits = async (): Promise<Result[]> => {
  const pipeline = await openPipeline();
  const url = await peerDatabase();
  const graphile = await openPeer("graphile-worker", { url });
  const boss = await openPeer("pg-boss", { url });
  const request = { events: eventsARound, effects, pauseMs };
  const answers = { ours: [] as Answer[], graphile: [] as Answer[], boss: [] as Answer[] };
  const turns = [
    async () => answers.ours.push({ samples: await pipeline.latencies(eventsARound, pauseMs) }),
    async () => answers.graphile.push(await graphile.ask(request)),
    async () => answers.boss.push(await boss.ask(request)),
  ];
  for (let round = 0; round < rounds; round += 1)
    for (let turn = 0; turn < turns.length; turn += 1) await turns[(round + turn) % turns.length]?.();
  await pipeline.stop();

  // The first round warms up connections, plans and code on all sides.
  const warm = (all: readonly Answer[]) => joined(all.slice(1));
  const ours = warm(answers.ours);
  if ("reason" in ours) throw new Error(ours.reason);
  const p50 = quantile(ours.samples, 0.5);
  return [
    against("graphile-worker", warm(answers.graphile), p50),
    against("pg-boss", warm(answers.boss), p50),
    limited("B5 commit → handler start, p99", "ms", quantile(ours.samples, 0.99), longestMs),
  ];
};

const against = (peer: "graphile-worker" | "pg-boss", theirs: Answer, p50: number): Result => {
  const name = `B5 commit → handler start, p50 against ${peer}`;
  if ("reason" in theirs) return absent(name, "ms", p50, theirs.reason);
  const other = quantile(theirs.samples, 0.5);
  return peer === "pg-boss" ? faster(name, p50, other) : compare(name, "ms", p50, other, { atMost: 2 });
};
