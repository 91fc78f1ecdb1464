import type { GlyphTone } from "#/components/ui/glyph.tsx";
import type { GlyphShape } from "#/components/ui/glyph-shapes.tsx";
import { type CheckView, checkStaleMs, type InvariantAnswer, type Target } from "#/domain/invariants.ts";
import { pageOf } from "#/domain/pages.ts";
import { formatMoment } from "#/domain/time.ts";

type Mark = { shape: GlyphShape; tone: GlyphTone; word: string };

/** How one invariant stands, by shape, colour and word. */
export const answerMarks: Readonly<Record<InvariantAnswer["state"], Mark>> = {
  held: { shape: "tick", tone: "ok", word: "held" },
  "held (not yet)": { shape: "dashedRing", tone: "ink-3", word: "held (not yet)" },
  broken: { shape: "octagon", tone: "bad", word: "broken" },
  "not told": { shape: "triangle", tone: "warn", word: "not told: the database took too long" },
};

/** Where a broken row is looked at and mended. */
export const targetLink = (target: Target): { href: string; label: string } => {
  const page = pageOf(target);
  return { href: page?.href ?? "/operations", label: `Open ${page?.noun ?? "operations"}` };
};

/** `11 hold, 1 does not`; what the database could not tell is said, never counted as held. */
export const tally = (answers: readonly InvariantAnswer[]): string => {
  const count = (...states: readonly InvariantAnswer["state"][]) =>
    answers.filter(({ state }) => states.includes(state)).length;
  const [held, broken, untold] = [count("held", "held (not yet)"), count("broken"), count("not told")];
  const words = [broken === 0 && untold === 0 ? `All ${held} hold` : `${held} hold`];
  if (broken > 0) words.push(`${broken} ${broken === 1 ? "does" : "do"} not`);
  if (untold > 0) words.push(`${untold} could not be told`);
  return words.join(", ");
};

/** `Verified 02:07 by night, in 1.2 s`, and whether that is too long ago to lean on. */
export const verifiedWords = (check: CheckView, zone: string, now: Date): { text: string; stale: boolean } => {
  const by = check.trigger === "NIGHTLY" ? "by night" : `by ${check.askedBy}`;
  const took = check.durationMs < 1000 ? `${check.durationMs} ms` : `${(check.durationMs / 1000).toFixed(1)} s`;
  const stale = now.getTime() - check.startedAt.getTime() > checkStaleMs;
  const text = `Verified ${formatMoment(check.startedAt, zone, now)} ${by}, in ${took}`;
  return { text: stale ? `${text}. No night has verified it since.` : text, stale };
};
