import { randomUUID } from "node:crypto";
import { NonRetriableError, RetryAfterError } from "inngest";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { Runner } from "#/inngest/embedded/runner.ts";
import { makeApp, serveApp, testKey, testPool, testRunner } from "#/inngest/embedded/testing.ts";

const pool = testPool();
const open: { stop?: () => Promise<void>; close?: () => Promise<void> }[] = [];
const keep = <Thing extends (typeof open)[number]>(thing: Thing): Thing => {
  open.push(thing);
  return thing;
};
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await (thing.stop ?? thing.close)?.();
});
afterAll(() => pool.end());

const eventOf = (name: string, data: Record<string, unknown> = {}, id: string = randomUUID()) => ({
  id,
  name,
  data,
  ts: Date.now(),
});

const until = (look: () => unknown) => vi.waitFor(look, { timeout: 30_000, interval: 20 });

const runsOf = async (functionId: string) => {
  const { rows } = await pool.query<{ state: string; output: unknown; last_error: string | null }>(
    "select state, output, last_error from runner_run where function_id = $1 order by id",
    [functionId],
  );
  return rows;
};
const ended = (functionId: string, count = 1) =>
  vi.waitFor(
    async () => {
      const runs = (await runsOf(functionId)).filter(({ state }) => state !== "PENDING");
      expect(runs).toHaveLength(count);
      return runs;
    },
    { timeout: 30_000, interval: 20 },
  );

test("steps run once each and in order, a sleep passes, the result is kept", async () => {
  const app = makeApp("steps");
  const calls: string[] = [];
  const work = app.createFunction({ id: "work", triggers: [{ event: "steps/go" }] }, async ({ event, step }) => {
    const a = await step.run("first", () => {
      calls.push("first");
      return { said: event.data.word };
    });
    await step.sleep("nap", "100ms");
    const b = await step.run("second", () => {
      calls.push("second");
      return a.said.toUpperCase();
    });
    return { a, b };
  });
  const server = keep(await serveApp(app, [work]));
  const runner = keep(testRunner(pool, server.url));
  await runner.accept([eventOf("steps/go", { word: "grüß" })]);
  expect(await ended("steps-work")).toMatchObject([{ state: "DONE", output: { a: { said: "grüß" }, b: "GRÜSS" } }]);
  expect(calls).toEqual(["first", "second"]);
});

test("a failing step is tried as often as its function says, then the function fails and its handler hears why, once", async () => {
  const app = makeApp("fails");
  const starts: number[] = [];
  const heard: string[] = [];
  const work = app.createFunction(
    {
      id: "work",
      retries: 2,
      triggers: [{ event: "fails/go" }],
      onFailure: ({ event, error }) => void heard.push(`${event.data.function_id}: ${error.message}`),
    },
    async ({ step, attempt }) =>
      step.run("boom", () => {
        starts.push(attempt);
        throw new Error("smtp down");
      }),
  );
  const server = keep(await serveApp(app, [work]));
  const runner = keep(testRunner(pool, server.url));
  await runner.accept([eventOf("fails/go")]);
  expect(await ended("fails-work")).toMatchObject([{ state: "FAILED", last_error: "smtp down" }]);
  await ended("fails-work-failure");
  expect(starts).toEqual([0, 1, 2]);
  expect(heard).toEqual(["fails-work: smtp down"]);
});

test("Retry-After is kept to; a permanent failure is tried once", async () => {
  const app = makeApp("waits");
  const at: number[] = [];
  let permanent = 0;
  const later = app.createFunction({ id: "later", retries: 2, triggers: [{ event: "waits/go" }] }, async ({ step }) =>
    step.run("421", () => {
      at.push(Date.now());
      if (at.length === 1) throw new RetryAfterError("busy", 1000);
      return "sent";
    }),
  );
  const never = app.createFunction({ id: "never", retries: 2, triggers: [{ event: "waits/go" }] }, async ({ step }) =>
    step.run("550", () => {
      permanent += 1;
      throw new NonRetriableError("no such mailbox");
    }),
  );
  const server = keep(await serveApp(app, [later, never]));
  const runner = keep(testRunner(pool, server.url));
  await runner.accept([eventOf("waits/go")]);
  expect(await ended("waits-later")).toMatchObject([{ state: "DONE", output: "sent" }]);
  expect(await ended("waits-never")).toMatchObject([{ state: "FAILED", last_error: "no such mailbox" }]);
  expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(950);
  expect(permanent).toBe(1);
});

test("a function that throws outside its steps is retried; steps done before are not done again", async () => {
  const app = makeApp("outside");
  let steps = 0;
  let throws = 0;
  const work = app.createFunction({ id: "work", retries: 1, triggers: [{ event: "outside/go" }] }, async ({ step }) => {
    await step.run("once", () => {
      steps += 1;
    });
    throws += 1;
    if (throws === 1) throw new Error("after the step");
    return "well";
  });
  const server = keep(await serveApp(app, [work]));
  const runner = keep(testRunner(pool, server.url));
  await runner.accept([eventOf("outside/go")]);
  expect(await ended("outside-work")).toMatchObject([{ state: "DONE", output: "well" }]);
  expect([steps, throws]).toEqual([1, 2]);
});

test("parallel steps each run once, one of them on its second try, and their results meet", async () => {
  const app = makeApp("parallel");
  const starts = new Map<string, number>();
  const count = (name: string) => {
    const n = (starts.get(name) ?? 0) + 1;
    starts.set(name, n);
    return n;
  };
  const work = app.createFunction(
    { id: "work", retries: 2, triggers: [{ event: "parallel/go" }] },
    async ({ step }) => {
      const results = await Promise.all([
        step.run("a", () => count("a")),
        step.run("b", () => {
          if (count("b") === 1) throw new Error("once");
          return "b";
        }),
        step.sleep("nap", "50ms").then(() => "slept"),
      ]);
      return step.run("join", () => [...results, count("join")]);
    },
  );
  const server = keep(await serveApp(app, [work]));
  const runner = keep(testRunner(pool, server.url));
  await runner.accept([eventOf("parallel/go")]);
  expect(await ended("parallel-work")).toMatchObject([{ state: "DONE", output: [1, "b", "slept", 1] }]);
  expect(Object.fromEntries(starts)).toEqual({ a: 1, b: 2, join: 1 });
});

test("an event id comes through once, whichever of two runners gets it and however often; every run once", async () => {
  const app = makeApp("many");
  const seen = new Map<string, number>();
  const work = app.createFunction({ id: "work", triggers: [{ event: "many/go" }] }, async ({ event, step }) =>
    step.run("count", () => void seen.set(event.data.n, (seen.get(event.data.n) ?? 0) + 1)),
  );
  const server = keep(await serveApp(app, [work]));
  // A lease that a crowded machine can outlast would rightly start a step a second time.
  const start = () => keep(testRunner(pool, server.url, { leaseMs: 60_000 }));
  const runners = [start(), start()];
  const events = Array.from({ length: 200 }, (_, n) => eventOf("many/go", { n }));
  await Promise.all([runners[0]?.accept(events), runners[1]?.accept(events), runners[1]?.accept(events.slice(50))]);
  await ended("many-work", 200);
  expect(seen.size).toBe(200);
  expect([...seen.values()].every((times) => times === 1)).toBe(true);
});

test("a run whose process dies is taken up by another when the lease ends", async () => {
  const app = makeApp("dies");
  const work = app.createFunction({ id: "work", triggers: [{ event: "dies/go" }] }, async ({ step }) =>
    step.run("do", () => "done"),
  );
  const server = keep(await serveApp(app, [work]));
  let dead = false;
  // Dead to the outside: its call never returns, and it says no more to the database.
  const dying: Runner = testRunner(
    { query: (statement) => (dead ? Promise.reject(new Error("dead")) : pool.query(statement)) },
    server.url,
    {
      leaseMs: 400,
      endpoint: {
        url: server.url,
        signingKey: testKey,
        fetch: (input, init) => {
          if (init?.method === "PUT") return fetch(input, init);
          dead = true;
          return new Promise(() => undefined);
        },
      },
    },
  );
  await dying.accept([eventOf("dies/go")]);
  await until(() => expect(dead).toBe(true));
  const other = keep(testRunner(pool, server.url, { leaseMs: 400 }));
  expect(await ended("dies-work")).toMatchObject([{ state: "DONE", output: "done" }]);
  expect(other.status().lastError).toBeNull();
  await expect(dying.stop(0)).rejects.toThrow("dead");
});

test("events are taken once the app can be asked what it serves, and a restart of it is sat out", async () => {
  const app = makeApp("late");
  const work = app.createFunction({ id: "work", retries: 20, triggers: [{ event: "late/go" }] }, async ({ step }) =>
    step.run("do", () => "done"),
  );
  const first = await serveApp(app, [work]);
  await first.close();
  const runner = keep(testRunner(pool, first.url, { backoffMs: () => 50 }));
  const accepted = runner.accept([eventOf("late/go")]);
  await until(() => expect(runner.status().lastError).not.toBeNull());
  expect(runner.status().synced).toBe(false);
  const second = await serveApp(app, [work], first.port);
  await accepted;
  await ended("late-work");
  await second.close();
  await runner.accept([eventOf("late/go")]);
  await until(async () => expect((await runsOf("late-work"))[1]?.last_error).toMatch(/ECONNREFUSED/));
  keep(await serveApp(app, [work], first.port));
  expect(await ended("late-work", 2)).toMatchObject([{ state: "DONE" }, { state: "DONE" }]);
});

test("a schedule makes one run a minute, however many runners share the database", async () => {
  const app = makeApp("cron");
  const work = app.createFunction({ id: "work", triggers: [{ cron: "*/2 * * * *" }] }, async ({ step }) =>
    step.run("tick", () => "ticked"),
  );
  const server = keep(await serveApp(app, [work]));
  const start = new Date("2026-05-04T10:00:30Z").getTime();
  let now = start;
  for (let i = 0; i < 2; i++) keep(testRunner(pool, server.url, { now: () => new Date(now) }));
  await until(async () => expect(open.length).toBe(3));
  now = start + 4 * 60_000; // 10:02 and 10:04 have passed
  await ended("cron-work", 2);
});

test("a stop gives back what is under way", async () => {
  const app = makeApp("stops");
  const gate = Promise.withResolvers<string>();
  let started = false;
  const work = app.createFunction({ id: "work", triggers: [{ event: "stops/go" }] }, async ({ step }) =>
    step.run("wait", () => {
      started = true;
      return gate.promise;
    }),
  );
  const server = keep(await serveApp(app, [work]));
  const runner = testRunner(pool, server.url, { leaseMs: 60_000 });
  await runner.accept([eventOf("stops/go")]);
  await until(() => expect(started).toBe(true));
  await runner.stop(10);
  gate.resolve("done");
  keep(testRunner(pool, server.url, { leaseMs: 60_000 }));
  expect(await ended("stops-work")).toMatchObject([{ state: "DONE" }]);
});

test("a run whose lease was renewed too late, and that nobody else took, is carried on and not called again", async () => {
  const app = makeApp("tardy");
  const gate = Promise.withResolvers<string>();
  let starts = 0;
  const work = app.createFunction({ id: "work", triggers: [{ event: "tardy/go" }] }, async ({ step }) =>
    step.run("wait", () => {
      starts += 1;
      return gate.promise;
    }),
  );
  const server = keep(await serveApp(app, [work]));
  const runner = keep(testRunner(pool, server.url, { leaseMs: 60_000 }));
  await runner.accept([eventOf("tardy/go")]);
  await until(() => expect(starts).toBe(1));
  await pool.query("update runner_run set available_at = now() where function_id = 'tardy-work'");
  await until(async () =>
    expect((await pool.query("select fence from runner_run where function_id = 'tardy-work'")).rows).toEqual([
      { fence: 2 },
    ]),
  );
  // The turn that took it has come to its end.
  const taken = Date.now();
  await until(() => expect(runner.status().lastTickAt?.getTime()).toBeGreaterThan(taken));
  gate.resolve("done");
  expect(await ended("tardy-work")).toMatchObject([{ state: "DONE", output: "done" }]);
  expect(starts).toBe(1);
});

test("as many calls are under way as there are lanes, and the rest begins as soon as there are more", async () => {
  const app = makeApp("lanes");
  const gates: PromiseWithResolvers<void>[] = [];
  const work = app.createFunction({ id: "work", triggers: [{ event: "lanes/go" }] }, async () => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
  });
  const server = keep(await serveApp(app, [work]));
  let lanes = 1;
  const runner = keep(testRunner(pool, server.url, { leaseMs: 60_000, lanes: () => lanes }));
  await runner.accept(Array.from({ length: 4 }, () => eventOf("lanes/go")));
  await until(() => expect(gates).toHaveLength(1));
  const turned = Date.now();
  await until(() => expect(runner.status().lastTickAt?.getTime()).toBeGreaterThan(turned));
  expect([gates.length, runner.status().running]).toEqual([1, 1]);
  lanes = 3;
  await until(() => expect(gates).toHaveLength(3));
  gates[0]?.resolve();
  await until(() => expect(gates).toHaveLength(4));
  for (const gate of gates) gate.resolve();
  await ended("lanes-work", 4);
});

test("calls that wait for somebody who does not answer leave their lanes to others, as many as may wait", async () => {
  const app = makeApp("waiting");
  const silence = Promise.withResolvers<void>();
  let asked = 0;
  const mail = app.createFunction({ id: "mail", triggers: [{ event: "waiting/mail" }] }, async () => {
    asked += 1;
    await silence.promise;
  });
  const figures = app.createFunction({ id: "figures", triggers: [{ event: "waiting/done" }] }, async () => undefined);
  const server = keep(await serveApp(app, [mail, figures]));
  const runner = keep(testRunner(pool, server.url, { leaseMs: 60_000, lanes: () => 2, waitingMs: 50, mostWaiting: 3 }));
  await runner.accept(Array.from({ length: 3 }, () => eventOf("waiting/mail")));
  await until(() => expect(asked).toBe(3));
  await runner.accept([eventOf("waiting/done"), eventOf("waiting/done")]);
  await ended("waiting-figures", 2);
  // Three wait and two more hold the lanes: no sixth is begun.
  await runner.accept(Array.from({ length: 3 }, () => eventOf("waiting/mail")));
  await until(() => expect(asked).toBe(5));
  const turned = Date.now();
  await until(() => expect(runner.status().lastTickAt?.getTime()).toBeGreaterThan(turned + 200));
  expect([asked, runner.status().running]).toEqual([5, 5]);
  silence.resolve();
  await ended("waiting-mail", 6);
});
