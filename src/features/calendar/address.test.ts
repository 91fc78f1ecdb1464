import { describe, expect, it } from "vitest";
import { addressOf, mondayOf, rangeOf, stepped } from "./address.ts";

describe("the calendar's address", () => {
  it("leaves out what nobody knows", () => {
    expect(addressOf({ day: "2026-02-30", view: "month", branch: "x", open: ["y"], why: "25:00" })).toEqual({
      day: null,
      view: "day",
      branch: null,
      open: null,
      why: null,
    });
    expect(addressOf({ day: "2026-05-14", view: "week", why: "10:00" })).toMatchObject({
      day: "2026-05-14",
      view: "week",
      why: "10:00",
    });
  });

  it("reads the week from its Monday, a day with those after it", () => {
    expect(mondayOf("2026-05-17")).toBe("2026-05-11");
    expect(mondayOf("2026-05-11")).toBe("2026-05-11");
    expect(rangeOf("week", "2026-05-14")).toEqual({ fromDay: "2026-05-11", days: 7 });
    expect(rangeOf("day", "2026-05-14")).toEqual({ fromDay: "2026-05-14", days: 4 });
  });

  it("steps by a day or a week", () => {
    expect(stepped("day", "2026-03-01", -1)).toBe("2026-02-28");
    expect(stepped("week", "2026-12-30", 1)).toBe("2027-01-06");
  });
});
