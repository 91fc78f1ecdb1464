import { describe, expect, it } from "vitest";
import { at, exampleBlock } from "./example-blocks.ts";
import {
  besideBay,
  clash,
  dragged,
  freeTechnicians,
  type Hand,
  isMovable,
  placeAt,
  saidAtDrop,
  saidOver,
  shifted,
  spanOf,
  stretched,
} from "./hand.ts";

const scale = { from: at("07:00"), to: at("19:00") };
const block = exampleBlock("YT68 RZA", "1", "10:00", "11:30");
const span = spanOf(block);
const quarter = 15 * 60_000;
const words = { zone: "UTC", bayName: (id: string) => `Bay ${id}` };

describe("a block in hand", () => {
  it("moves by quarters and stays on screen", () => {
    expect(shifted(span, quarter, scale)).toEqual({ ...span, from: at("10:15"), to: at("11:45") });
    expect(shifted(span, -24 * 3_600_000, scale)).toEqual({ ...span, from: at("07:00"), to: at("08:30") });
  });

  it("keeps what reaches beyond the day as long as it is", () => {
    const long = { bayId: "1", from: at("16:00"), to: Date.parse("2026-05-15T10:00:00Z") };
    const earlier = shifted(long, -2 * quarter, scale);
    expect(earlier.to - earlier.from).toBe(long.to - long.from);
    expect(earlier.from).toBe(at("15:30"));
  });

  it("never becomes shorter than a quarter of an hour, at either edge", () => {
    expect(stretched(span, "end", -9 * 3_600_000, scale)).toEqual({ ...span, to: at("10:15") });
    expect(stretched(span, "start", 9 * 3_600_000, scale)).toEqual({ ...span, from: at("11:15") });
  });

  it("goes to the bay beside it, and not beyond the last", () => {
    expect(besideBay(span, ["1", "2"], 1).bayId).toBe("2");
    expect(besideBay(span, ["1", "2"], -1)).toBe(span);
  });

  it("takes the bay under the pointer only when the whole of it is dragged", () => {
    expect(dragged(span, "whole", quarter, "2", scale)).toEqual({ bayId: "2", from: at("10:15"), to: at("11:45") });
    expect(dragged(span, "end", quarter, "2", scale)).toEqual({ ...span, to: at("11:45") });
  });

  it("is told where it is over and by what that is taken; what was released takes nothing", () => {
    const other = exampleBlock("GK14 VYR", "2", "10:30", "12:00");
    const past = exampleBlock("MA20 LXH", "2", "11:00", "12:00", { state: "RELEASED" });
    const hand: Hand = { block, grip: "whole", by: "keys", at: { ...span, bayId: "2" } };
    expect(saidOver(hand, [block, past, other], words)).toBe("Bay 2, 10:00 to 11:30, 1 h 30, taken by GK14 VYR.");
    expect(saidOver(hand, [block, past], words)).toBe("Bay 2, 10:00 to 11:30, 1 h 30, free.");
    expect(saidOver({ ...hand, at: span }, [block, other], words)).toBe("Bay 1, 10:00 to 11:30, where it was.");
    expect(saidAtDrop({ ...hand, at: span }, words)).toBe("YT68 RZA is back on Bay 1, 10:00 to 11:30.");
  });

  it("does not stand in its own way, and what only touches it is not in it", () => {
    expect(clash(span, [block], block.allocationId)).toBeUndefined();
    expect(clash({ ...span, from: at("11:30"), to: at("12:00") }, [block], null)).toBeUndefined();
    expect(clash({ ...span, from: at("11:15"), to: at("12:00") }, [block], null)).toBe(block);
  });

  it("that is to begin at another time keeps its bay where it can, and where it stands is no other place", () => {
    const other = exampleBlock("GK14 VYR", "1", "13:00", "14:00");
    const place = (time: string, bayIds: string[]) => placeAt(block, at(time), bayIds, [block, other]);
    expect(place("10:30", ["1", "2"])).toEqual({ bayId: "1", from: at("10:30"), to: at("12:00") });
    expect(place("12:30", ["1", "2"])).toEqual({ bayId: "2", from: at("12:30"), to: at("14:00") });
    expect(place("10:00", ["1", "2"])?.bayId).toBe("2");
    expect(place("12:30", ["1"])).toBeUndefined();
  });

  it("is none of what is over, or of a customer who is booking", () => {
    expect((["BOOKED", "CHECKED_IN", "IN_PROGRESS"] as const).every((state) => isMovable({ state }))).toBe(true);
    expect((["HELD", "RELEASED", "CANCELLED"] as const).some((state) => isMovable({ state }))).toBe(false);
  });

  it("knows which technicians have nothing else to do then", () => {
    const technicians = [
      { memberId: "a", name: "Amir Khan" },
      { memberId: "b", name: "Rhys Shaw" },
    ];
    const busy = exampleBlock("GK14 VYR", "2", "11:00", "12:00", { technicianId: "a" });
    expect(freeTechnicians({ technicians, blocks: [busy] }, span).map(({ name }) => name)).toEqual(["Rhys Shaw"]);
    expect(freeTechnicians({ technicians, blocks: [busy] }, { from: at("12:00"), to: at("13:00") })).toHaveLength(2);
  });
});
