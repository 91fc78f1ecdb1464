/** Runs that schedules owe, minute by minute. */
import { uuidv7 } from "#/domain/ids.ts";
import type { Catalog } from "./catalog.ts";
import { addRuns, lastScheduled, type NewRun, type Queryable } from "./store.ts";

type Entry = Catalog["schedules"][number];

const minuteMs = 60_000;
const longestOutage = 24 * 60;

/** What to call on every turn: adds the runs of each minute that has passed since the last one. */
export const keepSchedules = (pool: Queryable, now: () => Date): ((known: Catalog) => Promise<void>) => {
  const minuteOf = () => Math.floor(now().getTime() / minuteMs);
  let lastMinute = minuteOf();
  let started = false;
  return async ({ schedules }) => {
    if (!started) await addRuns(pool, await missed(pool, schedules, lastMinute));
    started = true;
    for (const minute = minuteOf(); lastMinute < minute; lastMinute += 1) {
      const at = lastMinute + 1;
      await addRuns(
        pool,
        schedules.filter(({ due }) => due(new Date(at * minuteMs))).map((entry) => scheduledRun(entry, at)),
      );
    }
  };
};

/**
 * What fell into a time when no process was up: of each schedule that has run before the last occasion it missed, and
 * no more than that one. One that is new is not owed the past.
 */
const missed = async (pool: Queryable, schedules: readonly Entry[], now: number): Promise<NewRun[]> => {
  if (schedules.length === 0) return [];
  const last = await lastScheduled(
    pool,
    schedules.map(({ functionId }) => functionId),
  );
  return schedules.flatMap((entry) => {
    const ran = last.get(entry.functionId);
    if (ran === undefined) return [];
    const since = Math.max(Math.floor(ran / minuteMs), now - longestOutage);
    for (let minute = now; minute > since; minute -= 1)
      if (entry.due(new Date(minute * minuteMs))) return [scheduledRun(entry, minute)];
    return [];
  });
};

// The id names function and minute, so that several processes make one run of it.
const scheduledRun = ({ functionId, expression }: Entry, minute: number): NewRun => {
  const at = new Date(minute * minuteMs);
  return {
    id: uuidv7(),
    functionId,
    event: {
      id: `cron:${functionId}:${at.toISOString()}`,
      name: "inngest/scheduled.timer",
      data: { cron: expression },
      ts: at.getTime(),
    },
  };
};
