import { randomUUID } from "node:crypto";
import { NonRetriableError, RetryAfterError } from "inngest";
import { beforeEach, describe, expect, test } from "vitest";
import { makeApp, serveApp, testKey } from "#/inngest/embedded/testing.ts";
import { cases, forgetTries, sideBySideLine } from "./programs.ts";
import { type Event, hashOf } from "./reference.ts";
import { referenceServer } from "./reference-server.ts";
import { ending, eventOf, keep, runsOf, started } from "./stage.ts";

beforeEach(forgetTries);

const names = new Map(
  cases.flatMap(({ ids }) =>
    ids.map((id) => {
      const [bare = id, repeat = "0"] = id.split(":");
      return [hashOf(bare, Number(repeat)), id] as const;
    }),
  ),
);
const trigger = [{ event: "app/go" }];
const wireOf = (lines: readonly string[], sideBySide: boolean): readonly string[] =>
  sideBySide ? lines.flatMap((line) => sideBySideLine(line) ?? []).toSorted() : lines;
const ofMessage = (end: { output: unknown } | { error: { message: string } }) =>
  "error" in end ? { error: end.error.message } : end;

/** What an `onFailure` has heard. */
type Heard = { name: string; data: Record<string, unknown> };

describe.each(cases)("$name", ({ program, retries, wire, sideBySide = false, end }) => {
  const expected = wireOf(wire, sideBySide);

  test("the SDK, called by the reference server", async () => {
    const client = makeApp("app");
    const heard: Heard[] = [];
    const work = client.createFunction(
      {
        id: "work",
        retries: 3,
        triggers: trigger,
        onFailure: ({ event }) => void heard.push({ name: event.name, data: { ...event.data } }),
      },
      ({ step, event, attempt }) =>
        program(
          {
            run: (id, task) => step.run(id, task),
            sleep: (id, duration) => step.sleep(id, duration).then(() => null),
            waitForEvent: (id, options) => step.waitForEvent(id, options),
            invoke: (id) => step.sendEvent(id, []),
          },
          { attempt, event: { id: event.id ?? "", name: event.name, data: event.data, ts: event.ts ?? 0 } },
          {
            permanent: (message) => new NonRetriableError(message),
            after: (message, seconds) => new RetryAfterError(message, seconds * 1000),
          },
        ),
    );
    const app = keep(await serveApp(client, [work]));
    const server = referenceServer(app.url, testKey, names);
    const event = eventOf("app/go", { word: "grüß" });
    const run = await server.run("app-work", event, retries);
    expect(wireOf(run.wire, sideBySide)).toEqual(expected);
    expect(ofMessage(run.end)).toEqual(end);
    if (!("error" in run.end)) return;
    const failed = server.failureOf("app-work", run, event);
    expect((await server.run("app-work-failure", failed, 0)).end).toEqual({ output: null });
    expect(heard).toEqual([{ name: failed.name, data: failed.data }]);
  });

  test("the runner, calling the reference app", async () => {
    const id = `app-${randomUUID()}`;
    const heard: Event[] = [];
    const { app, runner } = await started(
      {
        [id]: { program, retries, triggers: trigger },
        [`${id}-failure`]: {
          program: (_steps, given) => void heard.push(given.event),
          triggers: [{ event: "inngest/function.failed", expression: `event.data.function_id == '${id}'` }],
        },
      },
      {},
      names,
    );
    const event = eventOf("app/go", { word: "grüß" });
    await runner.accept([event]);
    await ending(id, "error" in end ? "FAILED" : "DONE");
    if ("error" in end) await ending(`${id}-failure`, "DONE");
    const [run] = await runsOf(id);
    const calls = app.calls.filter(({ functionId }) => functionId === id);
    expect(app.faults).toEqual([]);
    expect(
      wireOf(
        calls.map(({ line }) => line),
        sideBySide,
      ),
    ).toEqual(expected);
    expect(run).toMatchObject("error" in end ? { reason: end.error } : { output: end.output });
    const [{ body } = { body: undefined }] = calls;
    expect(body?.event).toEqual(event);
    expect(new Set(calls.map(({ body: { ctx } }) => ctx.run_id)).size).toBe(1);
    expect(body?.ctx.max_attempts).toBe(retries + 1);
    expect(heard).toEqual(
      "error" in end
        ? [
            {
              id: body?.ctx.run_id,
              name: "inngest/function.failed",
              ts: expect.any(Number),
              data: {
                function_id: id,
                run_id: body?.ctx.run_id,
                error: expect.objectContaining({ name: expect.any(String), message: end.error }),
                event,
                events: [event],
                _inngest: { status: "Failed" },
              },
            },
          ]
        : [],
    );
  });
});
