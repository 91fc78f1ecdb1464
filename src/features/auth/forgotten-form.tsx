"use client";

import { useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { callLean } from "#/trpc/lean.ts";
import { Refusal } from "./form-parts.tsx";
import { whyEmailFails } from "./sign-in.ts";

/** Asks for the link by which a new password is chosen. The answer is the same whoever has an account. */
export function ForgottenForm() {
  const [email, setEmail] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);

  const submit = async (): Promise<void> => {
    const given = field.current?.value ?? email;
    const wrong = whyEmailFails(given);
    setError(wrong);
    setRefusal(null);
    if (wrong !== null) return field.current?.focus();
    setBusy(true);
    const answer = await callLean("account", "askPasswordLink", { email: given.trim() });
    setBusy(false);
    if (answer.ok) setSentTo(given.trim());
    else setRefusal(answer.sentence);
  };

  if (sentTo !== null)
    return (
      <div role="status">
        <p className="text-lead">
          If <b className="break-all font-strong">{sentTo}</b> has an account, a mail with a link is on its way there.
          The link opens for an hour.
        </p>
        <p className="mt-6">
          <TextLink href="/sign-in">Back to sign-in</TextLink>
        </p>
      </div>
    );
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
      <Field error={error} label="E-mail" required>
        {(control) => (
          <Input
            {...control}
            autoCapitalize="none"
            autoComplete="username"
            inputMode="email"
            name="email"
            onChange={(event) => {
              setEmail(event.target.value);
              setError(null);
              setRefusal(null);
            }}
            ref={field}
            size="lg"
            spellCheck={false}
            type="email"
            value={email}
          />
        )}
      </Field>
      <Button busy={busy && "Asking"} className="w-full" look="primary" size="lg" type="submit">
        Send the link
      </Button>
      <Refusal>{refusal}</Refusal>
      <p>
        <TextLink href="/sign-in">Back to sign-in</TextLink>
      </p>
    </form>
  );
}
