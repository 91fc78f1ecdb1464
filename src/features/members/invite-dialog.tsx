"use client";

import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { emailAddress, invitationDays } from "#/domain/member.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { type RoleAndBranches, RoleAndBranchesFields } from "./role-and-branches.tsx";

type Props = {
  branches: readonly { readonly id: string; readonly name: string }[];
  onClose: () => void;
  onInvited: () => void;
};

/** Whom to ask, with which role, at which branches. */
export function InviteDialog({ branches, onClose, onInvited }: Props) {
  const trpc = useTRPC();
  const key = useIdempotencyKey();
  const { member } = useShell();
  const invite = useMutation(trpc.member.invite.mutationOptions());
  const [email, setEmail] = useState("");
  const [given, setGiven] = useState<RoleAndBranches>({ role: "ADVISOR", branchIds: [] });
  const [errors, setErrors] = useState<{ email?: string; role?: string; form?: string }>({});
  const address = useRef<HTMLInputElement>(null);

  const send = async (): Promise<void> => {
    if (invite.isPending) return;
    const parsed = emailAddress.safeParse(email);
    if (!parsed.success) {
      setErrors({ email: email.trim() === "" ? "The e-mail address is missing." : parsed.error.issues[0]?.message });
      return address.current?.focus();
    }
    try {
      const { role, branchIds } = given;
      await invite.mutateAsync({ email: parsed.data, role, branchIds: [...branchIds], idempotencyKey: key.current });
      toast(`The invitation is on its way to ${parsed.data}.`, { mark: "ok" });
      onInvited();
      onClose();
    } catch (failure) {
      const shown = errorOf(failure);
      const field = shown?.details.field ?? (shown?.fields.email ? "email" : undefined);
      const sentence = shown?.fields.email ?? shown?.sentence ?? "";
      setErrors(field === "email" ? { email: sentence } : field === "role" ? { role: sentence } : { form: sentence });
      key.renew();
      if (field === "email") address.current?.focus();
    }
  };

  return (
    <Dialog
      description={`They get a mail with a link, which opens for ${invitationDays} days.`}
      initialFocus={address}
      onOpenChange={(open) => open || onClose()}
      open
      title="Invite somebody"
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <DialogBody className="flex flex-col gap-1">
          <Field error={errors.email} label="E-mail" required>
            {(control) => (
              <Input
                {...control}
                autoCapitalize="none"
                autoComplete="off"
                inputMode="email"
                maxLength={200}
                onChange={(event) => {
                  setEmail(event.target.value);
                  setErrors({});
                  key.renew();
                }}
                ref={address}
                spellCheck={false}
                type="email"
                value={email}
              />
            )}
          </Field>
          <RoleAndBranchesFields
            branches={branches}
            error={errors.role}
            onChange={(value) => {
              setGiven(value);
              setErrors({});
              key.renew();
            }}
            own={member.role}
            value={given}
          />
          {errors.form ? (
            <p className="mt-2 text-bad" role="alert">
              {errors.form}
            </p>
          ) : null}
        </DialogBody>
        <DialogFooter>
          <Button look="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button busy={invite.isPending && "Inviting"} look="primary" type="submit">
            Send invitation
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
