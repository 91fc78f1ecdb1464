"use client";

import { useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PasswordField, Refusal } from "./form-parts.tsx";
import { secondStepPage, signIn, whyEmailFails, whyPasswordFails } from "./sign-in.ts";

type Fields = { email: string; password: string };
const checks = { email: whyEmailFails, password: whyPasswordFails } as const;

/** E-mail, password, one button. A refusal keeps both fields as they were typed. */
export function SignInForm({ next }: { next: string }) {
  const [fields, setFields] = useState<Fields>({ email: "", password: "" });
  const [left, setLeft] = useState<Record<keyof Fields, boolean>>({ email: false, password: false });
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  const errorOf = (name: keyof Fields): string | null => (left[name] ? checks[name](fields[name]) : null);
  const typed = (name: keyof Fields) => (value: string) => {
    setFields((before) => ({ ...before, [name]: value }));
    setRefusal(null);
  };

  const submit = async (): Promise<void> => {
    // What a password manager filled in before the page was ready is in the inputs, not yet in the state.
    const given = { email: email.current?.value ?? "", password: password.current?.value ?? "" };
    setFields(given);
    setLeft({ email: true, password: true });
    if (whyEmailFails(given.email)) return email.current?.focus();
    if (whyPasswordFails(given.password)) return password.current?.focus();
    setBusy(true);
    setRefusal(null);
    const outcome = await signIn(given.email.trim(), given.password);
    if (outcome.ok) {
      window.location.assign(outcome.secondStep ? secondStepPage(next) : next);
      return;
    }
    setBusy(false);
    setRefusal(outcome.sentence);
    password.current?.focus();
  };

  return (
    // `post`, so that a press before the script is ready can never put the password into an address.
    <form
      className="flex flex-col gap-2"
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <Field error={errorOf("email")} label="E-mail" required>
        {(control) => (
          <Input
            {...control}
            autoCapitalize="none"
            autoComplete="username"
            inputMode="email"
            name="email"
            onBlur={(event) => event.target.value !== "" && setLeft((before) => ({ ...before, email: true }))}
            onChange={(event) => typed("email")(event.target.value)}
            ref={email}
            size="lg"
            spellCheck={false}
            type="email"
            value={fields.email}
          />
        )}
      </Field>
      <PasswordField
        autoComplete="current-password"
        error={errorOf("password")}
        field={password}
        label="Password"
        name="password"
        onChange={typed("password")}
        value={fields.password}
      />
      <Button busy={busy && "Signing in"} className="w-full" look="primary" size="lg" type="submit">
        Sign in
      </Button>
      <Refusal>{refusal}</Refusal>
      <p>
        <TextLink href="/forgotten-password">Forgotten password?</TextLink>
      </p>
    </form>
  );
}
