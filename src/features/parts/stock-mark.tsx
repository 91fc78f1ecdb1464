import { cn } from "#/components/ui/cn.ts";
import { Glyph } from "#/components/ui/glyph.tsx";
import type { PartView } from "#/domain/part.ts";

/** Low and short by shape and word; enough stock says nothing. */
export function StockMark({
  part,
  wordless = false,
  className,
}: {
  part: Pick<PartView, "free" | "low">;
  wordless?: boolean;
  className?: string;
}) {
  const none = Number(part.free) <= 0;
  if (!none && !part.low) return null;
  const word = none ? "None free" : "Low";
  const shape = none ? "lidBox" : "triangle";
  if (wordless) return <Glyph className={className} label={word} shape={shape} tone="warn" />;
  return (
    <span className={cn("inline-flex items-center gap-1.5 font-medium text-warn", className)}>
      <Glyph shape={shape} tone="warn" />
      {word}
    </span>
  );
}
