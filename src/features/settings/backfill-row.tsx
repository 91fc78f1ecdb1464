"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Input } from "#/components/ui/input.tsx";
import type { BackfillSystem, BackfillView } from "#/domain/backfill.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatWhole } from "#/domain/money.ts";
import { formatIsoDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

const words = {
  BOOKS: "Invoices from before, with their payments, credit notes and customers",
  CRM: "Customers, vehicles and jobs from before",
} as const;

/** Brings there what stood before the connection, and shows how far that has come. */
export function BackfillRow({ system }: { system: BackfillSystem }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("settings.edit");
  const last = useSuspenseQuery(trpc.connection.backfills.queryOptions()).data[system];
  const start = useMutation(trpc.connection.backfill.mutationOptions());
  const [since, setSince] = useState("");
  const [refusal, setRefusal] = useState<string | undefined>();
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (since === "") return setRefusal("Choose the day from which on it is brought there.");
    setRefusal(undefined);
    try {
      await start.mutateAsync({ system, since, idempotencyKey: uuidv7() });
    } catch (error) {
      setRefusal(errorOf(error)?.sentence);
    }
    await queries.invalidateQueries(trpc.connection.pathFilter());
  };
  return (
    <div className="border-t px-4 py-3">
      <p className="font-medium">{words[system]}</p>
      {last === null ? null : <Progress last={last} />}
      {mayEdit && last?.state !== "RUNNING" ? (
        <form
          aria-label={words[system]}
          className="mt-1 flex flex-wrap items-start gap-x-3 gap-y-1"
          noValidate
          onSubmit={(event) => void send(event)}
        >
          <div className="w-44">
            <Field error={refusal} label="From this day on">
              {(control) => (
                <Input {...control} onChange={({ target }) => setSince(target.value)} type="date" value={since} />
              )}
            </Field>
          </div>
          <Button busy={start.isPending && "Beginning"} className="mt-5" type="submit">
            Bring them there
          </Button>
        </form>
      ) : null}
    </div>
  );
}

function Progress({ last }: { last: BackfillView }) {
  const { state, done, total, since } = last;
  const of = `${formatWhole(done)} of ${formatWhole(Math.max(done, total))}`;
  const from = formatIsoDate(since);
  if (state === "RUNNING")
    return (
      <div className="mt-1 flex flex-col gap-1">
        <progress
          aria-label="Brought there"
          className="h-2 w-full max-w-[480px] accent-accent"
          max={Math.max(total, 1)}
          value={done}
        />
        <p aria-live="polite" role="status">
          {of} asked for, from {from} on. You can leave this page: it goes on.
        </p>
      </div>
    );
  return (
    <p className="flex items-center gap-2 text-ink-2">
      <Glyph shape={state === "DONE" ? "tick" : "octagon"} tone={state === "DONE" ? "ok" : "bad"} />
      {state === "DONE" ? `${of} from ${from} on were asked for` : `Stopped after ${of}: it was disconnected`}
    </p>
  );
}
