/** True under `npm run test:nightly`. */
export const nightly = process.env.NIGHTLY === "1";

/** How many rounds a test runs: a smaller number in CI, the full one at night. */
export function rounds<Figures>(ci: Figures, atNight: Figures): Figures {
  return nightly ? atNight : ci;
}
