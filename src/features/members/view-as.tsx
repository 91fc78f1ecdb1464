"use client";

import { Eye } from "lucide-react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Menu, MenuItem } from "#/components/ui/menu.tsx";
import { reaches, roles } from "#/domain/permissions.ts";
import { roleWords } from "#/domain/role-words.ts";
import { useView } from "./use-view.ts";

/** Looks at Pitlane as one of the roles beneath one's own sees it. */
export function ViewAsMenu() {
  const { member } = useShell();
  const view = useView();
  return (
    <Menu
      align="end"
      trigger={
        <Button busy={view.pending && "Changing view"}>
          <Eye aria-hidden size={14} strokeWidth={1.75} />
          View as
        </Button>
      }
    >
      {roles
        .filter((role) => role !== member.role && reaches(member.role, role))
        .map((role) => (
          <MenuItem key={role} onSelect={() => view.as(role)}>
            {roleWords[role]}
          </MenuItem>
        ))}
    </Menu>
  );
}
