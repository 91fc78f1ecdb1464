"use client";

import { Check, ChevronsUpDown, MapPin } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useTransition } from "react";
import { buttonClass } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { branchCookie } from "./branch-cookie.ts";
import { keepOnDevice } from "./device-cookie.ts";
import { useShell } from "./shell-context.tsx";

/** Which branch's work is on screen. The platform's popover: Esc, a press beside it and focus return come with it. */
export function BranchSwitcher() {
  const { branches, branch } = useShell();
  const router = useRouter();
  const [switching, startSwitching] = useTransition();
  const list = useRef<HTMLDivElement>(null);

  const choose = (id: string): void => {
    list.current?.hidePopover();
    if (id === branch.id) return;
    keepOnDevice(branchCookie, id);
    startSwitching(() => router.refresh());
  };

  const face = (
    <>
      <MapPin aria-hidden className="text-ink-3" size={14} strokeWidth={1.75} />
      <span className="truncate max-sm:hidden">{switching ? "Changing branch" : branch.name}</span>
    </>
  );
  if (branches.length < 2) return <span className="inline-flex items-center gap-2 px-2 font-medium">{face}</span>;

  return (
    <>
      <button
        aria-label={`Branch: ${branch.name}`}
        className={cn(buttonClass("default", "md"), "max-w-48 max-sm:h-8 max-sm:px-2 max-sm:text-body")}
        popoverTarget="branch-list"
        type="button"
      >
        {face}
        <ChevronsUpDown aria-hidden className="text-ink-3" size={14} strokeWidth={1.75} />
      </button>
      <div
        className="inset-auto top-[52px] right-14 m-0 min-w-52 rounded-control border border-edge bg-raised py-1 text-ink shadow-e1"
        id="branch-list"
        popover="auto"
        ref={list}
      >
        <ul aria-label="Branches">
          {branches.map((each) => (
            <li key={each.id}>
              <button
                aria-current={each.id === branch.id ? "true" : undefined}
                className="press flex min-h-8 w-full items-center gap-3 px-3 text-left hover:bg-accent-soft focus-visible:-outline-offset-2 pointer-coarse:min-h-11"
                onClick={() => choose(each.id)}
                type="button"
              >
                <span className="flex-1">{each.name}</span>
                {each.id === branch.id ? (
                  <Check aria-hidden className="text-accent-text" size={14} strokeWidth={2} />
                ) : null}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
