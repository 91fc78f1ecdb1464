"use client";

import { Eye, EyeOff } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Input } from "#/components/ui/input.tsx";
import { signIn, whyEmailFails, whyPasswordFails } from "./sign-in.ts";

type Fields = { email: string; password: string };
const checks = { email: whyEmailFails, password: whyPasswordFails } as const;

/** E-mail, password, one button. A refusal keeps both fields as they were typed. */
export function SignInForm({ next }: { next: string }) {
  const [fields, setFields] = useState<Fields>({ email: "", password: "" });
  const [left, setLeft] = useState<Record<keyof Fields, boolean>>({ email: false, password: false });
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
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
      window.location.assign(next);
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
      <Field error={errorOf("password")} label="Password" required>
        {(control) => (
          <Input
            {...control}
            autoComplete="current-password"
            end={
              <button
                aria-label={shown ? "Hide the password" : "Show the password"}
                aria-pressed={shown}
                className="touch-target relative -mr-1 inline-flex size-8 items-center justify-center rounded-control hover:text-ink"
                onClick={() => setShown(!shown)}
                type="button"
              >
                {shown ? (
                  <EyeOff aria-hidden size={18} strokeWidth={1.75} />
                ) : (
                  <Eye aria-hidden size={18} strokeWidth={1.75} />
                )}
              </button>
            }
            name="password"
            onChange={(event) => typed("password")(event.target.value)}
            ref={password}
            size="lg"
            type={shown ? "text" : "password"}
            value={fields.password}
          />
        )}
      </Field>
      <Button busy={busy && "Signing in"} className="w-full" look="primary" size="lg" type="submit">
        Sign in
      </Button>
      {/* Below the button, which must not move away from the pointer. */}
      <div className="mt-1 min-h-14" role="alert">
        {refusal ? (
          <p className="flex gap-2 rounded-control bg-bad-soft px-3 py-2.5">
            <Glyph className="mt-0.5" shape="octagon" tone="bad" />
            <span>{refusal}</span>
          </p>
        ) : null}
      </div>
    </form>
  );
}
