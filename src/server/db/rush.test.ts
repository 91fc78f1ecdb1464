import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { askedTogether, inTurn } from "./rush.ts";

test("those who ask the same in one turn are answered by one question; whoever comes later, by one of their own", async () => {
  let asked = 0;
  const ask = askedTogether(async ({ about }: { about: string }) => {
    asked += 1;
    const answer = `${about} ${asked}`;
    await turn();
    return answer;
  });
  const crowd = [1, 2, 3].map(() => ask({ about: "ten" }));
  const other = ask({ about: "eleven" });
  // By now the crowd's has begun, and is not answered yet.
  await turn();
  await turn();
  const late = ask({ about: "ten" });
  expect(await Promise.all([...crowd, other, late])).toEqual(["ten 1", "ten 1", "ten 1", "eleven 2", "ten 3"]);
});

test("a question that fails fails for all who asked it, and is asked anew by the next", async () => {
  let asked = 0;
  const ask = askedTogether(async (_: string) => {
    asked += 1;
    if (asked === 1) throw new Error("Gone.");
    return asked;
  });
  const outcomes = await Promise.allSettled([ask("ten"), ask("ten")]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await ask("ten")).toBe(2);
});

test("of those who want one thing, one works on it at a time, and each looks after the one before has ended", async () => {
  const seen: number[] = [];
  let [done, atWork] = [0, 0];
  const want = () =>
    inTurn(
      "ten",
      async () => done,
      async (found) => {
        atWork += 1;
        expect(atWork).toBe(1);
        await turn();
        seen.push(found);
        done += 1;
        atWork -= 1;
      },
    );
  await Promise.all([want(), want(), want()]);
  expect(seen).toEqual([0, 1, 2]);
});
