"use client";

import { useRef, useState } from "react";
import { useHotkeys } from "./use-hotkeys.ts";

type ListPane = {
  /** What is listed, in its order; each row's button carries its id as `data-row`. */
  ids: readonly string[];
  /** What is open beside the list. */
  open: string | null;
  /** Opens another in its place, or closes it; a first opening is a step back in the browser's history. */
  onOpen: (id: string | null, how: { history: "push" | "replace" }) => void;
  /** As the list of keys says it: "run". */
  noun: string;
};

/** J and K in a list with a pane beside it: focus goes from row to row, and what is open is read in its place. */
export const useListPane = ({ ids, open, onOpen, noun }: ListPane) => {
  const rows = useRef<HTMLTableElement>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const focusRow = (id: string): void =>
    rows.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus();
  const step = (by: 1 | -1): void => {
    const at = ids.indexOf(open ?? pointed ?? "");
    const next = ids[at === -1 ? 0 : at + by];
    if (next === undefined) return;
    focusRow(next);
    setPointed(next);
    if (open !== null) onOpen(next, { history: "replace" });
  };
  useHotkeys([
    { keys: "J", label: `next ${noun}`, run: () => step(1) },
    { keys: "K", label: `previous ${noun}`, run: () => step(-1) },
  ]);
  return {
    rows,
    /** The row that has the focus: J and K go on from there. */
    onPointed: setPointed,
    show: (id: string): void => onOpen(id, { history: open === null ? "push" : "replace" }),
    close: (): void => {
      onOpen(null, { history: "replace" });
      if (open !== null) focusRow(open);
    },
  };
};
