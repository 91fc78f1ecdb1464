import NextLink from "next/link";
import type { ReactNode } from "react";
import { Toaster } from "#/components/ui/toaster.tsx";
import { BranchSwitcher } from "./branch-switcher.tsx";
import { KeysHelp } from "./keys-help.tsx";
import { Logo } from "./logo.tsx";
import { MemberMenu } from "./member-menu.tsx";
import { BottomBar, type NavCounts, NavLinks } from "./nav-links.tsx";
import { type ShellFacts, ShellProvider } from "./shell-context.tsx";

/**
 * App bar, page, bottom bar on small screens. The page scrolls inside `main`, so bars never cover what has focus.
 * `search`, `banner` and `counts` are slots: absent until something stands in them.
 */
export function AppShell({
  facts,
  search,
  banner,
  counts = {},
  workshops,
  children,
}: {
  facts: ShellFacts;
  search?: ReactNode;
  banner?: ReactNode;
  counts?: NavCounts;
  /** In the member's menu: for somebody who works in several workshops. */
  workshops?: ReactNode;
  children: ReactNode;
}) {
  return (
    <ShellProvider facts={facts}>
      <div className="flex h-dvh flex-col" data-print="flow">
        <a
          className="absolute top-2 left-2 z-70 -translate-y-16 rounded-control bg-accent px-3 py-2 font-medium text-on-accent focus:translate-y-0"
          href="#page"
        >
          Skip to the page
        </a>
        <header
          className="relative z-30 flex h-12 shrink-0 items-center gap-6 border-b bg-surface px-4 max-sm:gap-3"
          data-print="hide"
        >
          <NextLink aria-label="Pitlane, board" className="inline-flex rounded-control" href="/board">
            <Logo />
          </NextLink>
          <NavLinks counts={counts} />
          <div className="ml-auto flex min-w-0 items-center gap-3">
            {search}
            <BranchSwitcher />
            <MemberMenu workshops={workshops} />
          </div>
        </header>
        {banner}
        <main
          className="flex min-h-0 flex-1 flex-col overflow-auto outline-none"
          data-print="flow"
          id="page"
          tabIndex={-1}
        >
          {children}
        </main>
        <BottomBar counts={counts} />
      </div>
      <Toaster />
      <KeysHelp />
    </ShellProvider>
  );
}
