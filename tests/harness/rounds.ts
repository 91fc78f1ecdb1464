/** True under `npm run test:nightly`. */
export const nightly = process.env.NIGHTLY === "1";

/** How many rounds a test runs: a smaller number in CI, the full one at night. */
export function rounds(ci: number, atNight: number): number {
  return nightly ? atNight : ci;
}
