import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { createJobCardInput, placeJobCardInput, updateJobCardInput } from "#/domain/job-card.ts";
import { editableMoney, formatMoney, parseMoney } from "#/domain/money.ts";
import { may, permissionNames, permissionsOf, roles } from "#/domain/permissions.ts";
import { formatPhone, parsePhone } from "#/domain/phone.ts";
import { formatQuantity, parseQuantity, quantityText } from "#/domain/quantity.ts";
import {
  addDays,
  dayOf,
  formatAge,
  formatMinutes,
  formatMoment,
  fromLocalInput,
  instantOf,
  isoDateIn,
  localInputValue,
  yearIn,
} from "#/domain/time.ts";
import { canMove, jobCardStatuses, jobCardTransitions, movesFrom } from "#/domain/transitions.ts";
import { displayPlate, normalisePlate } from "#/domain/vehicle-plate.ts";

describe("ids", () => {
  it("are UUIDs of version 7 in the order of their time", () => {
    expect(uuidv7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidv7(1_000) < uuidv7(2_000)).toBe(true);
  });
});

describe("money", () => {
  it("is written with a true minus and the currency's decimals", () => {
    expect(formatMoney(118_440, "GBP", "en-GB")).toBe("£1,184.40");
    expect(formatMoney(-300, "GBP", "en-GB")).toBe("−£3.00");
    expect(formatMoney(1500, "JPY", "en-GB")).toBe("JP¥1,500");
  });
  it.each([
    ["1,184.40", 118_440],
    ["£12", 1200],
    ["12.5", 1250],
    ["0", 0],
    ["-3", null],
    ["1.234", null],
    ["", null],
    ["abc", null],
    ["99999999999", null],
  ])("reads %s", (typed, minor) => {
    expect(parseMoney(typed, "GBP")).toBe(minor);
  });
  it("is read back as it is edited", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        (minor) => parseMoney(editableMoney(minor, "GBP"), "GBP") === minor,
      ),
    );
  });
});

describe("quantities", () => {
  it.each([
    ["4.5", 4500],
    ["1", 1000],
    ["-0.25", -250],
    ["0.001", 1],
    ["1.2345", null],
    ["1e3", null],
    ["", null],
    ["٣", null],
    ["1234567890", null],
  ])("read %s", (typed, milli) => {
    expect(parseQuantity(typed)).toBe(milli);
  });
  it("are read back as they are written", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }),
        (milli) => parseQuantity(quantityText(milli)) === milli,
      ),
    );
  });
  it("are shown with their unit", () => {
    expect(formatQuantity("4.500", "L")).toBe("4.5 L");
    expect(formatQuantity("-2", "")).toBe("−2");
  });
});

describe("plates", () => {
  it("are one car however they are written", () => {
    expect(new Set(["KX19 VBT", "kx19vbt", " KX19-VBT "].map(normalisePlate))).toEqual(new Set(["KX19VBT"]));
    expect(displayPlate("kx19vbt")).toBe("KX19 VBT");
    expect(normalisePlate("ΑΒΓ-123")).toBe("ΑΒΓ123");
  });
});

describe("phone numbers", () => {
  it("become E.164, or a sentence", () => {
    expect(parsePhone("07700 900418", "GB")).toEqual({ ok: true, e164: "+447700900418" });
    expect(parsePhone("+1 212 555 0123", "GB")).toEqual({ ok: true, e164: "+12125550123" });
    expect(parsePhone("0770", "GB")).toMatchObject({ ok: false });
    expect(parsePhone("no number", "GB")).toMatchObject({ ok: false });
    expect(formatPhone("+447700900418", "GB")).toBe("07700 900418");
  });
});

describe("transitions", () => {
  it("lead to statuses only, and COMPLETED is never a plain move", () => {
    for (const from of jobCardStatuses) {
      for (const to of jobCardTransitions[from]) expect(jobCardStatuses).toContain(to);
      expect(movesFrom(from)).not.toContain("COMPLETED");
    }
    expect(canMove("IN_PROGRESS", "COMPLETED")).toBe(true);
    expect(canMove("CHECKED_IN", "COMPLETED")).toBe(false);
    expect(canMove("COMPLETED", "COLLECTED")).toBe(true);
    expect(jobCardTransitions.COLLECTED).toEqual([]);
  });
});

describe("permissions", () => {
  it("keep prices from technicians and everything from nobody but by the table", () => {
    expect(may("TECHNICIAN", "price.read")).toBe(false);
    expect(may("TECHNICIAN", "job_card.complete")).toBe(false);
    expect(permissionsOf("OWNER")).toEqual(permissionNames.filter((name) => may("OWNER", name)));
    for (const role of roles) expect(permissionsOf(role).length).toBeGreaterThan(0);
  });
});

describe("time", () => {
  const london = "Europe/London";
  it("knows the gap and the repeated hour", () => {
    expect(instantOf("2026-03-29", "01:30", london)).toBeNull();
    expect(instantOf("2026-03-29", "02:30", london)?.toISOString()).toBe("2026-03-29T01:30:00.000Z");
    expect(dayOf(new Date("2026-03-29T12:00:00Z"), london)).toEqual({
      start: new Date("2026-03-29T00:00:00Z"),
      end: new Date("2026-03-29T23:00:00Z"),
    });
  });
  it("counts days and years in the branch's zone", () => {
    const newYear = new Date("2026-01-01T03:00:00Z");
    expect([isoDateIn(newYear, "America/New_York"), yearIn(newYear, "America/New_York")]).toEqual(["2025-12-31", 2025]);
    expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
  });
  it("is said briefly", () => {
    const now = new Date("2026-05-14T14:20:00Z");
    expect(formatAge(new Date("2026-05-14T12:32:00Z"), now)).toBe("1 h 48");
    expect(formatMinutes(100)).toBe("1 h 40");
    expect(formatMoment(new Date("2026-05-15T07:30:00Z"), london, now)).toBe("Fri 15 May, 08:30");
  });
  it("goes through a form and back", () => {
    const at = new Date("2026-07-01T09:15:00Z");
    expect(fromLocalInput(localInputValue(at, london), london)).toEqual(at);
    expect(fromLocalInput("2026-03-29T01:30", london)).toBeNull();
    expect(fromLocalInput("rubbish", london)).toBeNull();
  });
});

it("refuses a date outside the years that PostgreSQL and a workshop know, with a sentence, wherever one is given", () => {
  const card = {
    branchId: "01a21418-0b09-7c34-a3f2-ca937c56cc86",
    vehicle: { kind: "existing", vehicleId: "01a21418-0d0d-7413-bd4c-d66002151532" },
    complaint: "Service due",
    odometerIn: 0,
    customerWaiting: true,
    technicianId: null,
  };
  const promised = (at: Date) => createJobCardInput.safeParse({ ...card, promisedAt: at }).error?.issues[0]?.message;
  expect(promised(new Date("2026-12-01T09:00:00Z"))).toBeUndefined();
  expect(promised(new Date("-240002-07-16T13:39:55.572Z"))).toBe("That is before the year 2000. Check the date.");
  expect(promised(new Date(8.64e15))).toBe("That is after the year 2200. Check the date.");
  const { jobCardId, bayId } = { jobCardId: card.branchId, bayId: card.branchId };
  const placed = (startsAt: Date) => placeJobCardInput.safeParse({ jobCardId, bayId, startsAt, minutes: 60 }).success;
  expect([placed(new Date("2026-12-01T09:00:00Z")), placed(new Date(-8.64e15))]).toEqual([true, false]);
  const changed = (promisedAt: Date) => updateJobCardInput.safeParse({ jobCardId, version: 1, promisedAt }).success;
  expect([changed(new Date("2026-12-01T09:00:00Z")), changed(new Date(-8.64e15))]).toEqual([true, false]);
});
