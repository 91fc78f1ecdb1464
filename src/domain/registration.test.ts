import { expect, test } from "vitest";
import { countries, countryOfZone, countryTerms, languageName, zoneCity } from "#/domain/countries.ts";
import { formatMoney } from "#/domain/money.ts";
import { invoicePrefixOf, registerTenantInput, slugOf } from "#/domain/registration.ts";
import { daysLeft, standing, trialDays, trialEnd, whyReadOnly } from "#/domain/subscription.ts";
import { isZone } from "#/domain/time.ts";

test.each([
  ["Northside Motors", "northside-motors", "NM"],
  ["Škoda & Łukasz, s.r.o.", "skoda-and-lukasz-s-r-o", "SALS"],
  ["Müßiggang", "mussiggang", "MUS"],
  ["Київ", "workshop", "WOR"],
  ["  --  ", "workshop", "WOR"],
  ["A", "a", "A"],
  ["24/7", "24-7", "27"],
])("%s is found under %s and bills under %s", (name, slug, prefix) => {
  expect(slugOf(name)).toBe(slug);
  expect(invoicePrefixOf(name)).toBe(prefix);
  expect(prefix).toMatch(/^[A-Z0-9]{1,8}$/);
});

test("a long name makes a short address without a dash at its end", () => {
  expect(slugOf(`${"garages ".repeat(20)}`)).toBe("garages-garages-garages-garages-garages");
  expect(slugOf("x".repeat(200))).toHaveLength(40);
});

test.each(countries.map((country) => [country.name, country] as const))("%s can be written and told", (_, country) => {
  expect(country.zones.filter((zone) => !isZone(zone))).toEqual([]);
  for (const language of country.languages) {
    expect(formatMoney(123_456, country.currency, language)).toMatch(/\d/);
    expect(languageName(language)).not.toBe(language);
    expect(language).toMatch(/^[a-z]{2,3}-[A-Z]{2}$/);
  }
  expect(country.taxRatesBp[0]).toBeGreaterThan(0);
  expect(country.taxRatesBp.every((rate) => rate >= 0 && rate <= 10_000)).toBe(true);
});

test("a country is found by its code and by its clocks", () => {
  expect(countryTerms("GB")).toMatchObject({ currency: "GBP", odometerUnit: "mi", taxName: "VAT" });
  expect(countryTerms("XX")).toBeUndefined();
  expect(countryOfZone("America/Chicago")?.code).toBe("US");
  expect(countryOfZone("UTC")).toBeUndefined();
  expect(zoneCity("America/New_York")).toBe("New York");
});

const given = {
  tenantName: "Northside Motors",
  country: "GB",
  zone: "Europe/London",
  language: "en-GB",
  branchName: "Harbour Street",
  bays: 3,
  labourRate: "75",
  name: "Olivia Hart",
  email: " Olivia@Northside.TEST ",
  phone: null,
  password: "four words in a row",
};

test("what is typed is taken as it is meant", () => {
  expect(registerTenantInput.parse(given)).toMatchObject({ email: "olivia@northside.test", phone: null });
});

test.each([
  ["tenantName", " "],
  ["country", "XX"],
  ["zone", "Europe/Nowhere"],
  ["language", "english"],
  ["branchName", ""],
  ["bays", 0],
  ["bays", 31],
  ["bays", 1.5],
  ["labourRate", ""],
  ["labourRate", "much"],
  ["name", ""],
  ["email", "olivia@"],
  ["password", "too short"],
  ["password", "x".repeat(201)],
])("%s %j is refused with a sentence", (field, value) => {
  const { error } = registerTenantInput.safeParse({ ...given, [field]: value });
  expect(error?.issues.map(({ path }) => path.join("."))).toEqual([field]);
  expect(error?.issues[0]?.message).toMatch(/\.$/);
});

test("a trial ends by itself, to the moment", () => {
  const began = new Date("2026-05-14T09:00:00Z");
  const ends = trialEnd(began);
  const trial = { subscription: "TRIAL", trialEndsAt: ends } as const;
  expect(daysLeft(ends, began)).toBe(trialDays);
  expect(daysLeft(ends, new Date(ends.getTime() - 1))).toBe(1);
  expect(standing(trial, new Date(ends.getTime() - 1))).toBe("TRIAL");
  expect(standing(trial, ends)).toBe("EXPIRED");
  expect(daysLeft(ends, ends)).toBe(0);
  expect(standing({ ...trial, subscription: "ACTIVE" }, ends)).toBe("ACTIVE");
});

test("afterwards nothing of the workshop can be changed, but one's own account and what was promised can", () => {
  const now = new Date("2026-05-14T09:00:00Z");
  const over = { subscription: "TRIAL", trialEndsAt: now } as const;
  expect(whyReadOnly(over, "job_card.create", now)).toMatch(/^The trial of this workshop has ended: .+\.$/);
  const expired = { subscription: "EXPIRED", trialEndsAt: null } as const;
  expect(whyReadOnly(expired, "settings.edit", now)).toMatch(/^The subscription of this workshop/);
  for (const permission of ["account.edit", "operation.repair"] as const)
    expect(whyReadOnly(over, permission, now)).toBeNull();
  expect(whyReadOnly({ ...over, subscription: "ACTIVE" }, "job_card.create", now)).toBeNull();
});
