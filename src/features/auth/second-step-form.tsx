"use client";

import { useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { LinkButton, TextLink } from "#/components/ui/link.tsx";
import { Refusal } from "./form-parts.tsx";
import { verifySecondStep } from "./sign-in.ts";

/** The code of the authenticator app, or one of the backup codes. */
export function SecondStepForm({ next }: { next: string }) {
  const [kind, setKind] = useState<"totp" | "backup">("totp");
  const [code, setCode] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const app = kind === "totp";

  const submit = async (): Promise<void> => {
    const given = code.replaceAll(/\s/g, "");
    if (given === "") {
      setRefusal(app ? "The code is missing. It has six digits." : "The backup code is missing.");
      return field.current?.focus();
    }
    setBusy(true);
    setRefusal(null);
    const outcome = await verifySecondStep(kind, given);
    if (outcome.ok) return window.location.assign(next);
    setBusy(false);
    setRefusal(outcome.sentence);
    field.current?.select();
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
      <Field label={app ? "Code from the app" : "Backup code"} required>
        {(control) => (
          <Input
            {...control}
            autoComplete="one-time-code"
            inputMode={app ? "numeric" : "text"}
            maxLength={app ? 8 : 20}
            name="code"
            onChange={(event) => {
              setCode(event.target.value);
              setRefusal(null);
            }}
            ref={field}
            size="lg"
            spellCheck={false}
            value={code}
          />
        )}
      </Field>
      <Button busy={busy && "Checking"} className="w-full" look="primary" size="lg" type="submit">
        Sign in
      </Button>
      <Refusal>{refusal}</Refusal>
      <p className="flex flex-wrap gap-x-4">
        <LinkButton
          onClick={() => {
            setKind(app ? "backup" : "totp");
            setCode("");
            setRefusal(null);
            field.current?.focus();
          }}
        >
          {app ? "Use a backup code" : "Use the app"}
        </LinkButton>
        <TextLink className="inline-flex min-h-6 items-center" href="/sign-in">
          Start again
        </TextLink>
      </p>
    </form>
  );
}
