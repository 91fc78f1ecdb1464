import { describe, expect, test } from "vitest";
import { jobCardStatuses, movesFrom } from "#/domain/transitions.ts";
import {
  boardStatuses,
  canUndo,
  compareCards,
  countsOf,
  isBoardStatus,
  mayLand,
  placeAmong,
  whyNot,
} from "./board-model.ts";
import { at, exampleCard } from "./example-cards.ts";

const ids = (cards: readonly { id: string }[]) => cards.map(({ id }) => id);

describe("order in a column", () => {
  test("late ones lead, then by promised time, unpromised last", () => {
    const cards = [
      exampleCard("none"),
      exampleCard("17", { promised: "17:00" }),
      exampleCard("late", { promised: "09:00" }),
    ];
    expect(ids(cards.sort(compareCards))).toEqual(["late", "17", "none"]);
  });

  test("completed ones stand newest first, whatever was promised", () => {
    const old = exampleCard("old", { status: "COMPLETED", since: "09:00", promised: "10:00" });
    const fresh = exampleCard("fresh", { status: "COMPLETED", since: "13:00", promised: "17:00" });
    expect(ids([old, fresh].sort(compareCards))).toEqual(["fresh", "old"]);
  });

  test("a carried card lands where the order puts it", () => {
    const column = [exampleCard("a", { promised: "10:00" }), exampleCard("b", { promised: "17:00" })];
    expect(placeAmong(exampleCard("c", { promised: "12:00" }), column)).toBe(1);
    expect(placeAmong(exampleCard("c"), column)).toBe(2);
  });
});

describe("where a card may land", () => {
  test("the board offers what the transitions allow, no more and no less", () => {
    for (const from of jobCardStatuses) {
      const offered = boardStatuses.filter((to) => to !== from && to !== "COMPLETED" && mayLand(from, to, true));
      expect(offered, from).toEqual(boardStatuses.filter((to) => movesFrom(from).includes(to)));
    }
  });

  test("only who may complete is led to the pre-flight", () => {
    expect(mayLand("IN_PROGRESS", "COMPLETED", true)).toBe(true);
    expect(mayLand("IN_PROGRESS", "COMPLETED", false)).toBe(false);
    expect(whyNot("IN_PROGRESS", "COMPLETED", false)).toBe("An advisor completes");
  });

  test("every refusal has words that fit a column's head", () => {
    for (const from of jobCardStatuses.filter(isBoardStatus)) {
      for (const to of boardStatuses.filter((each) => !mayLand(from, each, true))) {
        expect(whyNot(from, to, true).length, `${from} to ${to}`).toBeLessThanOrEqual(24);
      }
    }
  });

  test("undo is offered only where the way back is allowed", () => {
    expect(canUndo("CHECKED_IN", "IN_PROGRESS")).toBe(true);
    expect(canUndo("QUALITY_CHECK", "AWAITING_PARTS")).toBe(false);
    expect(canUndo("COMPLETED", "COLLECTED")).toBe(false);
  });
});

test("filters count what they would show; a completed card is late no more", () => {
  const cards = [
    exampleCard("a", { promised: "09:00", technician: { memberId: "me", name: "Rosa Silva" } }),
    exampleCard("b", { promised: "09:00", status: "COMPLETED" }),
    exampleCard("c", { customerWaiting: true }),
  ];
  expect(countsOf(cards, "me", at("14:20").getTime())).toEqual({ all: 3, mine: 1, late: 1, waiting: 1 });
});
