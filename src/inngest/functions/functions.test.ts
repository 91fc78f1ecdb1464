import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { consumersOf, consumerTitles } from "#/domain/events.ts";
import { functions } from "#/inngest/functions/index.ts";

const subscribed = Object.entries(consumersOf).flatMap(([event, consumers]) =>
  consumers.map((consumer) => ({ event, consumer })),
);

test("every subscribed consumer has its function, and every function its subscription", () => {
  expect(functions.map((each) => each.id()).sort()).toEqual(
    subscribed.map(({ event, consumer }) => `${event.replace("/", "-")}-${consumer}`).sort(),
  );
});

test("each stands in a file named by event and effect", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name !== "index.ts" && !name.endsWith(".test.ts"));
  expect(files.sort()).toEqual(
    subscribed.map(({ event, consumer }) => `${event.replace("/", "-")}.${consumer}.ts`).sort(),
  );
});

test("each has a title for the timeline", () => {
  for (const { consumer } of subscribed) expect(consumerTitles[consumer]).toBeTruthy();
});

test("each is tried three times by the engine, and says what to do when that fails", () => {
  for (const each of functions)
    expect([each.id(), each.opts.retries, each.opts.onFailure !== undefined]).toEqual([each.id(), 2, true]);
});
