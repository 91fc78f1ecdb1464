"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { SearchButton } from "#/components/shell/search-button.tsx";
import { useShell } from "#/components/shell/shell-context.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";

const FindPalette = dynamic(() => import("./find-palette.tsx").then((file) => file.FindPalette), { ssr: false });

/** Opens the palette, by its field in the app bar, Ctrl K or /; it loads when it is first opened. */
export function FindButton() {
  const { member } = useShell();
  const [open, setOpen] = useState(false);
  const [loaded, setLoaded] = useState(false);
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
      {loaded ? <FindPalette onOpenChange={setOpen} open={open} /> : null}
    </>
  );
}
