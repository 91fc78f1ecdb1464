import { z } from "zod";

/** How much booking the public page bears. Each is counted in the database; the desk is bound by none. */

/** Of an installation: `env.ts` may set the first two otherwise, where customers share an address. */
export const addressLimits = {
  /** Bookings and requests that one client address may send in an hour. */
  bookingsPerHour: 20,
  /** Holds that one client address may take in an hour. */
  holdsPerHour: 120,
  /** Live holds of one client address; one of a browser, where the newer replaces the older. */
  holdsAtOnce: 3,
} as const;

/** A person takes longer than this to fill in the form, with a browser that knows them too. */
export const leastFillSeconds = 2;

const limit = (most: number) =>
  z
    .int("A whole number.")
    .min(1, "One at least. To take none, switch online booking off at each branch.")
    .max(most, `${most} at most.`);

const limitFields = {
  /** Bookings to come that one e-mail address or phone number may have made online. */
  bookingsOfContact: limit(50),
  /** Requests of one contact that nobody has settled yet. */
  requestsOfContact: limit(50),
  /** Bookings and requests with one contact in a day, those that were refused included. */
  perContactDay: limit(1000),
  /** Bookings and requests that the workshop takes online in an hour, whoever sends them. */
  perTenantHour: limit(100_000),
};
/** What a workshop sets for itself, over all its branches. */
export const bookingLimits = z.object(limitFields);
export type BookingLimits = z.infer<typeof bookingLimits>;

/** What a workshop that has decided nothing goes by. */
export const defaultLimits: BookingLimits = {
  bookingsOfContact: 3,
  requestsOfContact: 2,
  perContactDay: 10,
  perTenantHour: 300,
};

/** `version` is 0 for a workshop that has decided nothing yet. */
export const updateLimitsInput = z.object({ version: z.int().min(0), ...limitFields });
export const limitsView = z.object({
  version: z.int(),
  ...limitFields,
  /** What the installation allows one client address in an hour: to be shown, not to be set. */
  ofAddress: z.object({ bookingsPerHour: z.int(), holdsPerHour: z.int() }),
});
export type LimitsView = z.infer<typeof limitsView>;
