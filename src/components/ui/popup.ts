import { cn } from "./cn.ts";

/** Ground of everything that opens over the page: popover, menu, list of options. */
export const popupClass = cn(
  "pop origin-(--transform-origin) overflow-hidden rounded-control border border-edge bg-raised text-body text-ink shadow-e1 outline-none",
);

/** A row one can choose in a popup. */
export const optionClass = cn(
  "flex min-h-8 cursor-default select-none items-center gap-2 px-3 py-1 outline-none",
  "data-highlighted:bg-accent-soft data-disabled:text-ink-3",
  "pointer-coarse:min-h-11",
);
