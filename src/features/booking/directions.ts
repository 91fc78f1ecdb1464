/** A map of the workshop, as the confirmation's; opened only when it is asked for. */
export const directionsTo = (tenantName: string, addressLines: readonly string[]): string =>
  `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent([tenantName, ...addressLines].join(", "))}`;
