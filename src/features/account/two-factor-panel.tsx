"use client";

import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { PasswordForm } from "./password-form.tsx";
import { QrCode } from "./qr-code.tsx";
import { begin, confirm, newCodes, secretOf, turnOff } from "./two-factor.ts";

type Step =
  | { readonly at: "rest" }
  | { readonly at: "password"; readonly for: "on" | "off" | "codes" }
  | { readonly at: "code"; readonly uri: string; readonly codes: readonly string[] }
  | { readonly at: "codes"; readonly codes: readonly string[] };

const questions = {
  on: "Set up the second step",
  off: "Turn the second step off",
  codes: "Make new backup codes",
} as const;

/** A code of an authenticator app, asked for after the password. */
export function TwoFactorPanel({ on, reload }: { on: boolean; reload: () => Promise<unknown> }) {
  const [step, setStep] = useState<Step>({ at: "rest" });
  const rest = () => setStep({ at: "rest" });

  const proceed = async (purpose: "on" | "off" | "codes", password: string): Promise<string | null> => {
    if (purpose === "on") {
      const begun = await begin(password);
      if (!begun.ok) return begun.sentence;
      setStep({ at: "code", ...begun.data });
      return null;
    }
    if (purpose === "codes") {
      const made = await newCodes(password);
      if (!made.ok) return made.sentence;
      setStep({ at: "codes", codes: made.data });
      return null;
    }
    const off = await turnOff(password);
    if (!off.ok) return off.sentence;
    rest();
    await reload();
    return null;
  };

  return (
    <Panel aria-label="Second step">
      <PanelHead end={on ? "On" : "Off"} title="Second step" />
      <div className="border-t px-4 py-3">
        {step.at === "rest" ? (
          <>
            <p className="mb-3 max-w-prose text-ink-2">
              {on
                ? "After the password, signing in asks for a code of your authenticator app."
                : "With it, a password alone does not sign anybody in: a code of an app on your phone is asked for as well."}
            </p>
            <div className="flex flex-wrap gap-2">
              {on ? (
                <>
                  <Button onClick={() => setStep({ at: "password", for: "codes" })}>New backup codes</Button>
                  <Button onClick={() => setStep({ at: "password", for: "off" })}>Turn off</Button>
                </>
              ) : (
                <Button onClick={() => setStep({ at: "password", for: "on" })}>Set up</Button>
              )}
            </div>
          </>
        ) : null}
        {step.at === "password" ? (
          <PasswordForm
            key={step.for}
            label={questions[step.for]}
            onCancel={rest}
            onPassword={(password) => proceed(step.for, password)}
            verb={step.for === "off" ? "Turn off" : "Continue"}
          />
        ) : null}
        {step.at === "code" ? (
          <SetUp
            codes={step.codes}
            onDone={async () => {
              rest();
              await reload();
            }}
            uri={step.uri}
          />
        ) : null}
        {step.at === "codes" ? (
          <>
            <Codes codes={step.codes} />
            <Button className="mt-3" onClick={rest}>
              I have kept them
            </Button>
          </>
        ) : null}
      </div>
    </Panel>
  );
}

/** Scan, keep the backup codes, give the first code: only then is it on. */
function SetUp({ uri, codes, onDone }: { uri: string; codes: readonly string[]; onDone: () => Promise<void> }) {
  const [code, setCode] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (): Promise<void> => {
    setBusy(true);
    const answer = await confirm(code.replaceAll(/\s/g, ""));
    setBusy(false);
    if (answer.ok) await onDone();
    else setError(answer.sentence);
  };

  return (
    <div className="flex flex-wrap gap-6">
      <div>
        <p className="mb-2 font-strong">1. Scan with the app</p>
        <QrCode label="QR code for the authenticator app" text={uri} />
        <p className="mt-2 max-w-44 break-all text-dense text-ink-2">Or type {secretOf(uri)}</p>
      </div>
      <div className="max-w-72">
        <p className="mb-2 font-strong">2. Keep the backup codes</p>
        <Codes codes={codes} />
      </div>
      <form
        className="w-56"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        <p className="mb-2 font-strong">3. Give the first code</p>
        <Field error={error} label="Code from the app">
          {(control) => (
            <Input
              {...control}
              autoComplete="one-time-code"
              inputMode="numeric"
              maxLength={8}
              onChange={(event) => {
                setCode(event.target.value);
                setError(null);
              }}
              value={code}
            />
          )}
        </Field>
        <Button busy={busy && "Checking"} look="primary" type="submit">
          Turn on
        </Button>
      </form>
    </div>
  );
}

function Codes({ codes }: { codes: readonly string[] }) {
  return (
    <>
      <p className="mb-2 text-dense text-ink-2">
        Each signs you in once, when the phone is not there. They are shown this one time.
      </p>
      <ul aria-label="Backup codes" className="grid grid-cols-2 gap-x-4 gap-y-1 font-strong">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </>
  );
}
