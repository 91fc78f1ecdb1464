import { expect, test } from "vitest";
import { addressLimits, bookingLimits, defaultLimits, leastFillSeconds } from "./booking-limits.ts";

test("whoever decides nothing has the limits that are written down", () => {
  expect(defaultLimits).toEqual({ bookingsOfContact: 3, requestsOfContact: 2, perContactDay: 10, perTenantHour: 300 });
  expect(addressLimits).toEqual({ bookingsPerHour: 20, holdsPerHour: 120, holdsAtOnce: 3 });
  expect(leastFillSeconds).toBe(2);
});

test("a workshop may set what it goes by without deciding, and everything from one to the bound", () => {
  expect(bookingLimits.parse(defaultLimits)).toEqual(defaultLimits);
  const least = { bookingsOfContact: 1, requestsOfContact: 1, perContactDay: 1, perTenantHour: 1 };
  const most = { bookingsOfContact: 50, requestsOfContact: 50, perContactDay: 1000, perTenantHour: 100_000 };
  expect([bookingLimits.parse(least), bookingLimits.parse(most)]).toEqual([least, most]);
});

test.each([
  [0, "One at least. To take none, switch online booking off at each branch."],
  [51, "50 at most."],
  [2.5, "A whole number."],
  [Number.NaN, "A whole number."],
])("%d bookings of one contact are refused with a sentence", (bookingsOfContact, sentence) => {
  const { error } = bookingLimits.safeParse({ ...defaultLimits, bookingsOfContact });
  expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([[["bookingsOfContact"], sentence]]);
});
