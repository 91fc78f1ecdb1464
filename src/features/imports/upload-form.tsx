"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { z } from "zod";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { FileInput } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { type ImportNoun, importLimits, importNouns, importNounWords } from "#/domain/import.ts";
import { formatWhole } from "#/domain/money.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

const started = z.object({ importId: z.string() });
const refused = z.object({ message: z.string() });
const unanswered = "Pitlane did not answer. Check the connection, then try again: the file is not kept twice.";

/** Sends a file; it is read at once, and nothing is changed by it. */
export function UploadForm() {
  const router = useRouter();
  const key = useIdempotencyKey();
  const [noun, setNoun] = useState<ImportNoun>("CUSTOMERS");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);

  const send = async (file: File): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const query = new URLSearchParams({ noun, name: file.name, key: key.current });
      const response = await fetch(`/api/files/imports?${query}`, {
        method: "POST",
        body: file,
        headers: { "content-type": "text/csv" },
      });
      const answer: unknown = await response.json();
      if (response.ok) return router.push(`/settings/import/${started.parse(answer).importId}`);
      key.renew();
      setError(refused.safeParse(answer).data?.message ?? unanswered);
    } catch {
      setError(unanswered);
    }
    setBusy(false);
    input.current?.focus();
  };
  const submit = (): void => {
    const file = input.current?.files?.[0];
    if (file === undefined) {
      setError("Choose a CSV file first.");
      input.current?.focus();
    } else if (file.size > importLimits.bytes)
      setError("The file is over 10 MB. Split it, and import the parts one after another.");
    else void send(file);
  };

  return (
    <Panel aria-label="A new import">
      <PanelHead title="Import from a file" />
      <form
        className="grid gap-4 border-t px-4 py-4 sm:grid-cols-[200px_1fr_auto]"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label="What it holds">
          {(control) => (
            <NativeSelect
              {...control}
              onChange={(event) => setNoun(importNouns.find((each) => each === event.target.value) ?? "CUSTOMERS")}
              value={noun}
            >
              {importNouns.map((each) => (
                <option key={each} value={each}>
                  {importNounWords[each].many.replace(/^./, (first) => first.toUpperCase())}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field
          error={error}
          hint={`CSV, its first row naming the columns; up to ${formatWhole(importLimits.rows)} rows and 10 MB. Nothing changes before you have seen what would.`}
          label="File"
        >
          {(control) => (
            <FileInput
              {...control}
              accept=".csv,.txt,text/csv"
              onChange={() => {
                setError(null);
                key.renew();
              }}
              ref={input}
            />
          )}
        </Field>
        <Button busy={busy ? "Reading" : false} className="sm:mt-[26px]" look="primary" type="submit">
          Read the file
        </Button>
      </form>
    </Panel>
  );
}
