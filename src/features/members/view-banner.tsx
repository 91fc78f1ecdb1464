"use client";

import { Eye } from "lucide-react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Banner } from "#/components/ui/states.tsx";
import type { Role } from "#/domain/permissions.ts";
import { roleWords } from "#/domain/role-words.ts";
import { useView } from "./use-view.ts";

/** On every page of a view, with the way out of it. Apart from the menu that begins one: every page loads this file. */
export function ViewBanner() {
  const { member } = useShell();
  return member.viewAs === null ? null : <ShownView role={member.viewAs} />;
}

function ShownView({ role }: { role: Role }) {
  const view = useView();
  return (
    <Banner
      actions={
        <Button busy={view.pending && "Leaving"} onClick={() => view.as(null)} size="sm">
          Leave the view
        </Button>
      }
      tone="note"
    >
      <Eye aria-hidden className="mr-2 inline" size={14} strokeWidth={1.75} />
      This is Pitlane as a {roleWords[role].toLowerCase()} sees it. Nothing can be changed in this view.
    </Banner>
  );
}
