import type { ReactNode } from "react";
import "#/app/fonts.ts";
import { AppShell } from "#/components/shell/app-shell.tsx";
import { Doors } from "#/trpc/doors.tsx";
import { LiveBridge } from "./live-bridge.tsx";
import { shellFacts } from "./shell.ts";

export default async function WorkshopLayout({ children }: { children: ReactNode }) {
  return (
    <Doors>
      <AppShell facts={await shellFacts()}>{children}</AppShell>
      <LiveBridge />
    </Doors>
  );
}
