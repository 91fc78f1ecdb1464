"use client";

import { Plus } from "lucide-react";
import { useDeferredValue, useEffect, useState } from "react";
import { ChoiceCombobox } from "./choice-combobox.tsx";

/** What a search has found; `refusal` is the sentence of one that failed. */
export type Found<Item> = {
  readonly items: readonly Item[];
  readonly isFetching: boolean;
  readonly refusal: string | undefined;
};

/** Shorter than this is not searched for. */
const shortest = 2;

export type Pick = {
  readonly typed: string;
  readonly type: (text: string) => void;
  /** What is searched for, a little behind what is typed; null where that is too little. */
  readonly search: string | null;
};

/** What is typed into a PickCombobox: whoever shows it searches for `search`. */
export const usePick = (): Pick => {
  const [typed, type] = useState("");
  const search = useDeferredValue(typed.trim());
  return { typed, type, search: search.length >= shortest ? search : null };
};

/** Finds one thing after another by what is typed, and hands each on: the box is empty again for the next. */
export function PickCombobox<Item extends { readonly id: string }>({
  label,
  placeholder,
  none,
  pick: { typed, type, search },
  found,
  shown,
  code,
  onPick,
}: {
  label: string;
  placeholder: string;
  /** When nothing matches: "No part matches". */
  none: string;
  pick: Pick;
  found: Found<Item>;
  shown: (item: Item) => { readonly name: string; readonly detail: string };
  /** What a scanner reads off a thing. It presses Enter at once: what has just this code is then handed on when it is found. */
  code?: (item: Item) => string;
  onPick: (item: Item) => void;
}) {
  const waiting = search === null ? typed.trim().length >= shortest : found.isFetching || search !== typed.trim();
  const items = waiting || search === null ? [] : found.items;
  const [scanned, setScanned] = useState<string | null>(null);
  useEffect(() => {
    if (scanned === null || waiting) return;
    setScanned(null);
    const known = items.filter((item) => code?.(item).toLowerCase() === scanned.toLowerCase());
    const [item] = known;
    // Typed on meanwhile, or two of one code: whoever is there chooses.
    if (typed.trim() !== scanned || item === undefined || known.length > 1) return;
    onPick(item);
    type("");
  });
  return (
    <div
      className="mt-2 max-w-[420px]"
      onKeyDownCapture={(event) => {
        if (event.key !== "Enter" || !waiting || code === undefined) return;
        // The field would close on it and forget what was typed.
        event.stopPropagation();
        setScanned(typed.trim());
      }}
    >
      <ChoiceCombobox
        aria-label={label}
        failed={found.refusal}
        items={items.map((item) => ({ id: item.id, ...shown(item) }))}
        none={`${none} \u201c${typed.trim()}\u201d.`}
        onQueryChange={type}
        onValueChange={(choice) => {
          const item = items.find(({ id }) => id === choice?.id);
          if (item === undefined) return;
          onPick(item);
          type("");
        }}
        placeholder={placeholder}
        query={typed}
        searched={search ?? ""}
        searching={waiting && `Looking for ${typed.trim()}`}
        start={<Plus aria-hidden size={15} strokeWidth={1.75} />}
        value={null}
      />
    </div>
  );
}
