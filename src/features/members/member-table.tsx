"use client";

import { useMutation } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Initials } from "#/components/ui/initials.tsx";
import { Menu, MenuItem } from "#/components/ui/menu.tsx";
import { Cell, Row } from "#/components/ui/table.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { MemberView, StaffView } from "#/domain/member.ts";
import { reaches } from "#/domain/permissions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { MemberDialog } from "./member-dialog.tsx";
import { StaffCells, StaffTable } from "./staff-table.tsx";

/** Everybody who works here, and who did. */
export function MemberTable({ staff, reload }: { staff: StaffView; reload: () => void }) {
  const [changing, setChanging] = useState<MemberView | null>(null);
  return (
    <>
      <StaffTable label="Members" more="Second step" who="Name">
        {staff.members.map((person) => (
          <Row key={person.id}>
            <Cell className="py-1.5">
              <span className="flex min-w-0 items-center gap-2.5">
                <Initials decorative name={person.name} />
                <span className="min-w-0">
                  <span className="flex items-center gap-2 font-strong">
                    {person.name}
                    {person.disabledAt === null ? null : <Badge>Disabled</Badge>}
                  </span>
                  <span className="block break-all text-dense text-ink-2">{person.email}</span>
                </span>
              </span>
            </Cell>
            <StaffCells
              branches={staff.branches}
              branchIds={person.branchIds}
              more={person.twoFactor ? "On" : "Off"}
              role={person.role}
            />
            <Cell className="w-10 text-right">
              <MemberActions onChange={() => setChanging(person)} person={person} reload={reload} />
            </Cell>
          </Row>
        ))}
      </StaffTable>
      {changing ? (
        <MemberDialog
          branches={staff.branches}
          onChanged={reload}
          onClose={() => setChanging(null)}
          person={changing}
        />
      ) : null}
    </>
  );
}

function MemberActions({ person, reload, onChange }: { person: MemberView; reload: () => void; onChange: () => void }) {
  const trpc = useTRPC();
  const key = useIdempotencyKey();
  const { member } = useShell();
  const options = {
    onSuccess: reload,
    onError: (error: unknown) => void toast(errorOf(error)?.sentence ?? "", { mark: "bad", seconds: 10 }),
    onSettled: () => key.renew(),
  };
  const disable = useMutation(trpc.member.disable.mutationOptions(options));
  const enable = useMutation(trpc.member.enable.mutationOptions(options));
  const above = reaches(member.role, person.role) ? null : "Only an owner may change an owner.";
  const own = person.id === member.memberId ? "Nobody disables themselves." : null;
  return (
    <Menu
      align="end"
      trigger={
        <Button aria-label={`What can be done with ${person.name}`} icon look="ghost" size="sm">
          <Ellipsis aria-hidden size={16} strokeWidth={1.75} />
        </Button>
      }
    >
      <MenuItem onSelect={onChange} refusal={above}>
        Change role or branches
      </MenuItem>
      {person.disabledAt === null ? (
        <MenuItem
          danger
          onSelect={() => disable.mutate({ memberId: person.id, idempotencyKey: key.current })}
          refusal={above ?? own}
        >
          Disable, signing them out
        </MenuItem>
      ) : (
        <MenuItem onSelect={() => enable.mutate({ memberId: person.id, idempotencyKey: key.current })} refusal={above}>
          Enable again
        </MenuItem>
      )}
    </Menu>
  );
}
