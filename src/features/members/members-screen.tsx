"use client";

import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { InvitationTable } from "./invitation-table.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberTable } from "./member-table.tsx";
import { PermissionMatrix } from "./permission-matrix.tsx";
import { useStaff } from "./use-staff.ts";
import { ViewAsMenu } from "./view-as.tsx";

/** Who works here, who was asked to, and what each role may do. */
export function MembersScreen() {
  const { staff, reload } = useStaff();
  const [inviting, setInviting] = useState(false);
  const mayView = useMay("member.view_as");
  return (
    <div className="flex flex-col gap-6">
      <section className="flex flex-col gap-2">
        <div className="flex min-h-8 flex-wrap items-center gap-2">
          <h2 className="mr-auto text-section">Members</h2>
          {mayView ? <ViewAsMenu /> : null}
          <Button look="primary" onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        </div>
        <MemberTable reload={() => void reload()} staff={staff} />
      </section>
      {staff.invitations.length === 0 ? null : (
        <section className="flex flex-col gap-2">
          <h2 className="text-section">Open invitations</h2>
          <InvitationTable reload={() => void reload()} staff={staff} />
        </section>
      )}
      <section className="flex flex-col gap-2">
        <h2 className="text-section">What each role may do</h2>
        <PermissionMatrix />
      </section>
      {inviting ? (
        <InviteDialog branches={staff.branches} onClose={() => setInviting(false)} onInvited={() => void reload()} />
      ) : null}
    </div>
  );
}
