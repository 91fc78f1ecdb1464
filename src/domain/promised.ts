/** How a promised time stands, for card, board and technician alike: soon begins an hour before. */
export type PromiseStanding = { state: "on-time" } | { state: "soon"; minutesLeft: number } | { state: "late" };

const soonMinutes = 60;

export const promiseStanding = (promisedAt: Date, nowMs: number): PromiseStanding => {
  const minutesLeft = Math.floor((promisedAt.getTime() - nowMs) / 60_000);
  if (minutesLeft < 0) return { state: "late" };
  return minutesLeft < soonMinutes ? { state: "soon", minutesLeft } : { state: "on-time" };
};
