"use client";

import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";

type Props = {
  label: string;
  autoComplete: "current-password" | "new-password";
  value: string;
  error?: string | null;
  hint?: string;
  onChange: (value: string) => void;
};

/** A password among other fields. */
export function PasswordField({ label, autoComplete, value, error, hint, onChange }: Props) {
  return (
    <Field error={error} hint={hint} label={label} required>
      {(control) => (
        <Input
          {...control}
          autoComplete={autoComplete}
          onChange={(event) => onChange(event.target.value)}
          type="password"
          value={value}
        />
      )}
    </Field>
  );
}
