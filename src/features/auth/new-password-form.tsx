"use client";

import { useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { passwordLength, whyPasswordUnfit } from "#/domain/password-length.ts";
import { callLean } from "#/trpc/lean.ts";
import { PasswordField, Refusal } from "./form-parts.tsx";
import { secondStepPage, signIn } from "./sign-in.ts";

/** A new password by the link in the mailbox, and in. */
export function NewPasswordForm({ token, email }: { token: string; email: string }) {
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const submit = async (): Promise<void> => {
    const given = field.current?.value ?? password;
    const unfit = whyPasswordUnfit(given);
    if (unfit !== null) {
      setError(unfit);
      return field.current?.focus();
    }
    setBusy(true);
    setRefusal(null);
    const answer = await callLean("account", "resetPassword", { token, newPassword: given });
    if (!answer.ok) {
      setBusy(false);
      if (answer.field === "newPassword") setError(answer.sentence);
      else setRefusal(answer.sentence);
      return;
    }
    const signedIn = await signIn(email, given);
    window.location.assign(signedIn.ok ? (signedIn.secondStep ? secondStepPage("/board") : "/board") : "/sign-in");
  };

  return (
    <form
      className="flex flex-col gap-2"
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      {/* A password manager saves the two together. */}
      <input autoComplete="username" hidden name="email" readOnly type="email" value={email} />
      <PasswordField
        autoComplete="new-password"
        error={error}
        field={field}
        hint={`${passwordLength.min} characters or more.`}
        label="New password"
        name="password"
        onChange={(value) => {
          setPassword(value);
          setError(null);
          setRefusal(null);
        }}
        value={password}
      />
      <Button busy={busy && "Saving"} className="w-full" look="primary" size="lg" type="submit">
        Save and sign in
      </Button>
      <Refusal>{refusal}</Refusal>
    </form>
  );
}
