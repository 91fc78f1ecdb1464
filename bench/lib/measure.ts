/** One contender of a comparison: does its work once and says how long that took, in ms. */
export type Contender = () => Promise<number>;

export const quantile = (samples: readonly number[], share: number): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Milliseconds that `work` takes. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

/**
 * Lets each contender work once in every round, each round beginning with another one, so that whatever else the
 * machine does falls on all of them alike. The first `warmUp` rounds are not counted.
 */
export const interleave = async <Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Promise<Map<string, number[]>> => {
  const entries = Object.entries<Contender>(contenders);
  const samples = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (let turn = 0; turn < entries.length; turn += 1) {
      const entry = entries[(round + turn) % entries.length];
      if (entry === undefined) continue;
      const [name, work] = entry;
      const took = await work();
      if (round >= warmUp) samples.get(name)?.push(took);
    }
  }
  return samples;
};

/** Works a queue off with `clients` at once; returns how many were done in a second. */
export const throughput = async <Item>(
  items: readonly Item[],
  clients: number,
  work: (item: Item) => Promise<unknown>,
): Promise<number> => {
  const queue = [...items];
  const client = async (): Promise<void> => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item);
  };
  const took = await timed(() => Promise.all(Array.from({ length: clients }, client)));
  return (items.length / took) * 1000;
};
