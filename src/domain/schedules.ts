/** What runs by the clock instead of following an event. */
type Schedule = {
  /** Five fields, in UTC: both engines read them alike, and no clock change skips or repeats one. */
  readonly cron: string;
  /** What logs, failed runs and tasks call it. */
  readonly title: string;
};

/** One Inngest function each, `inngest/functions/scheduled.<name>.ts`; each must bear being run twice or late. */
export const schedules = {
  // Zones differ by quarters of an hour.
  "morning-mail": { cron: "*/15 * * * *", title: "Morning mail" },
  // Each hour looks who is due: a tenant's night is its own, and an hour that was missed costs an hour.
  "nightly-invariants": { cron: "7 * * * *", title: "Nightly check" },
  "gateway-comparison": { cron: "23 2 * * *", title: "Gateway against the books" },
  // Before the day begins in Europe: what the day has left low stands on a draft by the morning.
  "nightly-reorder": { cron: "11 3 * * *", title: "Nightly reorder" },
  retention: { cron: "37 3 * * *", title: "Retention" },
} as const satisfies Readonly<Record<string, Schedule>>;

export type ScheduleName = keyof typeof schedules;
export const scheduleNames: readonly ScheduleName[] = Object.keys(schedules).filter(
  (name): name is ScheduleName => name in schedules,
);
