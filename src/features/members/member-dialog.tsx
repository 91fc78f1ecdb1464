"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { MemberView } from "#/domain/member.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { type RoleAndBranches, RoleAndBranchesFields } from "./role-and-branches.tsx";

type Props = {
  person: MemberView;
  branches: readonly { readonly id: string; readonly name: string }[];
  onClose: () => void;
  onChanged: () => void;
};

/** Another role, or other branches. */
export function MemberDialog({ person, branches, onClose, onChanged }: Props) {
  const trpc = useTRPC();
  const key = useIdempotencyKey();
  const { member } = useShell();
  const update = useMutation(trpc.member.update.mutationOptions());
  const [given, setGiven] = useState<RoleAndBranches>({ role: person.role, branchIds: person.branchIds });
  const [error, setError] = useState<string | null>(null);

  const save = async (): Promise<void> => {
    if (update.isPending) return;
    try {
      const { role, branchIds } = given;
      await update.mutateAsync({
        memberId: person.id,
        role,
        branchIds: [...branchIds],
        idempotencyKey: key.current,
      });
      toast(`${person.name} is changed.`, { mark: "ok" });
      onChanged();
      onClose();
    } catch (failure) {
      setError(errorOf(failure)?.sentence ?? "");
      key.renew();
    }
  };

  return (
    <Dialog
      description="It counts from their next click."
      onOpenChange={(open) => open || onClose()}
      open
      title={`What may ${person.name} do?`}
    >
      <form
        className="contents"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <DialogBody className="flex flex-col gap-1">
          <RoleAndBranchesFields
            branches={branches}
            error={error}
            onChange={(value) => {
              setGiven(value);
              setError(null);
              key.renew();
            }}
            own={member.role}
            value={given}
          />
        </DialogBody>
        <DialogFooter>
          <Button look="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button busy={update.isPending && "Saving"} look="primary" type="submit">
            Save role
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
