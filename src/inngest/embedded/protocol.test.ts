import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { buildCatalog } from "#/inngest/embedded/catalog.ts";
import { parseCron } from "#/inngest/embedded/cron.ts";
import { defaultBackoffMs, retryAfterMs, signature, sleepEnd } from "#/inngest/embedded/protocol.ts";

const now = new Date("2026-05-04T10:00:00.000Z");

test("the signature covers the canonical body and the second, with the key's prefix taken off", () => {
  const key = `signkey-prod-${"ab".repeat(32)}`;
  const expected = createHmac("sha256", "ab".repeat(32))
    .update('{"a":[1,{"c":"ü","d":null}],"b":2}')
    .update("1777888800")
    .digest("hex");
  expect(signature({ b: 2, a: [1, { d: null, c: "ü" }] }, key, now)).toBe(`t=1777888800&s=${expected}`);
});

test("a sleep is a time string or an instant, and nothing else", () => {
  expect(sleepEnd("1h30m", now)?.toISOString()).toBe("2026-05-04T11:30:00.000Z");
  expect(sleepEnd("300ms", now)?.toISOString()).toBe("2026-05-04T10:00:00.300Z");
  expect(sleepEnd("2026-05-05T00:00:00Z", now)?.toISOString()).toBe("2026-05-05T00:00:00.000Z");
  expect(sleepEnd("soon", now)).toBeNull();
});

test("Retry-After is seconds or a date; the past is now, nonsense is absent", () => {
  expect(retryAfterMs("30", now)).toBe(30_000);
  expect(retryAfterMs("2026-05-04T10:01:00Z", now)).toBe(60_000);
  expect(retryAfterMs("2020-01-01T00:00:00Z", now)).toBe(0);
  expect(retryAfterMs("later", now)).toBeNull();
  expect(retryAfterMs(null, now)).toBeNull();
});

test("retries wait as Inngest's own do: its table and at most 30 s of jitter", () => {
  for (const [attempt, seconds] of [
    [0, 15],
    [1, 30],
    [2, 60],
    [9, 7200],
    [19, 7200],
  ] as const) {
    const wait = defaultBackoffMs(attempt) / 1000;
    expect(wait).toBeGreaterThanOrEqual(seconds);
    expect(wait).toBeLessThan(seconds + 30);
  }
});

test.each([
  ["* * * * *", "2026-05-04T10:00:00Z", true],
  ["*/15 9-11 * * 1", "2026-05-04T10:45:00Z", true],
  ["*/15 9-11 * * 1", "2026-05-04T10:46:00Z", false],
  ["0 0 1 * 1", "2026-05-04T00:00:00Z", true], // a Monday, not the first: either day is enough
  ["0 0 * * 7", "2026-05-03T00:00:00Z", true], // 7 is Sunday too
  ["5/20 * * * *", "2026-05-03T00:45:00Z", true],
])("cron %s at %s: %s", (expression, at, due) => {
  expect(parseCron(expression)(new Date(at))).toBe(due);
});

test.each(["* * * *", "60 * * * *", "a * * * *", "5-1 * * * *"])("cron %s is refused", (expression) => {
  expect(() => parseCron(expression)).toThrow(/cron/);
});

const step = { steps: { step: {} } };

test("a failure handler follows its own function only, and four retries are the default", () => {
  const catalog = buildCatalog([
    { id: "app-a", triggers: [{ event: "thing/happened" }], steps: { step: { retries: { attempts: 2 } } } },
    { id: "app-b", triggers: [{ event: "thing/happened", expression: null }], ...step },
    {
      id: "app-a-failure",
      triggers: [{ event: "inngest/function.failed", expression: "event.data.function_id == 'app-a'" }],
      ...step,
    },
  ]);
  expect(catalog.followers("thing/happened")).toEqual(["app-a", "app-b"]);
  expect(catalog.followers("inngest/function.failed", "app-a")).toEqual(["app-a-failure"]);
  expect(catalog.followers("inngest/function.failed", "app-b")).toEqual([]);
  expect([catalog.maxAttempts.get("app-a"), catalog.maxAttempts.get("app-b")]).toEqual([3, 5]);
});

test("an expression it cannot read stops the start, instead of a function that never runs", () => {
  expect(() =>
    buildCatalog([{ id: "app-a", triggers: [{ event: "x", expression: "event.data.n > 1" }], ...step }]),
  ).toThrow(/app-a/);
});
