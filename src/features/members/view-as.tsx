"use client";

import { useMutation } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Menu, MenuItem } from "#/components/ui/menu.tsx";
import { Banner } from "#/components/ui/states.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { reaches } from "#/domain/member.ts";
import { type Role, roles } from "#/domain/permissions.ts";
import { roleWords } from "#/domain/role-words.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** Everything on screen is another role's from here on: the page is loaded anew. */
const useView = () => {
  const trpc = useTRPC();
  const key = useIdempotencyKey();
  const view = useMutation(
    trpc.member.viewAs.mutationOptions({
      onSuccess: () => window.location.assign("/board"),
      onError: (error) => {
        key.renew();
        toast(errorOf(error)?.sentence ?? "", { mark: "bad", seconds: 10 });
      },
    }),
  );
  return { pending: view.isPending, as: (role: Role | null) => view.mutate({ role, idempotencyKey: key.current }) };
};

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

/** On every page of a view, with the way out of it. */
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
