import { expect, test } from "vitest";
import { commandsUnderWay, countedUnderWay } from "#/server/db/under-way.ts";

test("a command counts from its beginning to its end, whether it succeeds or fails", async () => {
  const [one, other] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const first = countedUnderWay(() => one.promise);
  const second = countedUnderWay(() => other.promise);
  expect(commandsUnderWay()).toBe(2);
  one.resolve("done");
  expect([await first, commandsUnderWay()]).toEqual(["done", 1]);
  other.reject(new Error("refused"));
  await expect(second).rejects.toThrow("refused");
  expect(commandsUnderWay()).toBe(0);
});
