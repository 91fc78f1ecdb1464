import { expect, test } from "vitest";
import { type CheckView, invariantIds } from "#/domain/invariants.ts";
import { tally, targetLink, verifiedWords } from "./invariant-words.ts";

const answers = (states: Readonly<Record<string, CheckView["answers"][number]["state"]>>): CheckView["answers"] =>
  invariantIds.map((id) => ({ id, state: states[id] ?? "held", rows: [] }));

const check: CheckView = {
  id: "0190eeee-0000-7000-8000-000000000000",
  trigger: "NIGHTLY",
  askedBy: "Nightly check",
  startedAt: new Date("2026-05-14T01:07:00Z"),
  finishedAt: new Date("2026-05-14T01:07:01Z"),
  durationMs: 1234,
  answers: answers({}),
};

test("the tally counts what holds, what does not, and what could not be told apart", () => {
  expect(tally(answers({ I5: "held (not yet)" }))).toBe("All 12 hold");
  expect(tally(answers({ I9: "broken" }))).toBe("11 hold, 1 does not");
  expect(tally(answers({ I7: "broken", I9: "broken", I12: "not told" }))).toBe("9 hold, 2 do not, 1 could not be told");
});

test("when it was verified, by what, and that a night was missed", () => {
  const at = (now: string) => verifiedWords(check, "Europe/London", new Date(now));
  expect(at("2026-05-14T12:00:00Z")).toEqual({ text: "Verified 02:07 by night, in 1.2 s", stale: false });
  expect(at("2026-05-15T03:06:00Z").stale).toBe(false);
  expect(at("2026-05-15T03:08:00Z")).toEqual({
    text: "Verified Thu 14 May, 02:07 by night, in 1.2 s. No night has verified it since.",
    stale: true,
  });
  const byHand = { ...check, trigger: "ON_DEMAND", askedBy: "Maya Okafor", durationMs: 320 } as const;
  expect(verifiedWords(byHand, "Europe/London", new Date("2026-05-14T12:00:00Z")).text).toBe(
    "Verified 02:07 by Maya Okafor, in 320 ms",
  );
});

test("a broken row links to the page of its record", () => {
  expect(targetLink({ type: "invoice", id: "7" })).toEqual({ href: "/invoices/7", label: "Open invoice" });
});
