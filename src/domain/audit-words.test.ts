import { expect, it } from "vitest";
import { type AuditWords, auditTitle, idsIn, sayChanges } from "#/domain/audit-words.ts";

const bay = "0190aaaa-0000-7000-8000-000000000001";
const known: AuditWords = {
  zone: "Europe/London",
  currency: "GBP",
  locale: "en-GB",
  names: new Map([[bay, "Bay 3"]]),
};

it("says amounts, rates, quantities, times and records as people do", () => {
  expect(
    sayChanges(
      {
        priceMinor: [1900, 118_440],
        taxRatesBp: [[2000, 500], [825]],
        onHandMilli: [4500, 500],
        bayId: [null, bay],
        startsAt: "2026-05-14T08:00:00.000Z",
        status: ["IN_PROGRESS", "COMPLETED"],
        taxMode: ["EXCLUSIVE", "INCLUSIVE"],
        registrationNumber: [null, "01234567"],
        customerWaiting: [false, true],
      },
      known,
    ),
  ).toEqual([
    { word: "Price", before: "£19.00", after: "£1,184.40" },
    { word: "Tax rates", before: "20%, 5%", after: "8.25%" },
    { word: "On hand", before: "4.5", after: "0.5" },
    { word: "Bay", before: "nothing", after: "Bay 3" },
    { word: "Starts at", before: null, after: "Thu 14 May 2026, 09:00" },
    { word: "Status", before: "In progress", after: "Completed" },
    { word: "Prices are", before: "before tax", after: "with tax inside" },
    { word: "Registration number", before: "nothing", after: "01234567" },
    { word: "Customer waiting", before: "no", after: "yes" },
  ]);
});

it("says a week of hours, and a list of two ids as one fact", () => {
  const day = { opens: "08:00", closes: "18:00" };
  const [hours, lines] = sayChanges(
    {
      weekHours: [
        [day, null],
        [null, null],
      ],
      lineIds: [bay, "0190aaaa-0000-7000-8000-000000000002"],
    },
    known,
  );
  expect(hours).toEqual({ word: "Hours", before: "Mon 08:00–18:00, Tue closed", after: "Mon closed, Tue closed" });
  expect(lines).toEqual({ word: "Line ids", before: null, after: "Bay 3, record 0190aaaa" });
});

it("names every action, also one that has no sentence of its own", () => {
  expect(auditTitle("branch.changed")).toBe("Changed a branch");
  expect(auditTitle("vehicle.plate-changed")).toBe("Vehicle plate changed");
  expect(auditTitle("constructor")).toBe("Constructor");
});

it("finds ids wherever they stand, and survives what is no change", () => {
  expect(idsIn({ a: [null, bay], b: { c: bay }, d: 3 })).toEqual([bay, bay]);
  expect(sayChanges(null, known)).toEqual([]);
  expect(sayChanges([1, 2], known)).toEqual([]);
});
