import { cn } from "./cn.ts";

const sizes = {
  sm: "h-[17px] border-l-[3px] px-1 text-[11.5px]/[15px]",
  md: "h-5 border-l-[3px] px-1.5 text-[13px]/[18px]",
  lg: "h-[30px] border-l-[6px] px-[9px] text-[20px]/[28px]",
} as const;

/** The car's name. Comes first in every card, row, title and search result, and is never cut. */
export function Plate({
  children,
  size = "md",
  className,
}: {
  children: string;
  size?: keyof typeof sizes;
  className?: string;
}) {
  return (
    <span
      className={cn(
        "plate inline-block shrink-0 rounded-plate border border-control border-l-plate-bar bg-surface text-ink",
        sizes[size],
        className,
      )}
      translate="no"
    >
      <span className="sr-only">Plate </span>
      {children}
    </span>
  );
}
