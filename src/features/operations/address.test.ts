import { describe, expect, it } from "vitest";
import { addressOf, askedOf } from "./address.ts";

const zone = "Europe/London";
const now = new Date("2026-05-14T15:30:00Z");
const asked = (raw: Record<string, string>) => askedOf(addressOf(raw), { zone, now });

describe("the address of the operations page", () => {
  it("asks for everything when it says nothing", () => {
    expect(asked({})).toEqual({ type: null, outcome: null, branchId: null, from: null, to: null });
  });

  it("leaves out what nobody knows", () => {
    expect(asked({ type: "drop table", outcome: "fine", branch: "7", since: "ever" })).toEqual(asked({}));
    expect(asked({ since: "dates", from: "2026-13-45", to: "yesterday" })).toEqual(asked({}));
  });

  it("means the branch's days, with both ends of a range", () => {
    expect(asked({ since: "today" }).from?.toISOString()).toBe("2026-05-13T23:00:00.000Z");
    expect(asked({ since: "week" }).from?.toISOString()).toBe("2026-05-07T23:00:00.000Z");
    const { from, to } = asked({ since: "dates", from: "2026-03-28", to: "2026-03-29" });
    // The clocks go forward in that night.
    expect([from?.toISOString(), to?.toISOString()]).toEqual(["2026-03-28T00:00:00.000Z", "2026-03-29T23:00:00.000Z"]);
  });

  it("takes operations and consumers alike", () => {
    expect(asked({ type: "job-card.complete" }).type).toBe("job-card.complete");
    expect(asked({ type: "email-invoice", outcome: "dead" })).toMatchObject({ type: "email-invoice", outcome: "dead" });
  });
});
