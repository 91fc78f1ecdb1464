/** True under `npm run test:nightly`. */
export const nightly = process.env.NIGHTLY === "1";

/** How many rounds a test runs: a smaller number in CI, the full one at night. */
export function rounds<Figures>(ci: Figures, atNight: Figures): Figures {
  return nightly ? atNight : ci;
}

/** So long a crowd of stories may take to end, milliseconds: at night four of them run abreast, with ten times as many. */
export const patienceMs = rounds(120_000, 600_000);
