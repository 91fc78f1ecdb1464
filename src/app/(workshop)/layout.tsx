import type { ReactNode } from "react";
import "#/app/fonts.ts";
import { AppShell } from "#/components/shell/app-shell.tsx";
import { WorkshopSwitcher } from "#/features/account/workshop-switcher.tsx";
import { FindButton } from "#/features/find/find-button.tsx";
import { ViewBanner } from "#/features/members/view-banner.tsx";
import { TrialBanner } from "#/features/subscription/trial-banner.tsx";
import { TaskCount } from "#/features/tasks/task-count.tsx";
import { UrgentBanner } from "#/features/tasks/urgent-banner.tsx";
import { Doors } from "#/trpc/doors.tsx";
import { LiveBridge } from "./live-bridge.tsx";
import { shellFacts } from "./shell.ts";

const banners = (
  <>
    <ViewBanner />
    <TrialBanner />
    <UrgentBanner />
  </>
);

export default async function WorkshopLayout({ children }: { children: ReactNode }) {
  return (
    <Doors>
      <AppShell
        banner={banners}
        counts={{ "/tasks": <TaskCount /> }}
        facts={await shellFacts()}
        search={<FindButton />}
        workshops={<WorkshopSwitcher />}
      >
        {children}
      </AppShell>
      <LiveBridge />
    </Doors>
  );
}
