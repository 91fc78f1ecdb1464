import { describe, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { emptyBooking, fieldAt, isBlank, parseBooking } from "./booking-text.ts";
import { at } from "./example-blocks.ts";

const branchId = uuidv7();
const span = { bayId: uuidv7(), from: at("16:15"), to: at("17:45") };
const typed = { ...emptyBooking("wx71 nrb"), name: "Beth Carrow", phone: "07700 900418", symptom: "Rattles" };
const known = {
  vehicle: { id: uuidv7(), plate: "WX71 NRB", make: "Subaru", model: "Forester", year: 2021 },
  owner: { id: uuidv7(), name: "Beth Carrow", email: null, phone: null, phoneShown: null },
  lastOdometer: null,
  history: [],
  openCards: [],
};

describe("a booking as typed", () => {
  it("has the bay, the start and the length of its ghost", () => {
    expect(parseBooking(typed, null, branchId, span)).toMatchObject({
      ok: true,
      value: { bayId: span.bayId, startsAt: new Date(span.from), minutes: 90, technicianId: null },
    });
  });

  it("takes a known car and its owner by their ids, whatever stands in the fields of new ones", () => {
    expect(parseBooking({ ...typed, name: "" }, known, branchId, span)).toMatchObject({
      ok: true,
      value: {
        customer: { kind: "existing", customerId: known.owner.id },
        vehicle: { kind: "existing", vehicleId: known.vehicle.id },
      },
    });
  });

  it.each([
    ["plate", { plate: "" }],
    ["plate", { plate: "-- --" }],
    ["name", { name: " " }],
    ["email", { email: "nope" }],
    ["serviceIds", { symptom: "" }],
  ])("says what is wrong at %s, and nowhere else", (field, change) => {
    const parsed = parseBooking({ ...typed, ...change }, null, branchId, span);
    expect(parsed.ok ? [] : Object.keys(parsed.sentences)).toEqual([field]);
  });

  it("finds the field that the server names", () => {
    expect(fieldAt("customer.phone")).toBe("phone");
    expect(fieldAt("serviceIds.0")).toBe("serviceIds");
    expect(fieldAt("startsAt")).toBeNull();
  });

  it("is blank until something is typed", () => {
    expect(isBlank(emptyBooking(""))).toBe(true);
    expect(isBlank(typed)).toBe(false);
  });
});
