"use client";

import dynamic from "next/dynamic";
import { useCallback, useEffect, useRef, useState } from "react";
import { SearchButton } from "#/components/shell/search-button.tsx";
import { useShell } from "#/components/shell/shell-context.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";

const FindPalette = dynamic(() => import("./find-palette.tsx").then((file) => file.FindPalette), { ssr: false });

/** Opens the palette, by its field in the app bar, Ctrl K or /; it loads when it is first opened. */
export function FindButton() {
  const { member } = useShell();
  const [open, setOpen] = useState(false);
  const [loaded, setLoaded] = useState(false);
  const [ready, setReady] = useState(false);
  const early = useEarlyKeys(open && !ready);
  const onReady = useCallback(() => setReady(true), []);
  const show = (): void => {
    setLoaded(true);
    setOpen(true);
  };
  useHotkeys([
    { keys: "Mod+K", label: "find", run: show },
    { keys: "/", label: "find", run: show },
  ]);
  const seesCustomers = member.permissions.includes("customer.read");
  return (
    <>
      <SearchButton
        onOpen={show}
        placeholder={seesCustomers ? "Plate, phone, name or job no." : "Plate, part or job no."}
      />
      {loaded ? <FindPalette early={early} onOpenChange={setOpen} onReady={onReady} open={open} /> : null}
    </>
  );
}

/** What is typed while the palette still loads: it is its own, and no key of the page beneath. */
const useEarlyKeys = (loading: boolean): (() => string) => {
  const typed = useRef("");
  useEffect(() => {
    if (!loading) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Backspace") typed.current = typed.current.slice(0, -1);
      else if (event.key.length === 1) typed.current += event.key;
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [loading]);
  return useCallback(() => typed.current, []);
};
