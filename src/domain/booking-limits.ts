/**
 * How much booking the public page bears. Each counts in the database; `env.ts` may set the first three otherwise, for an
 * installation whose customers share an address.
 */
export const bookingLimits = {
  /** Bookings and requests that one client address may send in an hour. */
  perAddressHour: 20,
  /** Holds that one client address may take in an hour. */
  holdsPerAddressHour: 120,
  /** Bookings and requests that one workshop takes online in an hour, whoever sends them. */
  perTenantHour: 300,
  /** Bookings and requests with one e-mail address or phone number in a day. */
  perContactDay: 10,
  /** Live holds of one client address; one of a browser, where the newer replaces the older. */
  holdsOfAddress: 3,
  /** Bookings to come that one contact may have made online. */
  bookingsOfContact: 3,
  /** Requests of one contact that nobody has settled yet. */
  requestsOfContact: 2,
  /** A person takes longer than this to fill in the form, with a browser that knows them too. */
  leastFillSeconds: 2,
} as const;
