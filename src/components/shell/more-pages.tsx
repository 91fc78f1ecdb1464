"use client";

import { Ellipsis } from "lucide-react";
import NextLink from "next/link";
import { usePathname } from "next/navigation";
import { type MouseEvent, type ReactNode, useId } from "react";
import { cn } from "#/components/ui/cn.ts";
import type { NavCounts } from "./nav-links.tsx";
import { type NavigationEntry, standsOn } from "./navigation.ts";

/** The pages that have no room of their own, behind one word. */
export function MorePages({
  entries,
  counts,
  look,
}: {
  entries: readonly NavigationEntry[];
  counts: NavCounts;
  look: "bar" | "thumb";
}): ReactNode {
  const path = usePathname();
  const id = useId();
  if (entries.length === 0) return null;
  const here = entries.some((entry) => standsOn(entry, path));
  const close = ({ currentTarget }: MouseEvent<HTMLElement>): void =>
    currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
  return (
    <>
      <button
        className={cn(
          "press relative font-medium text-ink-2",
          look === "bar"
            ? "inline-flex h-full items-center gap-1.5 hover:text-ink focus-visible:-outline-offset-4"
            : "flex min-w-0 flex-col items-center justify-center gap-0.5 text-dense focus-visible:-outline-offset-4",
          here && (look === "bar" ? "font-strong text-ink" : "font-strong text-accent-text"),
        )}
        popoverTarget={id}
        type="button"
      >
        {look === "thumb" ? <Ellipsis aria-hidden size={18} strokeWidth={1.75} /> : null}
        More
      </button>
      <div
        className={cn(
          "m-0 min-w-44 rounded-control border border-edge bg-raised py-1 text-ink shadow-e1",
          look === "bar" ? "inset-auto top-[52px] [position-area:bottom_span-right]" : "inset-auto right-2 bottom-16",
        )}
        id={id}
        popover="auto"
      >
        {entries.map((entry) => (
          <NextLink
            aria-current={standsOn(entry, path) ? (path === entry.href ? "page" : "true") : undefined}
            className="press flex min-h-8 items-center gap-2 px-3 hover:bg-accent-soft focus-visible:-outline-offset-2 aria-[current]:font-strong pointer-coarse:min-h-11"
            href={entry.href}
            key={entry.href}
            onClick={close}
          >
            {entry.word}
            {counts[entry.href]}
          </NextLink>
        ))}
      </div>
    </>
  );
}
