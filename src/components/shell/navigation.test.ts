import { describe, expect, it } from "vitest";
import { navigation, standsOn } from "#/components/shell/navigation.ts";

describe("navigation", () => {
  it("marks the board on a job card, and not on a page that only begins alike", () => {
    const board = { href: "/board", also: ["/job-cards"] };
    expect(standsOn(board, "/board")).toBe(true);
    expect(standsOn(board, "/job-cards/0190")).toBe(true);
    expect(standsOn(board, "/boards")).toBe(false);
  });

  it("marks at most one entry on any of its pages", () => {
    for (const { href } of navigation)
      expect(navigation.filter((entry) => standsOn(entry, `${href}/x`))).toHaveLength(1);
  });
});
