import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { consumersOf, consumerTitles, optionalConsumersOf } from "#/domain/events.ts";
import { scheduleNames, schedules } from "#/domain/schedules.ts";
import { parseCron } from "#/inngest/embedded/cron.ts";
import { functions } from "#/inngest/functions/index.ts";

const subscribed = [...Object.entries(consumersOf), ...Object.entries(optionalConsumersOf)].flatMap(
  ([event, consumers]) => consumers.map((consumer: string) => ({ event, consumer })),
);
const expected = [
  ...subscribed.map(({ event, consumer }) => ({
    id: `${event.replace("/", "-")}-${consumer}`,
    file: `${event.replace("/", "-")}.${consumer}.ts`,
    trigger: { event } as const,
  })),
  ...scheduleNames.map((name) => ({
    id: `scheduled-${name}`,
    file: `scheduled.${name}.ts`,
    trigger: { cron: schedules[name].cron } as const,
  })),
];

test("every subscribed consumer and every schedule has its function, and every function its subscription or its time", () => {
  const byId = <Each extends { id: string }>(each: Each[]) => each.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(byId(functions.map((each) => ({ id: each.id(), triggers: each.opts.triggers })))).toEqual(
    byId(expected.map(({ id, trigger }) => ({ id, triggers: [trigger] }))),
  );
});

test("each stands in a file named by event and effect, or by its schedule", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name !== "index.ts" && !name.includes("test.ts"));
  expect(files.sort()).toEqual(expected.map(({ file }) => file).sort());
});

test("each has a title for the timeline", () => {
  for (const { consumer } of subscribed) expect(consumerTitles[consumer]).toBeTruthy();
});

test("the embedded runner can read each time", () => {
  for (const name of scheduleNames) expect(() => parseCron(schedules[name].cron)).not.toThrow();
});

test("each is tried three times by the engine, and says what to do when that fails", () => {
  for (const each of functions)
    expect([each.id(), each.opts.retries, each.opts.onFailure !== undefined]).toEqual([each.id(), 2, true]);
});
