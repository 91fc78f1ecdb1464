import { describe, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { emptyCard, isBlank, parseCard } from "./card-text.ts";

const branchId = uuidv7();
const zone = "Europe/London";
const typed = {
  ...emptyCard(branchId, "kx19 vbt"),
  complaint: "Squeals",
  make: "VW",
  model: "Golf",
  ownerName: "Priya",
};
const known = {
  vehicle: { id: uuidv7(), plate: "KX19 VBT", make: "VW", model: "Golf", year: 2019 },
  owner: { id: uuidv7(), name: "Priya", email: null, phone: null, phoneShown: null },
  lastOdometer: null,
  history: [],
  openCards: [],
};

describe("a new job card as typed", () => {
  it("takes a known car by its id, whatever stands in the fields of a new one", () => {
    const parsed = parseCard({ ...typed, make: "" }, known, zone);
    expect(parsed).toMatchObject({ ok: true, value: { vehicle: { kind: "existing", vehicleId: known.vehicle.id } } });
  });

  it("reads the promised time on the branch's clock", () => {
    const parsed = parseCard({ ...typed, promisedAt: "2026-07-01T17:00" }, null, zone);
    expect(parsed).toMatchObject({ ok: true, value: { promisedAt: new Date("2026-07-01T16:00:00Z") } });
  });

  it.each([
    ["promisedAt", { promisedAt: "2026-03-29T01:30" }],
    ["year", { year: "1700" }],
    ["email", { email: "nope" }],
    ["odometerIn", { odometerIn: "99999999" }],
    ["customerId", { ownerKind: "existing" as const }],
    ["plate", { plate: "--- ---" }],
    ["complaint", { complaint: "   " }],
  ])("says what is wrong at %s, and nowhere else", (field, change) => {
    const parsed = parseCard({ ...typed, ...change }, null, zone);
    expect(parsed.ok ? [] : Object.keys(parsed.sentences)).toEqual([field]);
  });

  it("is blank until something is typed, whatever the branch", () => {
    expect(isBlank(emptyCard(branchId, ""))).toBe(true);
    expect(isBlank(typed)).toBe(false);
  });
});
