import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { consumersOf } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { startMailbox } from "#/server/gateways/mailbox-server.ts";
import { buildTenant } from "../../prisma/seed/builders.ts";
import { seededRandom } from "../../prisma/seed/random.ts";
import { filesUnder } from "../../scripts/lib/files.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { buildWorld } from "../doors/world.ts";
import { readAnswer, signInAt, trpcRequest } from "../harness/client.ts";
import { cloneDatabase } from "../harness/db.ts";
import { nightly, rounds } from "../harness/rounds.ts";
import { drained, endAllLeases, expectFilesWhole, expectInvariants, expectMessagesOnce } from "./aftermath.ts";
import { askingAt } from "./ask.ts";
import { bundleApp } from "./bundle.ts";
import { appProcess } from "./process.ts";
import { type Story, stories } from "./stories.ts";

const dataDirectory = process.env.DATA_DIR ?? "";
let app = "";
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** A database, a mailbox, a tenant and an app process of their own. */
const openStage = async (name: string, environment: Record<string, string> = {}) => {
  const database = await cloneDatabase();
  const directory = path.join(dataDirectory, name);
  mkdirSync(directory, { recursive: true });
  const mailDirectory = path.join(directory, "mailbox");
  const mailbox = await startMailbox({ directory: mailDirectory });
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 4 });
  const server = await appProcess({
    app,
    databaseUrl: database.url,
    dataDirectory: directory,
    smtpUrl: mailbox.smtpUrl,
    standby: true,
    environment,
  });
  closing.push(async () => {
    await server.end();
    await mailbox.close();
    await admin.end();
    await database.drop();
  });
  server.start();
  await server.listening();
  /** A tenant of this stage, and its owner at the keyboard. */
  const troupe = async () => {
    const tenant = await buildTenant(admin, {});
    const cookie = await signInAt(server.origin, tenant.members.owner.email);
    const ask = askingAt({ origin: server.origin, cookie, listening: server.listening });
    const world = await buildWorld(
      admin,
      async () => async (kind, procedure, input) => {
        if (kind === "mutation") return (await ask(procedure, input, `world-${uuidv7()}`)).answer.data;
        return (await readAnswer(await fetch(trpcRequest(server.origin, kind, procedure, input, cookie)))).data;
      },
      tenant,
    );
    return { world, ask, cookie, origin: server.origin, listening: server.listening };
  };
  const first = await troupe();
  const retry = async (deliveryId: string, key: string) =>
    void (await first.ask("operation.retry", { deliveryId }, key));
  return {
    ...first,
    troupe,
    server,
    admin,
    drain: () => drained(admin, retry),
    expectWhole: async () => {
      const { retried } = await drained(admin, retry);
      await expectInvariants(database.adminUrl);
      const messages = await expectMessagesOnce(admin, { mails: mailDirectory, texts: path.join(directory, "texts") });
      await expectFilesWhole(admin, path.join(directory, "files"));
      const { rows } = await admin.query(
        `select (select count(*)::int from orchestration_run r
                  where r.state = 'COMPLETED' and r.saga_key is null and r.name in (select operation from idempotency_key)
                    and not exists (select 1 from idempotency_key k where k.tenant_id = r.tenant_id and k.run_id = r.id)) as "done without a key",
                (select count(*)::int from idempotency_key where result is null) as "keys without an answer"`,
      );
      expect(rows).toEqual([{ "done without a key": 0, "keys without an answer": 0 }]);
      return { retried, ...messages };
    },
  };
};
type Stage = Awaited<ReturnType<typeof openStage>>;

/** How a point is come to: in which story, and after which error where only an error leads there. */
type Way = { readonly story: Story; readonly after: string | null };
const ways = new Map<string, Way>();

/** Tells every story once, and once more with each effect failing, and notes the points that are passed. */
beforeAll(async () => {
  app = await bundleApp(path.join(dataDirectory, "app"));
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
  for (const consumer of new Set(Object.values(consumersOf).flat())) {
    const effect = `${consumer}/effect:before`;
    const way = ways.get(effect);
    if (way) await record(way.story, effect);
  }
  await stage.expectWhole();
}, 300_000);

// At night alone: five stages at once, each through every point, take longer than a push should wait.
test.runIf(nightly)("every story's points are known, and no consumer is without a story", () => {
  for (const consumer of Object.values(consumersOf).flat())
    for (const place of ["claim", "effect", "finish", "fail"])
      for (const side of ["before", "after"]) expect([...ways.keys()]).toContain(`${consumer}/${place}:${side}`);
  // Points with a name of their own, wherever they are set. A saga's are come to in tests/sagas.
  const named = filesUnder(path.join(root, "src"), ["generated"])
    .filter((file) => /\.tsx?$/.test(file) && !/\.i?test\.tsx?$/.test(file))
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/crashPoint\("([^"]+)"\)/g)].map(([, point]) => point))
    .filter((point) => point !== "sweep/enter:before" && point !== "sweep/mend:before");
  expect(named.filter((point) => point === undefined || !ways.has(point))).toEqual([]);
  console.info(`${ways.size} crash points`);
});

type Fault = (stage: Stage, point: string) => Promise<void>;

/** One point after another: begins its story, and lets the fault happen where the story comes to the point. */
const tell = async (stage: Stage, points: readonly string[], fault: Fault): Promise<void> => {
  const { server } = stage;
  for (const point of points) {
    const way = ways.get(point);
    if (!way) throw new Error(`Nothing leads to ${point}.`);
    const begin = await way.story.prepare(stage);
    const stopped = Promise.withResolvers<void>();
    await server.stopAt([point, ...(way.after === null ? [] : [way.after])], (where) => {
      if (where === point) stopped.resolve();
      else server.goOn(where, "throw");
    });
    const told = begin();
    const patience = setTimeout(() => stopped.reject(new Error(`${point} was not come to.`)), 60_000);
    await stopped.promise;
    clearTimeout(patience);
    await fault(stage, point);
    await told;
  }
};

const kill: Fault = async ({ server, admin }) => {
  await server.kill();
  await endAllLeases(admin);
  server.start();
};
const fail: Fault = async ({ server }, point) => server.goOn(point, "throw");
const terminate: Fault = async ({ server, admin }, point) => {
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", [
    server.sessions,
  ]);
  server.goOn(point, "return");
};

const shuffled = (seed: number): string[] => {
  const random = seededRandom(seed);
  return [...ways.keys()]
    .map((point) => ({ point, at: random.next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ point }) => point);
};

const seeds = Array.from({ length: rounds(1, 20) }, (_, index) => index + 1);

for (const seed of seeds) {
  test.runIf(nightly)(
    `whatever happens at a point, the story ends well: seed ${seed}`,
    { timeout: 900_000 },
    async () => {
      const points = shuffled(seed);
      const half = Math.ceil(points.length / 2);
      const timings: string[] = [];
      const chain = async (name: string, some: readonly string[], fault: Fault) => {
        const began = performance.now();
        const stage = await openStage(`${name}-${seed}`);
        await tell(stage, some, fault);
        const { retried, again } = await stage.expectWhole();
        await stage.server.end();
        timings.push(
          `${name}: ${some.length} points in ${((performance.now() - began) / 1000).toFixed(0)} s, ${retried} given up and retried, ${again} messages again`,
        );
      };
      await Promise.all([
        chain("killed-1", points.slice(0, half), kill),
        chain("killed-2", points.slice(half), kill),
        chain("error", points, fail),
        chain("terminated", points, terminate),
        stalled(points, seed).then((line) => timings.push(line)),
      ]);
      console.info(timings.join("\n"));
    },
  );
}

const stallMs = 5000;

/** All points at once, each in a story of its own: whoever comes first to a point stands there for five seconds. */
const stalled = async (points: readonly string[], seed: number): Promise<string> => {
  const began = performance.now();
  const stage = await openStage(`stalled-${seed}`, { DATABASE_POOL_SIZE: "150" });
  const begins: (() => Promise<void>)[] = [];
  for (const point of points) {
    const story = ways.get(point)?.story;
    if (story) begins.push(await story.prepare(story.alone ? await stage.troupe() : stage));
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
  const { retried, again } = await stage.expectWhole();
  await Promise.all(over);
  expect([...left]).toEqual([]);
  await stage.server.end();
  return `stalled: ${points.length} points in ${((performance.now() - began) / 1000).toFixed(0)} s, ${retried} given up and retried, ${again} messages again`;
};
