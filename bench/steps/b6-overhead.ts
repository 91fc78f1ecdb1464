import { peerDatabase } from "../lib/database.ts";
import { median, timed } from "../lib/measure.ts";
import { type Answer, joined, openPeer, type PeerName } from "../lib/peers.ts";
import { absent, limited, type Result } from "../lib/results.ts";
import { openSteps } from "./ours.ts";

const few = 1;
const many = 41;
const rounds = 8;
const runsARound = 10;
const mostMs = 0.1;

type Side = "plain" | "steps" | "saga" | "dbos" | "medusa";
type Ask = (steps: number) => Promise<Answer>;

/**
 * B6: what orchestration adds to a step. The steps do nothing, and what a run of its own costs is taken off: it is the
 * difference between a run of forty-one steps and one of a single step.
 */
export const orchestrating = async (): Promise<Result[]> => {
  const ours = await openSteps();
  const took = await measure({
    plain: ourSide(ours.plain),
    steps: ourSide(ours.steps),
    saga: ourSide(ours.saga),
    dbos: await peerSide("dbos"),
    medusa: await peerSide("medusa"),
  });
  const saga = measured(took.saga);
  const step = Math.max(0, measured(took.steps) - measured(took.plain));
  return [
    limited("B6 a step of a transaction, above plain calls", "ms", step, mostMs),
    less("B6 a step of a transaction against DBOS", step, took.dbos, 10),
    less("B6 a step of a transaction against Medusa workflows", step, took.medusa),
    less("B6 a durable step of a saga against DBOS", saga, took.dbos),
  ];
};

const ourSide =
  (run: (steps: number) => Promise<unknown>): Ask =>
  async (steps) => {
    const samples: number[] = [];
    for (let index = 0; index < runsARound; index += 1) samples.push(await timed(() => run(steps)));
    return { samples };
  };

const peerSide = async (name: PeerName): Promise<Ask> => {
  const peer = await openPeer(name, { url: await peerDatabase() });
  return (steps) => peer.ask({ steps, runs: runsARound });
};

/** Milliseconds a step on each side, or why that side could not run. */
const measure = async (sides: Readonly<Record<Side, Ask>>): Promise<Record<Side, number | string>> => {
  const turns = Object.values(sides).flatMap((ask) =>
    [few, many].map((steps) => ({ ask, steps, answers: [] as Answer[] })),
  );
  for (let round = 0; round <= rounds; round += 1)
    for (let turn = 0; turn < turns.length; turn += 1) {
      const next = turns[(round * 3 + turn) % turns.length];
      next?.answers.push(await next.ask(next.steps));
    }
  const slopeOf = (ask: Ask): number | string => {
    const medianOf = (steps: number): number | string => {
      // The first round warms up.
      const all = joined(turns.find((turn) => turn.ask === ask && turn.steps === steps)?.answers.slice(1) ?? []);
      return "reason" in all ? all.reason : median(all.samples);
    };
    const [short, long] = [medianOf(few), medianOf(many)];
    if (typeof short === "string") return short;
    return typeof long === "string" ? long : (long - short) / (many - few);
  };
  return {
    plain: slopeOf(sides.plain),
    steps: slopeOf(sides.steps),
    saga: slopeOf(sides.saga),
    dbos: slopeOf(sides.dbos),
    medusa: slopeOf(sides.medusa),
  };
};

const measured = (figure: number | string): number => {
  if (typeof figure === "string") throw new Error(figure);
  return figure;
};

/** How many times less ours adds. What cannot be told from nothing counts as a microsecond. */
const less = (name: string, ours: number, theirs: number | string, atLeast?: number): Result => {
  if (typeof theirs === "string") return absent(name, "ms", ours, theirs);
  const ratio = theirs / Math.max(ours, 0.001);
  return {
    name,
    ours,
    against: theirs,
    unit: "ms",
    ratio,
    target: atLeast === undefined ? null : `≥ ${atLeast}× less`,
    pass: atLeast === undefined || ratio >= atLeast,
    gate: false,
  };
};
