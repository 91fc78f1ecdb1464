"use client";

import NextLink from "next/link";
import { usePathname } from "next/navigation";
import { useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { sections } from "./sections.ts";

/** In a row that is wider than the screen, where one is stands in the middle. */
const centre = (link: HTMLElement | null): void => {
  const row = link?.parentElement;
  if (row) row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
};

/** The pages of the settings: a column beside them, a row above them on small screens. */
export function SettingsNav() {
  const path = usePathname();
  const { member } = useShell();
  return (
    <nav
      aria-label="Settings"
      className="relative flex shrink-0 gap-1 overflow-x-auto px-3 pb-2 lg:w-48 lg:flex-col lg:overflow-visible lg:pr-0 lg:pl-4"
      data-print="hide"
    >
      {sections
        .filter(({ permission }) => member.permissions.includes(permission))
        .map(({ href, word }) => {
          const here = path === href || (href !== "/settings" && path.startsWith(`${href}/`));
          return (
            <NextLink
              aria-current={here ? (path === href ? "page" : "true") : undefined}
              className={cn(
                "press flex min-h-8 items-center whitespace-nowrap rounded-control px-3 font-medium text-ink-2 hover:bg-sunken hover:text-ink focus-visible:-outline-offset-2 pointer-coarse:min-h-11",
                here && "bg-accent-soft font-strong text-accent-text hover:bg-accent-soft hover:text-accent-text",
              )}
              href={href}
              key={href}
              ref={here ? centre : undefined}
            >
              {word}
            </NextLink>
          );
        })}
    </nav>
  );
}
