/** Five-field cron expressions in UTC, as function triggers carry them. */

const fields = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of month", min: 1, max: 31 },
  { name: "month", min: 1, max: 12 },
  { name: "day of week", min: 0, max: 7 },
] as const;

function parseField(text: string, { name, min, max }: (typeof fields)[number]): Set<number> {
  const allowed = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) throw new Error(`cron: "${part}" is not a ${name}`);
    const step = Number(match[4] ?? 1);
    const from = match[2] === undefined ? min : Number(match[2]);
    const to =
      match[2] === undefined || (match[3] === undefined && match[4] !== undefined) ? max : Number(match[3] ?? from);
    if (from < min || to > max || from > to || step < 1) throw new Error(`cron: "${part}" is outside ${min}–${max}`);
    for (let value = from; value <= to; value += step) allowed.add(value);
  }
  return allowed;
}

export type Schedule = (at: Date) => boolean;

/** Whether the expression names the minute of `at` (UTC). Throws, naming the field, when it cannot be read. */
export function parseCron(expression: string): Schedule {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== fields.length) throw new Error(`cron: "${expression}" needs five fields, in UTC`);
  const [minute, hour, day, month, weekday] = fields.map((field, i) => parseField(parts[i] ?? "", field));
  // As in every cron: with both days restricted, either one is enough.
  const eitherDay = parts[2] !== "*" && parts[4] !== "*";
  return (at) => {
    const inMonth = day?.has(at.getUTCDate()) ?? false;
    const inWeek = (weekday?.has(at.getUTCDay()) || (at.getUTCDay() === 0 && weekday?.has(7))) ?? false;
    return (
      (minute?.has(at.getUTCMinutes()) ?? false) &&
      (hour?.has(at.getUTCHours()) ?? false) &&
      (month?.has(at.getUTCMonth() + 1) ?? false) &&
      (eitherDay ? inMonth || inWeek : inMonth && inWeek)
    );
  };
}
