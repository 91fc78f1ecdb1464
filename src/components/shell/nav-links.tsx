"use client";

import {
  Activity,
  CalendarDays,
  ChartColumn,
  FileText,
  History,
  ListTodo,
  Package,
  Settings,
  SquareKanban,
  Users,
} from "lucide-react";
import NextLink from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "#/components/ui/cn.ts";
import { MorePages } from "./more-pages.tsx";
import { type NavigationEntry, navigation, standsOn } from "./navigation.ts";
import { useShell } from "./shell-context.tsx";

const icons = {
  board: SquareKanban,
  calendar: CalendarDays,
  customers: Users,
  parts: Package,
  tasks: ListTodo,
  operations: Activity,
  settings: Settings,
  history: History,
  reports: ChartColumn,
  invoices: FileText,
} as const satisfies Record<NavigationEntry["icon"], unknown>;

const useEntries = (): readonly NavigationEntry[] => {
  const { member } = useShell();
  return navigation.filter((entry) => member.permissions.includes(entry.permission));
};

/** What stands beside a page's word, by its path: the count on Tasks. */
export type NavCounts = Readonly<Record<string, ReactNode>>;

/** Text, no icon rail; from 1024 up. Below 1280 what is opened less often folds into More. */
export function NavLinks({ counts }: { counts: NavCounts }) {
  const path = usePathname();
  const entries = useEntries();
  return (
    <nav aria-label="Pages" className="flex h-full gap-6 max-lg:hidden xl:max-2xl:gap-4">
      {entries.map((entry) => {
        const here = standsOn(entry, path);
        return (
          <NextLink
            aria-current={here ? (path === entry.href ? "page" : "true") : undefined}
            className={cn(
              "press relative inline-flex h-full items-center gap-1.5 font-medium text-ink-2 hover:text-ink focus-visible:-outline-offset-4",
              entry.folds && "max-xl:hidden",
              here &&
                "font-strong text-ink after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:bg-accent after:content-['']",
            )}
            href={entry.href}
            key={entry.href}
          >
            {entry.word}
            {counts[entry.href]}
          </NextLink>
        );
      })}
      <span className="contents xl:hidden">
        <MorePages counts={counts} entries={entries.filter(({ folds }) => folds)} look="bar" />
      </span>
    </nav>
  );
}

/** The same pages at the bottom, under the thumb: five, or four and the rest behind More. */
export function BottomBar({ counts }: { counts: NavCounts }) {
  const path = usePathname();
  const entries = useEntries();
  const shown = entries.length > 5 ? entries.slice(0, 4) : entries;
  return (
    <nav
      aria-label="Pages"
      className="grid h-14 shrink-0 auto-cols-fr grid-flow-col border-t bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
      data-print="hide"
    >
      {shown.map((entry) => {
        const here = standsOn(entry, path);
        const Icon = icons[entry.icon];
        return (
          <NextLink
            aria-current={here ? (path === entry.href ? "page" : "true") : undefined}
            className={cn(
              "press flex min-w-0 flex-col items-center justify-center gap-0.5 text-dense font-medium text-ink-2 focus-visible:-outline-offset-4",
              here && "font-strong text-accent-text",
            )}
            href={entry.href}
            key={entry.href}
          >
            <Icon aria-hidden size={18} strokeWidth={1.75} />
            <span className="inline-flex items-center gap-1">
              {entry.word}
              {counts[entry.href]}
            </span>
          </NextLink>
        );
      })}
      <MorePages counts={counts} entries={entries.slice(shown.length)} look="thumb" />
    </nav>
  );
}
