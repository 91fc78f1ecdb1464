import type { ReactNode } from "react";
import { AppShell } from "#/components/shell/app-shell.tsx";
import { viewer } from "#/trpc/server.tsx";
import { Doors } from "#/trpc/doors.tsx";
import "#/app/fonts.ts";
import { LiveBridge } from "./live-bridge.tsx";
import { shellFacts } from "./shell.ts";

export default async function WorkshopLayout({ children }: { children: ReactNode }) {
  // Sends whoever is signed out to the door; after it, reads cannot fail for want of a session.
  await viewer();
  return (
    <Doors>
      <AppShell facts={await shellFacts()}>{children}</AppShell>
      <LiveBridge />
    </Doors>
  );
}
