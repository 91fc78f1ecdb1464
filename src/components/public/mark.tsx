import { type GlyphShape, shapes } from "#/components/ui/glyph-shapes.tsx";

/** A status shape beside its word, as on every page. */
export function Mark({ shape, className, size = 18 }: { shape: GlyphShape; className: string; size?: number }) {
  return (
    <svg aria-hidden className={`shrink-0 ${className}`} height={size} viewBox="0 0 14 14" width={size}>
      {shapes[shape]}
    </svg>
  );
}
