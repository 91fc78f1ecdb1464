"use client";

import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { callLean } from "#/trpc/lean.ts";
import { Refusal } from "./form-parts.tsx";

/** The address changes by a press, not by opening the page: mail scanners open pages. */
export function ConfirmEmailForm({ token, email }: { token: string; email: string }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [confirmed, setConfirmed] = useState(false);

  const submit = async (): Promise<void> => {
    setBusy(true);
    const answer = await callLean("account", "confirmEmail", { token });
    setBusy(false);
    if (answer.ok) setConfirmed(true);
    else setRefusal(answer.sentence);
  };

  if (confirmed)
    return (
      <p className="text-lead" role="status">
        From now on you sign in with <b className="break-all font-strong">{email}</b>.{" "}
        <TextLink href="/board">Open the board</TextLink>
      </p>
    );
  return (
    <>
      <Button busy={busy && "Confirming"} className="w-full" look="primary" onClick={() => void submit()} size="lg">
        Confirm the address
      </Button>
      <Refusal>{refusal}</Refusal>
    </>
  );
}
