import { cn } from "./cn.ts";

export type LaneBlock = {
  /** Share of the day, 0 to 1. */
  from: number;
  to: number;
  past?: boolean;
};

/**
 * A bay's day as a strip: past work light, work to come dark, the red line is now. Drawn in SVG attributes, because
 * the content security policy refuses style attributes in the page's HTML.
 */
export function BayLane({
  blocks,
  now,
  label,
  className,
}: {
  blocks: readonly LaneBlock[];
  /** Share of the day, 0 to 1; null outside working hours. */
  now: number | null;
  /** "Bay 2: 1.0 h left, busy until 16:30" */
  label: string;
  className?: string;
}) {
  return (
    <svg
      aria-label={label}
      className={cn("block h-2 w-full rounded-[2px] border bg-sunken", className)}
      preserveAspectRatio="none"
      role="img"
      viewBox="0 0 1000 8"
    >
      {blocks.map((block) => (
        <rect
          className={block.past ? "fill-ink-3/50" : "fill-ink-3"}
          height="8"
          key={`${block.from}-${block.to}`}
          width={Math.max(0, block.to - block.from) * 1000}
          x={block.from * 1000}
          y="0"
        />
      ))}
      {now === null ? null : (
        <path className="stroke-bad-mark" d={`M${now * 1000} 0V8`} strokeWidth="2" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  );
}
