"use client";

import { type ReactNode, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

export type OwnForm<Name extends string> = {
  readonly text: Readonly<Record<Name, string>>;
  readonly errors: Readonly<Record<string, string | undefined>>;
  readonly type: (name: Name) => (value: string) => void;
};

type Props<Name extends string> = {
  label: string;
  verb: string;
  busyWord: string;
  start: Readonly<Record<Name, string>>;
  /** Sends it; gives the sentence to say once it is done. */
  send: (text: Readonly<Record<Name, string>>, idempotencyKey: string) => Promise<string>;
  children: (form: OwnForm<Name>) => ReactNode;
};

/** A small form of one's own account: what was refused stands at its field, what was done is said. */
export function OwnFormFrame<Name extends string>({ label, verb, busyWord, start, send, children }: Props<Name>) {
  const key = useIdempotencyKey();
  const [text, setText] = useState(start);
  const [errors, setErrors] = useState<OwnForm<Name>["errors"]>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (): Promise<void> => {
    setBusy(true);
    setErrors({});
    setRefusal(null);
    try {
      const said = await send(text, key.current);
      toast(said, { mark: "ok" });
      setText(start);
    } catch (failure) {
      const shown = errorOf(failure);
      const found: Record<string, string> = { ...shown?.fields };
      if (typeof shown?.details.field === "string") found[shown.details.field] = shown.sentence;
      const known = Object.keys(found).some((name) => name in start);
      setErrors(found);
      setRefusal(known ? null : (shown?.sentence ?? null));
    } finally {
      key.renew();
      setBusy(false);
    }
  };

  return (
    <form
      aria-label={label}
      className="border-t px-4 py-3 [&>*]:max-w-72"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      {children({
        text,
        errors,
        type: (name) => (value) => {
          setText((before) => ({ ...before, [name]: value }));
          setErrors({});
          setRefusal(null);
        },
      })}
      {refusal ? (
        <p className="mb-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      <Button busy={busy && busyWord} type="submit">
        {verb}
      </Button>
    </form>
  );
}
