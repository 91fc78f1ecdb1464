"use client";

import { useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { passwordLength, whyPasswordUnfit } from "#/domain/password-length.ts";
import { callLean } from "#/trpc/lean.ts";
import { PasswordField, Refusal } from "./form-parts.tsx";
import { secondStepPage, signIn } from "./sign-in.ts";

type Props = { token: string; email: string; hasAccount: boolean; signedIn: boolean };

/** Joins: with a name and a new password, with the password of the account there is, or with its session. */
export function AcceptForm({ token, email, hasAccount, signedIn }: Props) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [errors, setErrors] = useState<{ name?: string; password?: string }>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  const submit = async (): Promise<void> => {
    const given = {
      name: hasAccount ? null : (nameField.current?.value ?? name).trim(),
      password: signedIn ? null : (passwordField.current?.value ?? password),
    };
    const wrong = whyFails(given);
    setErrors(wrong);
    setRefusal(null);
    if (wrong.name) return nameField.current?.focus();
    if (wrong.password) return passwordField.current?.focus();
    setBusy(true);
    const answer = await callLean("invitation", "accept", { token, ...given });
    if (!answer.ok) {
      setBusy(false);
      if (answer.field === "name" || answer.field === "password") setErrors({ [answer.field]: answer.sentence });
      else setRefusal(answer.sentence);
      return;
    }
    window.location.assign(await wayIn(email, given.password, answer.data));
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
      <input autoComplete="username" hidden name="email" readOnly type="email" value={email} />
      {hasAccount ? null : (
        <Field error={errors.name} label="Your name" required>
          {(control) => (
            <Input
              {...control}
              autoComplete="name"
              maxLength={100}
              name="name"
              onChange={(event) => {
                setName(event.target.value);
                setErrors({});
              }}
              ref={nameField}
              size="lg"
              value={name}
            />
          )}
        </Field>
      )}
      {signedIn ? null : (
        <PasswordField
          autoComplete={hasAccount ? "current-password" : "new-password"}
          error={errors.password ?? null}
          field={passwordField}
          hint={hasAccount ? undefined : `${passwordLength.min} characters or more.`}
          label={hasAccount ? "Your password" : "Choose a password"}
          name="password"
          onChange={(value) => {
            setPassword(value);
            setErrors({});
          }}
          value={password}
        />
      )}
      <Button busy={busy && "Joining"} className="w-full" look="primary" size="lg" type="submit">
        Join
      </Button>
      <Refusal>{refusal}</Refusal>
      {hasAccount && !signedIn ? (
        <p>
          <TextLink href="/forgotten-password">Forgotten password?</TextLink>
        </p>
      ) : null}
    </form>
  );
}

const whyFails = ({ name, password }: { name: string | null; password: string | null }) => {
  const given = password === "" ? "The password is missing." : null;
  // Only one that is chosen now can be unfit; that of an account is what it is.
  const unfit = given ?? (name === null || password === null ? null : whyPasswordUnfit(password));
  return { ...(name === "" ? { name: "The name is missing." } : {}), ...(unfit === null ? {} : { password: unfit }) };
};

/** Signs in where a password was given, in the workshop that was just joined; a session of its own enters it. */
const wayIn = async (email: string, password: string | null, joined: unknown): Promise<string> => {
  const found: unknown = typeof joined === "object" && joined !== null ? Reflect.get(joined, "tenantId") : null;
  const tenantId = typeof found === "string" ? found : undefined;
  if (password !== null) {
    const outcome = await signIn(email, password, tenantId);
    if (!outcome.ok) return "/sign-in";
    return outcome.secondStep ? secondStepPage("/board") : "/board";
  }
  // Where this does not succeed the menu leads there as well.
  if (tenantId !== undefined) await callLean("account", "switchTenant", { tenantId });
  return "/board";
};
