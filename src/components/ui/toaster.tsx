"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { Glyph } from "./glyph.tsx";
import { currentToast, dismissToast, noToast, subscribe, type Toast, takeToastAction } from "./toast-store.ts";
import { useHotkeys } from "./use-hotkeys.ts";

const marks = { ok: "tickDisc", warn: "triangle", bad: "octagon" } as const;

/** The one place where toasts appear: bottom right, above the foot bar. Stands once, in the app shell. */
export function Toaster() {
  const toast = useSyncExternalStore(subscribe, currentToast, noToast);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  useHotkeys([{ keys: "Mod+Z", label: "undo the last move", run: takeToastAction, enabled: toast?.undo ?? false }]);
  return (
    <div
      className="pointer-events-none fixed right-4 bottom-12 left-4 z-60 flex justify-end max-lg:bottom-20"
      data-print="hide"
    >
      <section
        aria-label="Notices"
        className={toast ? boxClass : "sr-only"}
        onBlur={() => setFocused(false)}
        onFocus={() => setFocused(true)}
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
      >
        {toast?.mark ? <Glyph shape={marks[toast.mark]} size={16} tone={toast.mark} /> : null}
        {/* The live region stays in the page, so that a screen reader hears what is put into it. */}
        <div className="min-w-0 pr-2" role="status">
          {toast?.text}
        </div>
        {toast ? <Ending held={pointed || focused} key={toast.id} toast={toast} /> : null}
      </section>
    </div>
  );
}

const boxClass =
  "pop pointer-events-auto flex min-h-[44px] max-w-full items-center gap-3 rounded-panel border border-transparent bg-toast py-2 pr-2 pl-3.5 text-on-toast shadow-e2 dark:border-edge";

/** Counts down, unless someone is reading or about to press. */
function Ending({ toast, held }: { toast: Toast; held: boolean }) {
  const [left, setLeft] = useState(toast.seconds);

  useEffect(() => {
    if (held || left === null) return;
    if (left <= 0) {
      dismissToast(toast.id);
      return;
    }
    const second = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(second);
  }, [held, left, toast.id]);

  if (!toast.action) return null;
  return (
    <button
      className="touch-target press relative ml-auto inline-flex h-[26px] shrink-0 items-center gap-1.5 rounded-control border border-on-toast/35 px-2.5 font-strong hover:bg-on-toast/10 focus-visible:outline-on-toast"
      onClick={takeToastAction}
      type="button"
    >
      {toast.action.label}
      {toast.undo && left !== null ? (
        <span aria-hidden className="min-w-[3ch] text-right font-medium opacity-70">
          {left} s
        </span>
      ) : null}
    </button>
  );
}
