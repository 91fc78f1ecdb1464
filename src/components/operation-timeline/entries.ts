import type { RunState } from "#/components/ui/status-glyph.tsx";
import { type DeliveryView, effectsKeptDays, type RunView } from "#/domain/operation.ts";
import { formatDay, formatMoment, formatTime, formatTimeToSecond } from "#/domain/time.ts";

type Step = RunView["steps"][number];

/** What a step, an effect or a short run says on the timeline; `state` picks the shape. */
export type EntryFacts = { state: RunState; time: string | null; detail: string | null };

const stepMarks = {
  RUNNING: "running",
  DONE: "done",
  // The run rolled back with it: nothing waits for a person, so it is no octagon.
  FAILED: "undone",
  UNKNOWN: "unknown",
  UNDONE: "undone",
  UNDO_FAILED: "dead",
} as const satisfies Record<Step["state"], RunState>;

const milliseconds = (ms: number | null): string | null => (ms === null ? null : `${ms} ms`);

export const stepFacts = (step: Step): EntryFacts => ({
  state: stepMarks[step.state],
  time:
    step.attempt > 1
      ? [`try ${step.attempt}`, milliseconds(step.durationMs)].filter(Boolean).join(", ")
      : milliseconds(step.durationMs),
  detail: step.error ?? step.detail,
});

/** An effect: queued, on its way, arrived, dead, skipped, or in somebody's hands. */
export const effectFacts = (effect: DeliveryView, zone: string): EntryFacts => {
  const finished = effect.finishedAt === null ? null : formatTimeToSecond(effect.finishedAt, zone);
  const taker = effect.task?.takenBy ?? null;
  switch (effect.state) {
    case "DONE":
      return { state: "done", time: finished, detail: effect.result };
    case "SKIPPED":
      return { state: "skipped", time: "skipped", detail: effect.reason };
    case "RUNNING":
      return {
        state: "running",
        time: effect.attempts > 1 ? `try ${effect.attempts}` : "running",
        detail: effect.reason,
      };
    case "PENDING": {
      if (effect.plannedFor !== null)
        return {
          state: "waiting",
          time: "planned",
          detail: `On ${formatDay(effect.plannedFor, zone)} at ${formatTime(effect.plannedFor, zone)}.`,
        };
      if (effect.attempts === 0) return { state: "waiting", time: "queued", detail: null };
      const next = effect.nextTryAt === null ? null : `Next try ${formatTimeToSecond(effect.nextTryAt, zone)}.`;
      return { state: "running", time: tries(effect.attempts), detail: sentences(effect.reason, next) };
    }
    case "DEAD": {
      const last = finished === null ? null : `Last try ${finished}.`;
      const held = taker === null ? null : `${taker} has taken it.`;
      return { state: "dead", time: tries(effect.attempts), detail: sentences(effect.reason, last, held) };
    }
  }
};

const tries = (count: number): string => (count === 1 ? "1 try" : `${count} tries`);

/** Joins what is there, and ends each as a sentence. */
const sentences = (...parts: readonly (string | null)[]): string | null => {
  const said = parts.flatMap((part) => (part ? [/[.!?]$/.test(part) ? part : `${part}.`] : []));
  return said.length === 0 ? null : said.join(" ");
};

export type Outcome = { word: string; tone: "ok" | "neutral" | "warn" | "accent"; mark: RunState };

/** How the commit of a run ended. */
export const outcomeOf = (run: Pick<RunView, "state">): Outcome => {
  switch (run.state) {
    case "COMPLETED":
      return { word: "Committed", tone: "ok", mark: "done" };
    case "RUNNING":
      return { word: "Running", tone: "accent", mark: "running" };
    case "FAILED":
      return { word: "Nothing changed", tone: "neutral", mark: "undone" };
    case "COMPENSATED":
      return { word: "Undone", tone: "neutral", mark: "undone" };
    case "SUSPENDED":
      return { word: "Outcome unknown", tone: "warn", mark: "unknown" };
  }
};

/** "Maya Okafor, 16:41:07. One transaction, 38 ms." */
export const runSummary = (run: RunView, zone: string, now: Date): string => {
  const day = formatMoment(run.startedAt, zone, now);
  const at = day.includes(",") ? day : formatTimeToSecond(run.startedAt, zone);
  const took = run.durationMs === null ? "" : ` One transaction, ${run.durationMs} ms.`;
  return `${run.actorName}, ${at}.${took}`;
};

/** "4 of 7 arrived": a skipped effect is settled, and counts; what waits for its time is told apart. */
export const arrivedWords = (effects: readonly DeliveryView[]): string => {
  const settled = effects.filter((effect) => effect.state === "DONE" || effect.state === "SKIPPED").length;
  const planned = effects.filter(({ plannedFor }) => plannedFor !== null).length;
  const owed = effects.length - planned;
  const arrived = settled === owed ? `all ${owed} arrived` : `${settled} of ${owed} arrived`;
  return planned === 0 ? arrived : owed === 0 ? `${planned} planned` : `${arrived}, ${planned} planned`;
};

/** What is left to say of effects that arrived so long ago that their details are gone; null when there are none. */
export const removedWords = ({ effects, removed }: Pick<RunView, "effects" | "removed">): string | null => {
  if (removed === 0) return null;
  return effects.length === 0
    ? `Everything that followed arrived; the details were removed after ${effectsKeptDays} days.`
    : `${removed} more arrived; the details were removed after ${effectsKeptDays} days.`;
};

/** Runs with effects, or not plainly done, are shown step by step; the rest is one entry each. */
export const isShownWhole = (run: RunView): boolean =>
  run.effects.length > 0 || run.removed > 0 || run.state === "RUNNING" || run.state === "SUSPENDED";

export type Stretch = { kind: "whole"; run: RunView } | { kind: "short"; runs: RunView[] };

/** Newest first: whole runs on their own, the short ones between them together. */
export const stretchesOf = (runs: readonly RunView[]): Stretch[] => {
  const stretches: Stretch[] = [];
  for (const run of runs) {
    const last = stretches.at(-1);
    if (isShownWhole(run)) stretches.push({ kind: "whole", run });
    else if (last?.kind === "short") last.runs.push(run);
    else stretches.push({ kind: "short", runs: [run] });
  }
  return stretches;
};

/** Short runs that say the same in a row (a line changed, and changed again) stand as one, under the newest. */
export const gathered = (runs: readonly RunView[]): { run: RunView; times: number }[] => {
  const rows: { run: RunView; times: number }[] = [];
  for (const run of runs) {
    const last = rows.at(-1);
    const same = last && last.run.title === run.title && last.run.actorName === run.actorName;
    if (same && run.state === "COMPLETED" && last.run.state === "COMPLETED") last.times += 1;
    else rows.push({ run, times: 1 });
  }
  return rows;
};

/** Why a run was refused, and that nothing changed; servers often say the second themselves. */
export const refusalWords = (run: Pick<RunView, "errorMessage">): string => {
  const said = run.errorMessage ?? "";
  return said.includes("othing was changed") ? said : `${said} Nothing was changed.`.trim();
};
