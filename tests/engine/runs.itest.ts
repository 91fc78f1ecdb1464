import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ending, eventOf, lone, pool, runsOf, started, until } from "./stage.ts";

test("an event id follows its functions once, however often it comes; another id is another event", async () => {
  const { id, name, registered } = lone(() => "done");
  const { app, runner } = await started({ [id]: registered });
  const event = eventOf(name);
  await runner.accept([event, event]);
  await runner.accept([event]);
  await runner.accept([{ ...event, id: `${event.id}:2` }]);
  await until(async () => expect(await runsOf(id)).toMatchObject([{ state: "DONE" }, { state: "DONE" }]));
  expect(app.calls.map(({ body }) => body.event.id).toSorted()).toEqual([event.id, `${event.id}:2`]);
});

test("a failure handler that fails is not told of: not even one that follows every failure", async () => {
  const { id, name, registered } = lone(() => {
    throw new Error("broken");
  });
  const any = `app-${randomUUID()}`;
  const { app, runner } = await started({
    [id]: registered,
    [any]: { ...registered, triggers: [{ event: "inngest/function.failed" }] },
  });
  await runner.accept([eventOf(name)]);
  await ending(any, "FAILED");
  // It has followed the one failure, and would have begun again by the time another function has run.
  const { id: later, name: laterName, registered: other } = lone(() => "done");
  await runner.stop();
  app.calls.length = 0;
  const again = await started({
    [any]: { ...registered, triggers: [{ event: "inngest/function.failed" }] },
    [later]: other,
  });
  await again.runner.accept([eventOf(laterName)]);
  await ending(later, "DONE");
  expect(await runsOf(any)).toHaveLength(1);
});

describe("schedules", () => {
  const at = (time: string) => () => new Date(`2026-05-04T${time}Z`);

  test("the due minute calls the function once, as a server's timer does", async () => {
    const { id, registered } = lone((_steps, { event }) => event.name, { triggers: [{ cron: "*/5 * * * *" }] });
    let now = at("10:00:30");
    const { app, runner } = await started({ [id]: registered }, { now: () => now() });
    await until(() => expect(runner.status().lastTickAt).not.toBeNull());
    now = at("10:06:00");
    await ending(id, "DONE");
    expect(app.calls.map(({ body }) => body.event)).toEqual([
      {
        id: expect.any(String),
        name: "inngest/scheduled.timer",
        data: { cron: "*/5 * * * *" },
        ts: at("10:05:00")().getTime(),
      },
    ]);
    expect(app.faults).toEqual([]);
  });

  test("what fell into a time when nobody was up is made good: once, and only by a schedule that ran before", async () => {
    const nightly = lone(() => "done", { triggers: [{ cron: "0 2 * * *" }] });
    const fresh = lone(() => "done", { triggers: [{ cron: "0 2 * * *" }] });
    const day = (n: number, time: string) => () => new Date(`2026-06-0${n}T${time}Z`);
    let now = day(1, "01:59:00");
    const before = await started({ [nightly.id]: nightly.registered }, { now: () => now() });
    await until(() => expect(before.runner.status().lastTickAt).not.toBeNull());
    now = day(1, "02:00:00");
    await ending(nightly.id, "DONE");
    await before.runner.stop();
    // Down from before two until three on the next night.
    const both = { [nightly.id]: nightly.registered, [fresh.id]: fresh.registered };
    for (let process = 0; process < 2; process += 1) await started(both, { now: day(2, "03:00:00") });
    await until(async () => expect(await runsOf(nightly.id)).toMatchObject([{ state: "DONE" }, { state: "DONE" }]));
    const { rows } = await pool.query("select event->>'ts' as ts from runner_run where function_id = $1 order by 1", [
      nightly.id,
    ]);
    expect(rows).toEqual([day(1, "02:00:00"), day(2, "02:00:00")].map((time) => ({ ts: String(time().getTime()) })));
    expect(await runsOf(fresh.id)).toEqual([]);
  });
});

test("after a restart of the app a new function is followed, and one that is gone keeps its runs until it comes back", async () => {
  const [old, fresh] = [lone(() => "old"), lone(() => "fresh")];
  const { runner, functions } = await started({ [old.id]: old.registered }, { resyncMs: 30 });
  await runner.accept([eventOf(fresh.name)]);
  functions.set(fresh.id, fresh.registered);
  functions.delete(old.id);
  // What comes while nobody has registered the function follows nothing; the outbox's sweep sends it again.
  await until(async () => {
    await runner.accept([eventOf(fresh.name)]);
    expect((await runsOf(fresh.id)).length).toBeGreaterThan(0);
  });
  await until(async () => expect((await runsOf(fresh.id)).every(({ state }) => state === "DONE")).toBe(true));
  await pool.query(
    "insert into runner_run (id, event_id, function_id, event, available_at) values (gen_random_uuid(), $1, $2, $3, now())",
    [old.id, old.id, JSON.stringify(eventOf(old.name))],
  );
  const kept = lone(() => "kept");
  functions.set(kept.id, kept.registered);
  await until(async () => {
    await runner.accept([eventOf(kept.name)]);
    expect((await runsOf(kept.id)).map(({ state }) => state)).toContain("DONE");
  });
  expect(await runsOf(old.id)).toMatchObject([{ state: "PENDING", reason: null }]);
  functions.set(old.id, old.registered);
  await until(async () => expect(await runsOf(old.id)).toMatchObject([{ state: "DONE", output: "old" }]));
});
