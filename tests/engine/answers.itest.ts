import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import type { Program } from "./programs.ts";
import type { AppFunction } from "./reference-app.ts";
import { ending, eventOf, lone, runsOf, started, until } from "./stage.ts";

const sdk = { "x-inngest-sdk": "reference:v1.0.0", "content-type": "application/json" };
describe("an answer that is none is a failed try with a reason, and the next one counts", () => {
  const malformed: [string, RegExp, (response: ServerResponse) => void][] = [
    ["not JSON", /answer is not JSON: <html>/, (response) => response.writeHead(200, sdk).end("<html>")],
    ["steps that are not JSON", /answer is not JSON/, (response) => response.writeHead(206, sdk).end('[{"id":')],
    ["steps that are none", /does not report steps/, (response) => response.writeHead(206, sdk).end('{"op":1}')],
    ["from no SDK", /did not come from an Inngest SDK/, (response) => response.writeHead(200).end('"all good"')],
    ["500 without a word", /answered 500/, (response) => response.writeHead(500).end()],
    ["502 from a proxy", /answered 502: Bad gateway/, (response) => response.writeHead(502).end("Bad gateway")],
    ["elsewhere", /answered 307/, (response) => response.writeHead(307, { location: "/elsewhere" }).end()],
    ["a stream", /streams its answers/, (response) => response.writeHead(201, sdk).end("{}")],
    [
      "cut off",
      /socket hang up|aborted/,
      (response) => {
        response.writeHead(200, { ...sdk, "content-length": "100" }).write('"par');
        response.destroy();
      },
    ],
    [
      "too large",
      /larger than 8 MB/,
      (response) => {
        response.writeHead(200, sdk);
        const block = `${" ".repeat(1 << 20)}`;
        for (let mb = 0; mb < 10; mb += 1) response.write(block);
        response.end('"x"');
      },
    ],
    ["never", /timeout/, () => undefined],
  ];
  test.each(malformed)("%s", async (_what, reason, reply) => {
    const { id, name, registered } = lone(() => "well", { retries: 1 });
    const { app, runner } = await started({ [id]: registered }, { callTimeoutMs: 1000 });
    const reasons: (string | null)[] = [];
    app.instead.answer = (response, call) => {
      if (call > 1) return false;
      reply(response);
      return true;
    };
    await runner.accept([eventOf(name)]);
    await until(async () => expect(await runsOf(id)).toMatchObject([{ state: "DONE", output: "well" }]));
    reasons.push(...(await runsOf(id)).map((run) => run.reason));
    expect(reasons).toEqual([expect.stringMatching(reason)]);
    expect(app.calls.map(({ body }) => body.ctx.attempt)).toEqual([0, 1]);
    expect(app.faults).toEqual([]);
  });

  test("and after the last one the function has failed", async () => {
    const { id, name, registered } = lone(() => "well", { retries: 1 });
    const { app, runner } = await started({ [id]: registered });
    app.instead.answer = (response) => response.writeHead(200).end("hello") !== undefined;
    await runner.accept([eventOf(name)]);
    await ending(id, "FAILED");
    expect(app.calls).toHaveLength(2);
  });

  test("a sleep for no time at all fails with a sentence, once", async () => {
    const { id, name, registered } = lone((steps) => steps.sleep("nap", "soon"), { retries: 3 });
    const { runner } = await started({ [id]: registered });
    await runner.accept([eventOf(name)]);
    await ending(id, "FAILED");
    expect((await runsOf(id))[0]?.reason).toMatch(/"nap" asks to sleep for neither a duration nor until a time/);
  });
});

describe("what the embedded runner does not do it says", () => {
  test.each<[string, Program]>([
    ["WaitForEvent", (steps) => steps.waitForEvent("wait", { event: "other/thing", timeout: "1h" })],
    ["InvokeFunction", (steps) => steps.invoke("other")],
  ])("%s", async (op, program) => {
    const { id, name, registered } = lone(program, { retries: 3 });
    const { app, runner } = await started({ [id]: registered });
    await runner.accept([eventOf(name)]);
    await ending(id, "FAILED");
    expect((await runsOf(id))[0]?.reason).toMatch(new RegExp(`cannot do .*${op}.*; it needs an Inngest server`));
    expect(app.calls).toHaveLength(1);
  });

  test.each<[string, RegExp, Partial<AppFunction>]>([
    [
      "a trigger's expression",
      /reads no trigger expressions/,
      { triggers: [{ event: "a/b", expression: "event.data.n > 1" }] },
    ],
    ["a schedule in a time zone", /five fields, in UTC/, { triggers: [{ cron: "TZ=Europe/Paris 0 7 * * *" }] }],
    ...[
      "batchEvents",
      "cancel",
      "concurrency",
      "debounce",
      "idempotency",
      "rateLimit",
      "singleton",
      "throttle",
      "timeouts",
    ].map((option): [string, RegExp, Partial<AppFunction>] => [
      option,
      new RegExp(`${option} needs an Inngest server`),
      { extra: { [option]: { limit: 1 } } },
    ]),
  ])("%s", async (_what, sentence, extra) => {
    const { id, registered } = lone(() => "never", extra);
    const { runner } = await started({ [id]: registered });
    await until(() => expect(runner.status().lastError).toMatch(sentence));
    expect(runner.status().lastError).toContain(id);
    expect(runner.status().synced).toBe(false);
  });
});
