"use client";

import { Search } from "lucide-react";
import { Kbd } from "#/components/ui/kbd.tsx";

/** Looks like the search field and opens the palette, which loads then. */
export function SearchButton({
  onOpen,
  placeholder = "Plate, phone, name or job no.",
}: {
  onOpen: () => void;
  placeholder?: string;
}) {
  return (
    <button
      aria-keyshortcuts="Control+K"
      className="press touch-target relative flex h-8 w-[268px] items-center xl:max-2xl:w-[216px] gap-2.5 rounded-control border border-control bg-canvas px-2.5 text-left text-ink-3 hover:border-ink-3 max-md:w-8 max-md:justify-center max-md:px-0"
      onClick={onOpen}
      type="button"
    >
      <Search aria-hidden className="shrink-0" size={15} strokeWidth={1.75} />
      <span className="min-w-0 flex-1 truncate max-md:sr-only">{placeholder}</span>
      <span aria-hidden className="max-lg:hidden pointer-coarse:hidden">
        <Kbd>Ctrl K</Kbd>
      </span>
    </button>
  );
}
