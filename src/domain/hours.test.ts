import { expect, it } from "vitest";
import { hoursOn, openingOn, type WeekHours, weekHours, widestWeek } from "#/domain/hours.ts";

const day = { opens: "08:00", closes: "18:00" };
const week: WeekHours = [day, day, day, day, day, { opens: "09:30", closes: "12:00" }, null];

it("knows the weekday of a date whatever the machine's own zone", () => {
  expect(hoursOn(week, "2026-05-14")).toEqual(day);
  expect(hoursOn(week, "2026-05-16")).toEqual({ opens: "09:30", closes: "12:00" });
  expect(hoursOn(week, "2026-05-17")).toBeNull();
});

it("opens and closes in wall time of the branch, on both sides of a change of the clocks", () => {
  const summer = openingOn(week, "2026-07-13", "Europe/London");
  expect(summer?.opensAt.toISOString()).toBe("2026-07-13T07:00:00.000Z");
  const winter = openingOn(week, "2026-12-14", "Europe/London");
  expect(winter?.opensAt.toISOString()).toBe("2026-12-14T08:00:00.000Z");
  expect(openingOn(week, "2026-05-17", "Europe/London")).toBeNull();
});

it("draws a closed day over the widest hours of the week", () => {
  expect(
    hoursOn(widestWeek([null, { opens: "07:00", closes: "12:00" }, day, null, null, null, null]), "2026-05-17"),
  ).toEqual({
    opens: "07:00",
    closes: "18:00",
  });
});

it("refuses a day that closes before it opens, a time that is none, and a week of another length", () => {
  expect(weekHours.safeParse(week).success).toBe(true);
  expect(weekHours.safeParse([...week.slice(0, 6), { opens: "18:00", closes: "08:00" }]).success).toBe(false);
  expect(weekHours.safeParse([...week.slice(0, 6), { opens: "24:00", closes: "25:00" }]).success).toBe(false);
  expect(weekHours.safeParse(week.slice(0, 6)).success).toBe(false);
});
