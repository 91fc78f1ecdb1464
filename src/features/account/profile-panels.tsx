"use client";

import { useMutation } from "@tanstack/react-query";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import type { AccountView } from "#/domain/account.ts";
import { passwordLength } from "#/domain/password-length.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { OwnFormFrame } from "./own-form.tsx";
import { PasswordField } from "./password-field.tsx";

type Reload = () => Promise<unknown>;

/** How colleagues know somebody. */
export function NamePanel({ account, reload }: { account: AccountView; reload: Reload }) {
  const trpc = useTRPC();
  const update = useMutation(trpc.account.update.mutationOptions());
  return (
    <Panel aria-label="Name">
      <PanelHead title="Name" />
      <OwnFormFrame
        busyWord="Saving"
        key={account.name}
        label="Name"
        send={async ({ name }, idempotencyKey) => {
          await update.mutateAsync({ name, idempotencyKey });
          await reload();
          return "Your name is saved.";
        }}
        start={{ name: account.name }}
        verb="Save name"
      >
        {({ text, errors, type }) => (
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
