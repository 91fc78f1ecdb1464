import type { ReactNode } from "react";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { SettingsNav } from "#/features/settings/settings-nav.tsx";

/** The settings' pages beside their list; each page decides who may see it. */
export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row lg:gap-4">
        <SettingsNav />
        <div className="min-h-0 min-w-0 flex-1 px-4 pb-6 max-sm:px-3 lg:overflow-auto lg:pl-0">{children}</div>
      </div>
    </>
  );
}
