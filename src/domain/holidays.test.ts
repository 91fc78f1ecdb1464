import { describe, expect, it } from "vitest";
import { easter, holidaysOf, knowsHolidays, orthodoxEaster } from "#/domain/holidays.ts";

const daysOf = (country: string, year: number) => holidaysOf(country, year).map(({ day }) => day);

describe("public holidays", () => {
  it("know both Easters", () => {
    expect([2024, 2025, 2026, 2027, 2030, 2038].map(easter)).toEqual([
      "2024-03-31",
      "2025-04-20",
      "2026-04-05",
      "2027-03-28",
      "2030-04-21",
      "2038-04-25",
    ]);
    expect([2024, 2025, 2026, 2027].map(orthodoxEaster)).toEqual([
      "2024-05-05",
      "2025-04-20",
      "2026-04-12",
      "2027-05-02",
    ]);
  });

  // gov.uk/bank-holidays, England and Wales.
  it("of Great Britain are as published, with what a weekend is made up for", () => {
    expect(daysOf("GB", 2026)).toEqual([
      "2026-01-01",
      "2026-04-03",
      "2026-04-06",
      "2026-05-04",
      "2026-05-25",
      "2026-08-31",
      "2026-12-25",
      "2026-12-26",
      "2026-12-28",
    ]);
    expect(daysOf("GB", 2027).slice(-4)).toEqual(["2027-12-25", "2027-12-26", "2027-12-27", "2027-12-28"]);
  });

  // opm.gov, federal holidays.
  it("of the United States are observed on the nearest day", () => {
    expect(holidaysOf("US", 2026)).toContainEqual({ day: "2026-07-03", name: "Independence Day, observed" });
    expect(daysOf("US", 2026)).toContain("2026-11-26");
  });

  it("of the others follow their own rules", () => {
    expect(daysOf("CA", 2026)).toContain("2026-05-18");
    expect(daysOf("NL", 2025)).toContain("2025-04-26");
    expect(daysOf("IE", 2026)).toContain("2026-02-02");
    expect(daysOf("IE", 2030)).toContain("2030-02-01");
    expect(daysOf("SE", 2026)).toContain("2026-06-20");
    expect(daysOf("GR", 2026)).toContain("2026-02-23");
    expect(daysOf("DE", 2026)).toContain("2026-05-25");
    expect(daysOf("ZA", 2026)).toContain("2026-08-10");
  });

  it("are days of their year, each in order, and none for a country that is not listed", () => {
    expect(holidaysOf("AE", 2026)).toEqual([]);
    expect(knowsHolidays("AE")).toBe(false);
    for (const country of ["AT", "AU", "BE", "CH", "CZ", "DK", "ES", "FI", "FR", "IT", "NO", "NZ", "PL", "PT", "RO"]) {
      const days = daysOf(country, 2027);
      expect(days.every((day) => day.startsWith("2027-") && !Number.isNaN(Date.parse(day)))).toBe(true);
      expect(days).toEqual([...days].sort());
    }
  });
});
