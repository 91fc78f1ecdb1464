import { ChevronsUpDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { controlClass } from "./input.tsx";

const heights = {
  sm: "h-[26px] pr-7 pl-2 text-dense",
  md: "h-8 pr-8 pl-[11px] max-sm:h-12",
  lg: "h-12 rounded-touch pr-10 pl-4 text-lead",
} as const;

/** The platform's own list: right for plain words, on every device, without a line of script. */
export function NativeSelect({
  size = "md",
  className,
  children,
  ...rest
}: Omit<ComponentProps<"select">, "size"> & { size?: keyof typeof heights }) {
  return (
    <span className={cn("relative block w-full", className)}>
      <select {...rest} className={cn(controlClass, "cursor-pointer appearance-none truncate", heights[size])}>
        {children}
      </select>
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute inset-y-0 right-2.5 my-auto text-ink-3"
        size={14}
        strokeWidth={1.75}
      />
    </span>
  );
}
