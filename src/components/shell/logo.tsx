import { cn } from "#/components/ui/cn.ts";

/** The mark: a P whose foot is a stretch of pit lane. */
export function LogoMark({ size = 20, className }: { size?: number; className?: string }) {
  return (
    <svg aria-hidden className={cn("shrink-0", className)} height={size} viewBox="0 0 28 28" width={size}>
      <rect className="fill-ink" height="28" rx="5.5" width="28" />
      <path className="stroke-surface" d="M6.9 21.9V6.25h7.2a4.8 4.8 0 0 1 0 9.6h-3" fill="none" strokeWidth="3.3" />
      <path className="fill-surface" d="M16.7 17.4h4.6v2.3h-4.6Zm0 4h4.6v2.3h-4.6Z" />
    </svg>
  );
}

export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2 text-section font-title wide", className)}>
      <LogoMark />
      Pitlane
    </span>
  );
}
