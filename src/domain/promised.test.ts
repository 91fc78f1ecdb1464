import { expect, test } from "vitest";
import { promiseStanding } from "#/domain/promised.ts";

const now = Date.parse("2026-05-14T14:20:00Z");
const inMinutes = (minutes: number) => new Date(now + minutes * 60_000);

test("a promise is on time until an hour is left, soon until it is due, late from then on", () => {
  expect(promiseStanding(inMinutes(60), now)).toEqual({ state: "on-time" });
  expect(promiseStanding(inMinutes(59), now)).toEqual({ state: "soon", minutesLeft: 59 });
  expect(promiseStanding(inMinutes(0), now)).toEqual({ state: "soon", minutesLeft: 0 });
  expect(promiseStanding(new Date(now - 1), now)).toEqual({ state: "late" });
});
