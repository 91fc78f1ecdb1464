import { describe, expect, test } from "vitest";
import { makeApp, serveApp, testKey, testRunner } from "#/inngest/embedded/testing.ts";
import { serveOptions } from "#/inngest/serve.ts";
import { sign } from "./reference.ts";
import { referenceApp } from "./reference-app.ts";
import { referenceServer } from "./reference-server.ts";
import { ending, eventOf, keep, lone, pool, runsOf, until } from "./stage.ts";

describe("what the app answers to calls under other signatures", () => {
  const json = (order: "asked" | "turned" = "asked") => {
    const event = {
      id: "e",
      name: "app/go",
      data: { é: "grüß 🚗", n: 1e21, f: 0.1, nested: { b: [1, null], a: true } },
      ts: 1,
    };
    const ctx = {
      run_id: "r",
      attempt: 0,
      max_attempts: 1,
      disable_immediate_execution: false,
      use_api: false,
      stack: { stack: [], current: 0 },
    };
    return order === "asked"
      ? JSON.stringify({ version: 2, event, events: [event], steps: {}, ctx })
      : JSON.stringify({ steps: {}, ctx, events: [event], event, version: 2 }, null, 2);
  };
  const now = () => Date.now();
  const minutes = (n: number) => new Date(now() + n * 60_000);
  test.each([
    ["signed", () => sign(json(), testKey, minutes(0)), json(), 200],
    [
      "signed, other order and spaces: canonical all the same",
      () => sign(json(), testKey, minutes(0)),
      json("turned"),
      200,
    ],
    ["by a clock four minutes behind", () => sign(json(), testKey, minutes(-4)), json(), 200],
    ["by a clock four minutes ahead", () => sign(json(), testKey, minutes(4)), json(), 200],
    ["by a clock six minutes behind", () => sign(json(), testKey, minutes(-6)), json(), 401],
    ["by a clock six minutes ahead", () => sign(json(), testKey, minutes(6)), json(), 401],
    ["unsigned", () => null, json(), 401],
    ["with another key", () => sign(json(), testKey.replace("cd", "ce"), minutes(0)), json(), 401],
    ["of another body", () => sign(json(), testKey, minutes(0)), json().replace("grüß", "gruß"), 401],
    [
      "with its time moved",
      () => sign(json(), testKey, minutes(-6)).replace(/t=\d+/, `t=${Math.floor(now() / 1000)}`),
      json(),
      401,
    ],
    ["without a time", () => sign(json(), testKey, minutes(0)).replace(/t=\d+&/, ""), json(), 401],
    ["that is none", () => "t=now&s=mine", json(), 401],
  ])("%s", async (_what, signature, body, status) => {
    const client = makeApp("app");
    const work = client.createFunction({ id: "work", triggers: [{ event: "app/go" }] }, () => "ran");
    const app = keep(await serveApp(client, [work]));
    const answer = await referenceServer(app.url, testKey, new Map()).call("app-work", "step", body, signature());
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.text).not.toContain("ran");
  });
});

test("the product registers every function with one event or schedule, retries and a failure handler; unsigned it says nothing", async () => {
  const app = keep(await serveApp(serveOptions.client, serveOptions.functions, 0, serveOptions));
  const key = process.env.RUNNER_SIGNING_KEY ?? "";
  const server = referenceServer(app.url, key, new Map());
  const registered = await server.registered();
  expect(registered).toHaveLength(2 * serveOptions.functions.length);
  for (const each of serveOptions.functions) {
    const id = `pitlane-${each.id()}`;
    const [work, handler] = [
      registered.find((one) => one.id === id),
      registered.find((one) => one.id === `${id}-failure`),
    ];
    expect(work?.triggers).toHaveLength(1);
    const [trigger] = work?.triggers ?? [];
    expect(trigger?.event ?? trigger?.cron).toMatch(/^(?:[a-z-]+\/[a-z-]+|[\d*/,-]+(?: [\d*/,-]+){4})$/);
    expect(work?.steps.step.retries?.attempts).toBe(2);
    expect(new URL(work?.steps.step.runtime.url ?? "").searchParams.get("fnId")).toBe(id);
    expect(handler?.triggers).toEqual([
      { event: "inngest/function.failed", expression: `event.data.function_id == '${id}'` },
    ]);
  }
  for (const signature of [
    null,
    sign(JSON.stringify({ url: app.url }), `signkey-test-${"1".repeat(64)}`, new Date()),
  ]) {
    const answer = await server.sync(signature);
    expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}']);
  }
  expect((await fetch(app.url)).status).toBe(401);
  // What is unknown is an error that may be tried again: the app may be older than its registration.
  const unknown = JSON.stringify({
    version: 2,
    event: eventOf("x"),
    events: [eventOf("x")],
    steps: {},
    ctx: { run_id: "r", attempt: 0, stack: { stack: [], current: 0 } },
  });
  const answer = await server.call("pitlane-nobody", "step", unknown);
  expect(answer.status).toBe(500);
  expect(answer.headers.get("x-inngest-no-retry")).not.toBe("true");
});

describe("clocks that differ", () => {
  test("a runner ten minutes off is refused, says so and takes nothing; put right, it goes on", async () => {
    const { id, name, registered } = lone(() => "done");
    const app = keep(await referenceApp(testKey, new Map(), new Map([[id, registered]])));
    let skew = 600_000;
    const endpoint = {
      url: app.url,
      signingKey: testKey,
      fetch: globalThis.fetch,
      now: () => new Date(Date.now() + skew),
    };
    const runner = keep(testRunner(pool, app.url, { endpoint }));
    const accepted = runner.accept([eventOf(name)]);
    await until(() => expect(runner.status().lastError).toMatch(/answered 401: .*five minutes/));
    expect(app.calls).toEqual([]);
    skew = 120_000;
    await accepted;
    await ending(id, "DONE");
  });

  test("a clock that goes wrong later costs tries like any failure, and the wait between them", async () => {
    const { id, name, registered } = lone(() => "done", { retries: 3 });
    let skew = 0;
    const app = keep(await referenceApp(testKey, new Map(), new Map([[id, registered]])));
    const endpoint = {
      url: app.url,
      signingKey: testKey,
      fetch: globalThis.fetch,
      now: () => new Date(Date.now() + skew),
    };
    const runner = keep(testRunner(pool, app.url, { endpoint, backoffMs: () => 200 }));
    await until(() => expect(runner.status().synced).toBe(true));
    skew = -600_000;
    await runner.accept([eventOf(name)]);
    await until(async () => expect((await runsOf(id))[0]?.reason).toMatch(/outside the last five minutes/));
    skew = 0;
    await ending(id, "DONE");
  });
});
