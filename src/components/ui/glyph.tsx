import { cn } from "./cn.ts";
import { type GlyphShape, shapes } from "./glyph-shapes.tsx";

export type GlyphTone = "ink-2" | "ink-3" | "accent" | "ok" | "warn" | "bad" | "note" | "current";

const tones: Record<GlyphTone, string> = {
  "ink-2": "text-ink-2",
  "ink-3": "text-ink-3",
  accent: "text-accent",
  ok: "text-ok-mark",
  warn: "text-warn-mark",
  bad: "text-bad-mark",
  note: "text-note",
  current: "",
};

export type GlyphProps = {
  shape: GlyphShape;
  tone?: GlyphTone;
  /** Accessible name; leave out where the word stands beside the glyph. */
  label?: string;
  size?: number;
  className?: string;
};

/** One of the status shapes. Shape first, then colour: it must be read in print too. */
export function Glyph({ shape, tone = "current", label, size = 14, className }: GlyphProps) {
  const box = { className: cn("shrink-0", tones[tone], className), height: size, width: size, viewBox: "0 0 14 14" };
  if (!label) {
    return (
      <svg aria-hidden {...box}>
        {shapes[shape]}
      </svg>
    );
  }
  return (
    <svg aria-label={label} role="img" {...box}>
      {shapes[shape]}
    </svg>
  );
}
