"use client";

import dynamic from "next/dynamic";
import { useState, useSyncExternalStore } from "react";
import { Kbd } from "#/components/ui/kbd.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";

const KeysDialog = dynamic(() => import("./keys-dialog.tsx").then((module) => module.KeysDialog), { ssr: false });

let open = false;
const listeners = new Set<() => void>();
const setOpen = (next: boolean): void => {
  open = next;
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Shows every key that acts now. */
export const showKeys = (): void => setOpen(true);

/** Holds the `?` key and its list; stands once, in the shell. */
export function KeysHelp() {
  const shown = useSyncExternalStore(
    subscribe,
    () => open,
    () => false,
  );
  const [loaded, setLoaded] = useState(false);
  if (shown && !loaded) setLoaded(true);
  useHotkeys([{ keys: "?", label: "all keys", run: showKeys }]);
  return loaded ? <KeysDialog onOpenChange={setOpen} open={shown} /> : null;
}

export function KeysButton() {
  return (
    <button
      className="touch-target press relative inline-flex min-h-6 items-center gap-1.5 hover:text-ink pointer-coarse:hidden"
      onClick={showKeys}
      type="button"
    >
      <Kbd>?</Kbd>
      keys
    </button>
  );
}
