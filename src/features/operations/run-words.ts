import { outcomeOf } from "#/components/operation-timeline/entries.ts";
import type { RunState } from "#/components/ui/status-glyph.tsx";
import type { RunRowView } from "#/domain/operation-list.ts";

/** What a row of the operations list says of its run. */

/** The shape in front: what needs a person first, then what is on its way, then how the run ended. */
export const markOf = (run: RunRowView): RunState => {
  if (run.effects.dead > 0) return "dead";
  if (run.state === "COMPLETED" && run.effects.waiting > 0) return "running";
  return outcomeOf(run).mark;
};

/** "4119, WK20 GSY", and of a refused run that nothing changed, with the reason. */
export const whatOf = ({ state, subject, errorMessage }: RunRowView): string => {
  if (state !== "FAILED") return subject?.label ?? "";
  const reason = (errorMessage ?? "").replace(/ ?Nothing was changed\.?/i, "").trim();
  return [subject === null ? null : `${subject.label}:`, "nothing changed.", reason]
    .filter((part) => part !== null && part !== "")
    .join(" ")
    .replace(/^nothing/, "Nothing");
};

export const stepsOf = ({ state, steps }: RunRowView): string => {
  switch (state) {
    case "FAILED":
      return "refused";
    case "COMPENSATED":
      return "undone";
    case "SUSPENDED":
      return "unknown";
    case "RUNNING":
      return `${steps.done} so far`;
    case "COMPLETED":
      return steps.all === 0 ? "1 of 1" : `${steps.done} of ${steps.all}`;
  }
};

/** `38 ms`, `1.2 s`. */
export const tookOf = (ms: number | null): string =>
  ms === null ? "—" : ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;

export type EffectWords = { text: string; tone: "bad" | "plain" };

/** What follows, at its worst: "1 dead", "2 on the way", "in, 2 planned", "all in". */
export const effectsOf = ({ effects }: RunRowView): EffectWords => {
  if (effects.dead > 0) return { text: `${effects.dead} dead`, tone: "bad" };
  if (effects.waiting > 0) return { text: `${effects.waiting} on the way`, tone: "plain" };
  if (effects.all === 0) return { text: "—", tone: "plain" };
  if (effects.planned > 0)
    return {
      text: effects.planned === effects.all ? `${effects.planned} planned` : `in, ${effects.planned} planned`,
      tone: "plain",
    };
  return { text: effects.skipped > 0 ? `in, ${effects.skipped} skipped` : "all in", tone: "plain" };
};

/** `0.4 s`, `12 s`, `3 min`, `2 h`: how long something has waited. */
export const waitOf = (from: Date, now: Date): string => {
  const seconds = Math.max(0, (now.getTime() - from.getTime()) / 1000);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
};
