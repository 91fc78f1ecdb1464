import { describe, expect, test } from "vitest";
import type { BoardCardView } from "#/domain/job-card.ts";
import type { BoardStatus } from "./board-model.ts";
import { exampleCard } from "./example-cards.ts";
import { type Layout, layOut, settle } from "./settle.ts";

const a = exampleCard("a", { promised: "10:00" });
const b = exampleCard("b", { promised: "11:00" });
const c = exampleCard("c", { promised: "12:00", status: "IN_PROGRESS" });
const shown = layOut([a, b, c]);
const none = new Map<string, string>();
const holding = (...statuses: BoardStatus[]) => new Set(statuses);
const ids = (layout: Layout, status: BoardStatus) => layout.columns[status].map(({ id }) => id);

const settled = (
  cards: readonly BoardCardView[],
  held: ReadonlySet<BoardStatus>,
  moved: ReadonlyMap<string, string> = none,
) => settle(shown, cards, held, moved);

describe("nobody's hand is on the board", () => {
  test("changes show at once and nothing waits", () => {
    const next = settled([{ ...a, status: "IN_PROGRESS" }, b, c], holding());
    expect(ids(next, "IN_PROGRESS")).toEqual(["a", "c"]);
    expect(next.waiting.CHECKED_IN).toBe(0);
  });
});

describe("a hand is in the column", () => {
  test("a card that leaves it stays, once, and is counted", () => {
    const next = settled([{ ...a, status: "IN_PROGRESS" }, b, c], holding("CHECKED_IN"));
    expect(ids(next, "CHECKED_IN")).toEqual(["a", "b"]);
    expect(ids(next, "IN_PROGRESS")).toEqual(["c"]);
    expect(next.waiting.CHECKED_IN).toBe(1);
  });

  test("a card that comes to it waits where it was", () => {
    const next = settled([a, b, { ...c, status: "CHECKED_IN" }], holding("CHECKED_IN"));
    expect(ids(next, "CHECKED_IN")).toEqual(["a", "b"]);
    expect(ids(next, "IN_PROGRESS")).toEqual(["c"]);
    expect(next.waiting.CHECKED_IN).toBe(1);
  });

  test("a new order waits, new words do not", () => {
    const earlier = { ...b, promisedAt: new Date("2026-05-14T09:00:00Z"), complaint: "Brakes, too" };
    const next = settled([a, earlier, c], holding("CHECKED_IN"));
    expect(ids(next, "CHECKED_IN")).toEqual(["a", "b"]);
    expect(next.columns.CHECKED_IN[1]?.complaint).toBe("Brakes, too");
    expect(next.waiting.CHECKED_IN).toBe(1);
  });

  test("a card that is gone from the board stays as it was", () => {
    const next = settled([b, c], holding("CHECKED_IN"));
    expect(ids(next, "CHECKED_IN")).toEqual(["a", "b"]);
    expect(next.waiting.CHECKED_IN).toBe(1);
  });

  test("what the person moved goes at once, to its place in the order", () => {
    const next = settled(
      [a, b, { ...c, status: "CHECKED_IN" }],
      holding("CHECKED_IN", "IN_PROGRESS"),
      new Map([["c", "CHECKED_IN"]]),
    );
    expect(ids(next, "CHECKED_IN")).toEqual(["a", "b", "c"]);
    expect(ids(next, "IN_PROGRESS")).toEqual([]);
    expect(next.waiting.CHECKED_IN).toBe(0);
  });

  test("once the hand is gone, all of it shows", () => {
    const kept = settled([{ ...a, status: "IN_PROGRESS" }, b, c], holding("CHECKED_IN"));
    const next = settle(kept, [{ ...a, status: "IN_PROGRESS" }, b, c], holding(), none);
    expect(ids(next, "CHECKED_IN")).toEqual(["b"]);
    expect(ids(next, "IN_PROGRESS")).toEqual(["a", "c"]);
  });
});

test("every card stands exactly once, whatever is held and whatever moved", () => {
  const statuses = ["CHECKED_IN", "AWAITING_PARTS", "IN_PROGRESS"] as const satisfies readonly BoardStatus[];
  for (const first of statuses)
    for (const second of statuses)
      for (const held of [
        holding(),
        holding("CHECKED_IN"),
        holding("IN_PROGRESS"),
        holding("CHECKED_IN", "IN_PROGRESS"),
      ]) {
        const next = settled([{ ...a, status: first }, b, { ...c, status: second }], held);
        const everywhere = Object.values(next.columns).flatMap((cards) => cards.map(({ id }) => id));
        expect(everywhere.sort()).toEqual(["a", "b", "c"]);
      }
});
