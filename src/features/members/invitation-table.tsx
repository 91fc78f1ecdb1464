"use client";

import { useMutation } from "@tanstack/react-query";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { Cell, Row } from "#/components/ui/table.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { InvitationView, StaffView } from "#/domain/member.ts";
import { reaches } from "#/domain/permissions.ts";
import { formatDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { StaffCells, StaffTable } from "./staff-table.tsx";

/** Who was asked and has not answered. */
export function InvitationTable({ staff, reload }: { staff: StaffView; reload: () => void }) {
  const { branch } = useShell();
  return (
    <StaffTable label="Open invitations" more="Open until" who="E-mail">
      {staff.invitations.map((invitation) => (
        <Row key={invitation.id}>
          <Cell className="break-all py-1.5">
            {invitation.email}
            <span className="block text-dense text-ink-2">Invited by {invitation.invitedBy}</span>
          </Cell>
          <StaffCells
            branches={staff.branches}
            branchIds={invitation.branchIds}
            more={
              invitation.expired ? <Badge tone="warn">Expired</Badge> : formatDate(invitation.expiresAt, branch.zone)
            }
            role={invitation.role}
          />
          <Cell className="text-right">
            <InvitationActions invitation={invitation} reload={reload} />
          </Cell>
        </Row>
      ))}
    </StaffTable>
  );
}

function InvitationActions({ invitation, reload }: { invitation: InvitationView; reload: () => void }) {
  const trpc = useTRPC();
  const key = useIdempotencyKey();
  const { member } = useShell();
  const { id: invitationId, email, role } = invitation;
  const answered = (sentence: string) => ({
    onSuccess: () => {
      toast(sentence, { mark: "ok" });
      reload();
    },
    onError: (error: unknown) => void toast(errorOf(error)?.sentence ?? "", { mark: "bad", seconds: 10 }),
    onSettled: () => key.renew(),
  });
  const resend = useMutation(trpc.member.resendInvitation.mutationOptions(answered(`On its way to ${email} again.`)));
  const revoke = useMutation(trpc.member.revokeInvitation.mutationOptions(answered(`${email} is no longer invited.`)));
  if (!reaches(member.role, role)) return null;
  const busy = resend.isPending || revoke.isPending;
  return (
    <span className="inline-flex flex-wrap justify-end gap-x-3">
      <LinkButton
        aria-label={`Send the invitation of ${email} again`}
        onClick={() => busy || resend.mutate({ invitationId, idempotencyKey: key.current })}
      >
        Send again
      </LinkButton>
      <LinkButton
        aria-label={`Revoke the invitation of ${email}`}
        onClick={() => busy || revoke.mutate({ invitationId, idempotencyKey: key.current })}
      >
        Revoke
      </LinkButton>
    </span>
  );
}
