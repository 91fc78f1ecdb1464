"use client";

import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { PasswordField } from "./password-field.tsx";

type Props = {
  label: string;
  verb: string;
  /** Gives the sentence of a refusal; null when it went on. */
  onPassword: (password: string) => Promise<string | null>;
  onCancel: () => void;
};

/** Who sits here is asked once more, before what guards the account changes. */
export function PasswordForm({ label, verb, onPassword, onCancel }: Props) {
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    if (password === "") return setError("The password is missing.");
    setBusy(true);
    setError(await onPassword(password));
    setBusy(false);
  };
  return (
    <form
      aria-label={label}
      className="max-w-80"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <PasswordField
        autoComplete="current-password"
        error={error}
        label="Your password"
        onChange={(value) => {
          setPassword(value);
          setError(null);
        }}
        value={password}
      />
      <div className="flex gap-2">
        <Button busy={busy && "Checking"} look="primary" type="submit">
          {verb}
        </Button>
        <Button look="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
