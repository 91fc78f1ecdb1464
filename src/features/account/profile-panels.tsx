"use client";

import { useMutation } from "@tanstack/react-query";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import type { AccountView } from "#/domain/account.ts";
import { languageName, languages } from "#/domain/countries.ts";
import { passwordLength } from "#/domain/password-length.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { OwnFormFrame } from "./own-form.tsx";
import { PasswordField } from "./password-field.tsx";

const languageNames = languages
  .map((code): readonly [string, string] => [code, languageName(code)])
  .sort(([, one], [, other]) => one.localeCompare(other, "en"));

type Reload = () => Promise<unknown>;

/** Who somebody is to colleagues, and where alerts reach them. */
export function ProfilePanel({ account, reload }: { account: AccountView; reload: Reload }) {
  const trpc = useTRPC();
  const update = useMutation(trpc.account.update.mutationOptions());
  const { name, phone, language } = account;
  return (
    <Panel aria-label="Profile">
      <PanelHead title="Profile" />
      <OwnFormFrame
        busyWord="Saving"
        // Once it is saved, the fields show it as it was read.
        key={`${name} ${phone} ${language}`}
        label="Profile"
        send={async (typed, idempotencyKey) => {
          await update.mutateAsync({ ...typed, idempotencyKey });
          await reload();
          return "Your profile is saved.";
        }}
        start={{ name, phone: phone ?? "", language }}
        verb="Save profile"
      >
        {({ text, errors, type }) => (
          <>
            <Field error={errors.name} label="Name" required>
              {(control) => (
                <Input
                  {...control}
                  autoComplete="name"
                  maxLength={100}
                  onChange={(event) => type("name")(event.target.value)}
                  value={text.name}
                />
              )}
            </Field>
            <Field
              error={errors.phone}
              hint="Urgent alerts come as texts, where your role gets them"
              label="Mobile number"
            >
              {(control) => (
                <Input
                  {...control}
                  autoComplete="tel"
                  inputMode="tel"
                  maxLength={40}
                  onChange={(event) => type("phone")(event.target.value)}
                  type="tel"
                  value={text.phone}
                />
              )}
            </Field>
            <Field
              error={errors.language}
              hint="Pitlane speaks English so far; yours is kept for when it speaks more"
              label="Language"
            >
              {(control) => (
                <NativeSelect
                  {...control}
                  onChange={(event) => type("language")(event.target.value)}
                  value={text.language}
                >
                  {languageNames.map(([code, word]) => (
                    <option key={code} value={code}>
                      {word}
                    </option>
                  ))}
                </NativeSelect>
              )}
            </Field>
          </>
        )}
      </OwnFormFrame>
    </Panel>
  );
}

/** Another address counts once its own mailbox was opened. */
export function EmailPanel({ account, reload }: { account: AccountView; reload: Reload }) {
  const trpc = useTRPC();
  const ask = useMutation(trpc.account.askEmailChange.mutationOptions());
  return (
    <Panel aria-label="E-mail">
      <PanelHead title="E-mail" />
      <p className="px-4 pb-3 text-ink-2">
        You sign in with <b className="break-all font-strong text-ink">{account.email}</b>.
        {account.pendingEmail ? (
          <>
            {" "}
            A link is on its way to <b className="break-all font-strong text-ink">{account.pendingEmail}</b>: once it is
            opened, you sign in with that address.
          </>
        ) : null}
      </p>
      <OwnFormFrame
        busyWord="Asking"
        label="E-mail"
        send={async ({ email, password }, idempotencyKey) => {
          const asked = await ask.mutateAsync({ email, password, idempotencyKey });
          await reload();
          return `A link is on its way to ${asked.email}.`;
        }}
        start={{ email: "", password: "" }}
        verb="Send the link"
      >
        {({ text, errors, type }) => (
          <>
            <Field error={errors.email} label="New address" required>
              {(control) => (
                <Input
                  {...control}
                  autoCapitalize="none"
                  autoComplete="email"
                  inputMode="email"
                  maxLength={200}
                  onChange={(event) => type("email")(event.target.value)}
                  type="email"
                  value={text.email}
                />
              )}
            </Field>
            <PasswordField
              autoComplete="current-password"
              error={errors.password}
              label="Your password"
              onChange={type("password")}
              value={text.password}
            />
          </>
        )}
      </OwnFormFrame>
    </Panel>
  );
}

/** Another password; every other browser is signed out. */
export function PasswordPanel({ reload }: { reload: Reload }) {
  const trpc = useTRPC();
  const change = useMutation(trpc.account.changePassword.mutationOptions());
  return (
    <Panel aria-label="Password">
      <PanelHead title="Password" />
      <OwnFormFrame
        busyWord="Changing"
        label="Password"
        send={async ({ currentPassword, newPassword }, idempotencyKey) => {
          const { ended } = await change.mutateAsync({ currentPassword, newPassword, idempotencyKey });
          await reload();
          return ended === 0 ? "The password is changed." : "The password is changed. Other browsers are signed out.";
        }}
        start={{ currentPassword: "", newPassword: "" }}
        verb="Change password"
      >
        {({ text, errors, type }) => (
          <>
            <PasswordField
              autoComplete="current-password"
              error={errors.currentPassword}
              label="Current password"
              onChange={type("currentPassword")}
              value={text.currentPassword}
            />
            <PasswordField
              autoComplete="new-password"
              error={errors.newPassword}
              hint={`${passwordLength.min} characters or more.`}
              label="New password"
              onChange={type("newPassword")}
              value={text.newPassword}
            />
          </>
        )}
      </OwnFormFrame>
    </Panel>
  );
}
