import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { consumersOf, optionalConsumersOf } from "#/domain/events.ts";
import { seededRandom } from "../../prisma/seed/random.ts";
import { filesUnder } from "../../scripts/lib/files.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { nightly, patienceMs, rounds } from "../harness/rounds.ts";
import { endAllLeases, endSagaLeases } from "./aftermath.ts";
import { openStage, type Stage, type Troupe } from "./stage.ts";
import { type Story, stories } from "./stories.ts";

const allConsumers: ReadonlySet<string> = new Set(
  [consumersOf, optionalConsumersOf].flatMap((each) => Object.values(each).flat()),
);

/** How a point is come to: in which story, and after which error where only an error leads there. */
type Way = { readonly story: Story; readonly after: string | null };
const ways = new Map<string, Way>();

/** Tells every story once, and once more with each effect failing, and notes the points that are passed. */
beforeAll(async () => {
  if (!nightly) return;
  const stage = await openStage("recording");
  const record = async (story: Story, after: string | null) => {
    const begin = await story.prepare(stage);
    await stage.drain();
    await stage.server.points();
    if (after !== null) await stage.server.stopAt([after], (point) => stage.server.goOn(point, "throw"));
    await begin();
    await stage.drain();
    for (const point of await stage.server.points()) if (!ways.has(point)) ways.set(point, { story, after });
  };
  for (const story of stories) await record(story, null);
  for (const consumer of allConsumers) {
    const effect = `${consumer}/effect:before`;
    const way = ways.get(effect);
    if (way) await record(way.story, effect);
  }
  await stage.expectWhole();
}, 600_000);

// At night alone until the stories of the newest mutations are told through under every fault.
test.runIf(nightly)("every story's points are known, and no consumer is without a story", () => {
  for (const consumer of allConsumers)
    for (const place of ["claim", "effect", "finish", "fail"])
      for (const side of ["before", "after"]) expect([...ways.keys()]).toContain(`${consumer}/${place}:${side}`);
  // Points with a name of their own, wherever they are set. A saga's are come to in tests/sagas, the reconciler's in
  // tests/money, those of letting us into the books in src/inngest/crash-points.itest.ts.
  const named = filesUnder(path.join(root, "src"), ["generated"])
    .filter((file) => /\.tsx?$/.test(file) && !/\.i?test\.tsx?$/.test(file))
    .flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/crashPoint\("([^"]+)"\)/g)].flatMap(([, point]) => point ?? []),
    )
    .filter((point) => !/^(sweep|reconcile|connection)\//.test(point));
  expect(named.filter((point) => !ways.has(point))).toEqual([]);
  console.info(`${ways.size} crash points`);
});

/** What happens to a process in which somebody stands still at each of `points`. */
type Fault = (stage: Stage, points: readonly string[]) => Promise<void>;

const kill: Fault = async ({ server, admin }) => {
  await server.kill();
  await endAllLeases(admin);
  server.start();
  await server.listening();
};
const fail: Fault = async ({ server }, points) => {
  for (const point of points) server.goOn(point, "throw");
};
const terminate: Fault = async ({ server, admin }, points) => {
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", [
    server.sessions,
  ]);
  for (const point of points) server.goOn(point, "return");
};

/** Waits for all, for so long; whoever has not ended by then is named. */
const inTime = async <Result>(
  what: string,
  all: readonly { readonly name: string; readonly done: Promise<Result> }[],
): Promise<Result[]> => {
  const left = new Set(all);
  for (const each of all) void each.done.finally(() => left.delete(each)).catch(() => undefined);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Not ${what}: ${[...left].map(({ name }) => name).join(", ")}`)),
    patienceMs,
  );
  return Promise.race([Promise.all(all.map(({ done }) => done)), late.promise]).finally(() => clearTimeout(timer));
};

/** So long nobody came to another point: the ones who stand still hold up all the others. */
const stillMs = 400;

/**
 * Begins the stories of a few points at once, each in a tenant of its own, since one who stands still holds locks; lets
 * whoever comes first to a point that is left stand there, and when no more come the fault happens to all of them; so on
 * until each point has had it.
 */
const tell = async (stage: Stage, points: readonly string[], abreast: number, fault: Fault): Promise<void> => {
  const { server } = stage;
  const left = new Set(points);
  const lanes = [stage, ...(await Promise.all(Array.from({ length: abreast - 1 }, () => stage.troupe())))];
  while (left.size > 0) {
    const wave = [...left].slice(0, abreast);
    const errors = new Set<string>();
    const begins = await inTime(
      "prepared",
      lanes.slice(0, wave.length).map((lane, index) => {
        const way = ways.get(wave[index] ?? "");
        if (!way) throw new Error(`Nothing leads to ${wave[index]}.`);
        if (way.after !== null && !left.has(way.after)) errors.add(way.after);
        return { name: way.story.name, done: way.story.prepare(lane) };
      }),
    );
    const standing = new Set<string>();
    let cameAt = performance.now();
    const came = (point: string) => {
      cameAt = performance.now();
      if (errors.has(point)) server.goOn(point, "throw");
      else standing.add(point);
    };
    await server.stopAt([...(abreast > 1 ? left : wave), ...errors], came);
    const told = inTime(
      `told, with somebody at ${wave.join(", ")}`,
      begins.map((begin, index) => ({ name: ways.get(wave[index] ?? "")?.story.name ?? "", done: begin() })),
    );
    await vi.waitFor(
      () => {
        if (standing.size === 0) throw new Error(`None of ${wave.join(", ")} was come to.`);
        if (standing.size < wave.length && performance.now() - cameAt < stillMs) throw new Error("They still come.");
      },
      { timeout: 60_000, interval: 5 },
    );
    // Whoever comes while this is on its way stands too: nobody would ever tell him to go on.
    await server.stopAt([], came);
    for (const point of standing) left.delete(point);
    await fault(stage, [...standing]);
    // Sagas that lost their worker are entered again when half a minute is over: here sooner.
    const hurry = setInterval(() => void endSagaLeases(stage.admin), 3000);
    await told.finally(() => clearInterval(hurry));
  }
};

const shuffled = (seed: number): string[] => {
  const random = seededRandom(seed);
  return [...ways.keys()]
    .map((point) => ({ point, at: random.next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ point }) => point);
};

/** One point after another under one fault, and what it came to. */
const chain = async (name: string, seed: number, fault: Fault): Promise<void> => {
  const began = performance.now();
  const points = shuffled(seed);
  const stage = await openStage(`${name}-${seed}`, { environment: { DATABASE_POOL_SIZE: "150" } });
  // One at a time takes an hour for twenty seeds: so go the points of one.
  await tell(stage, points, nightly && seed === 1 ? 1 : 12, fault);
  await report(stage, `${name}-${seed}`, points, began);
};

const report = async (stage: Stage, name: string, points: readonly string[], began: number): Promise<void> => {
  const { retried, again } = await stage.expectWhole();
  await stage.server.end();
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.info(
    `${name}: ${points.length} points in ${seconds} s, ${retried} given up and retried, ${again} messages again`,
  );
};

// Four at once: most of their time is waiting.
for (const seed of Array.from({ length: rounds(1, 20) }, (_, index) => index + 1))
  describe.concurrent(`whatever happens at a point, the story ends well: seed ${seed}`, { timeout: 2_700_000 }, () => {
    test.runIf(nightly)("the process is killed there", () => chain("killed", seed, kill));
    test.runIf(nightly)("an error is thrown there", () => chain("error", seed, fail));
    test.runIf(nightly)("every session of the process ends there", () => chain("terminated", seed, terminate));
    test.runIf(nightly)("the process stands still there for five seconds", () => stalled(shuffled(seed), seed));
  });

const stallMs = 5000;

/** All points at once, each in a story of its own: whoever comes first to a point stands there for five seconds. */
const stalled = async (points: readonly string[], seed: number): Promise<void> => {
  const began = performance.now();
  const stage = await openStage(`stalled-${seed}`, { environment: { DATABASE_POOL_SIZE: "150" } });
  // Each tells a story once: two of a kind would be in each other's way, as two saves of the same settings.
  const troupes: Troupe[] = [stage];
  const toldOf = new Map<string, number>();
  const begins: (() => Promise<void>)[] = [];
  for (const point of points) {
    const story = ways.get(point)?.story;
    if (!story) continue;
    const about = story.about ?? story.name;
    const nth = toldOf.get(about) ?? 0;
    toldOf.set(about, nth + 1);
    troupes[nth] ??= await stage.troupe();
    begins.push(await story.prepare(troupes[nth]));
  }
  await stage.drain();
  const left = new Set(points);
  const over: Promise<void>[] = [];
  const errors = new Set(points.flatMap((point) => ways.get(point)?.after ?? []));
  await stage.server.stopAt([...points], (point) => {
    left.delete(point);
    // An effect that is to fail stands still first.
    over.push(pause(stallMs).then(() => stage.server.goOn(point, errors.has(point) ? "throw" : "return")));
  });
  await Promise.all(begins.map((begin) => begin()));
  await report(stage, `stalled-${seed}`, points, began);
  await Promise.all(over);
  expect([...left]).toEqual([]);
};
