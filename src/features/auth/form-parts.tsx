"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, type RefObject, useState } from "react";
import { Field } from "#/components/ui/field.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Input } from "#/components/ui/input.tsx";

type PasswordProps = {
  label: string;
  name: string;
  autoComplete: "current-password" | "new-password";
  value: string;
  error: string | null;
  hint?: string;
  size?: "md" | "lg";
  onChange: (value: string) => void;
  onLeave?: () => void;
  field?: RefObject<HTMLInputElement | null>;
};

/** A password, to be looked at before it is sent. */
export function PasswordField({
  label,
  name,
  autoComplete,
  value,
  error,
  hint,
  size = "lg",
  onChange,
  onLeave,
  field,
}: PasswordProps) {
  const [shown, setShown] = useState(false);
  const Mark = shown ? EyeOff : Eye;
  return (
    <Field error={error} hint={hint} label={label} required>
      {(control) => (
        <Input
          {...control}
          autoComplete={autoComplete}
          end={
            <button
              aria-label={shown ? `Hide: ${label}` : `Show: ${label}`}
              aria-pressed={shown}
              className="touch-target relative -mr-1 inline-flex size-8 items-center justify-center rounded-control hover:text-ink"
              onClick={() => setShown(!shown)}
              type="button"
            >
              <Mark aria-hidden size={18} strokeWidth={1.75} />
            </button>
          }
          name={name}
          onBlur={onLeave}
          onChange={(event) => onChange(event.target.value)}
          ref={field}
          size={size}
          type={shown ? "text" : "password"}
          value={value}
        />
      )}
    </Field>
  );
}

/** Below the button, which must not move away from the pointer. */
export function Refusal({ children }: { children: ReactNode }) {
  return (
    <div className="mt-1 min-h-14" role="alert">
      {children ? (
        <p className="flex gap-2 rounded-control bg-bad-soft px-3 py-2.5">
          <Glyph className="mt-0.5" shape="octagon" tone="bad" />
          <span>{children}</span>
        </p>
      ) : null}
    </div>
  );
}
