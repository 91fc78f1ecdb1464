/** A stage for tests of the runner: reference apps and runners that are cleared away after each test. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, expect, vi } from "vitest";
import type { RunnerOptions } from "#/inngest/embedded/runner.ts";
import { testKey, testPool, testRunner } from "#/inngest/embedded/testing.ts";
import type { Program } from "./programs.ts";
import type { Event } from "./reference.ts";
import { type AppFunction, referenceApp } from "./reference-app.ts";

export const pool = testPool();
const open: { stop?: () => Promise<void>; close?: () => Promise<void> }[] = [];
/** Stops or closes the thing when the test is over, the last one first. */
export const keep = <Thing extends (typeof open)[number]>(thing: Thing): Thing => {
  open.push(thing);
  return thing;
};
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await (thing.stop ?? thing.close)?.();
});
afterAll(() => pool.end());

export const until = (look: () => unknown) => vi.waitFor(look, { timeout: 30_000, interval: 20 });

export const eventOf = (name: string, data: Record<string, unknown> = {}): Event => ({
  id: randomUUID(),
  name,
  data,
  ts: Date.now(),
});

/** A runner in front of a reference app that serves these functions; the map may be changed while they run. */
export const started = async (
  registered: Readonly<Record<string, AppFunction>>,
  options: Partial<RunnerOptions> = {},
  names: ReadonlyMap<string, string> = new Map(),
) => {
  const functions = new Map(Object.entries(registered));
  const app = keep(await referenceApp(testKey, names, functions));
  const runner = keep(testRunner(pool, app.url, options));
  return { app, runner, functions };
};

export const runsOf = async (functionId: string) =>
  (
    await pool.query<{ state: string; reason: string | null; output: unknown }>(
      "select state, last_error as reason, output from runner_run where function_id = $1 order by created_at, id",
      [functionId],
    )
  ).rows;

/** Until the function has had one run, which has ended so. */
export const ending = (functionId: string, state: "DONE" | "FAILED") =>
  until(async () => expect((await runsOf(functionId)).map((run) => run.state)).toEqual([state]));

/** A function under an id and an event of its own. */
export const lone = (program: Program, extra: Partial<AppFunction> = {}) => {
  const name = `test/${randomUUID()}`;
  const registered: AppFunction = { program, triggers: [{ event: name }], ...extra };
  return { id: `app-${name.slice(5)}`, name, registered };
};
