import { interleave, median } from "../lib/measure.ts";
import { compare, limited, type Result } from "../lib/results.ts";
import { openStores } from "./store.ts";
import { openWorker } from "./workers.ts";

const sizes = [10_000, 1_200_000];
const works = ["completing", "board", "history", "search"] as const;
const mostBuffers = 1.25;
const mostTime = 1.5;

/** B2: what the same work touches and takes behind ten thousand job cards and behind 1.2 million. The dashboard comes later. */
export const growing = async (): Promise<Result[]> => {
  const [small, large] = await openStores(sizes);
  if (small === undefined || large === undefined) throw new Error("The databases were not made.");
  const [few, many] = [await openWorker(small), await openWorker(large)];
  const results: Result[] = [];
  for (const what of works) {
    const warm = { what, count: 15, buffers: false };
    await few(warm);
    await many(warm);
    const samples = await interleave(
      {
        few: async () => median(await few({ what, count: 4, buffers: false })),
        many: async () => median(await many({ what, count: 4, buffers: false })),
      },
      { rounds: 15, warmUp: 2 },
    );
    const count = what === "completing" ? 20 : 40;
    const [before = Number.NaN] = await few({ what, count, buffers: true });
    const [after = Number.NaN] = await many({ what, count, buffers: true });
    const grown = limited(`B2 ${what}, pages touched`, "×", after / before, mostBuffers, true);
    results.push(
      { ...grown, name: `B2 ${what}, pages touched behind 10 k → 1.2 M`, ours: after, against: before, unit: "pages" },
      compare(
        `B2 ${what}, p50 behind 10 k → 1.2 M`,
        "ms",
        median(samples.get("many") ?? []),
        median(samples.get("few") ?? []),
        { atMost: mostTime },
      ),
    );
  }
  return results.map((result) => (result.gate ? { ...result, ratio: result.ours / result.against } : result));
};
