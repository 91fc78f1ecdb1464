"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { uuidv7 } from "#/domain/ids.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

/** Takes the token of a private app. It is kept nowhere in the browser: no draft, no query. */
export function TokenForm({ word, onDone }: { word: string; onDone?: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const connect = useMutation(trpc.connection.connectCrm.mutationOptions());
  const [token, setToken] = useState("");
  const [refusal, setRefusal] = useState<string | undefined>();
  const form = useId();
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setRefusal(undefined);
    try {
      await connect.mutateAsync({ token, idempotencyKey: uuidv7() });
      setToken("");
      onDone?.();
    } catch (error) {
      setRefusal(errorOf(error)?.sentence);
      return;
    }
    await queries.invalidateQueries(trpc.connection.pathFilter());
  };
  return (
    <form
      className="mt-2 flex flex-wrap items-start gap-x-3 gap-y-2"
      id={form}
      noValidate
      onSubmit={(event) => void send(event)}
    >
      <div className="min-w-0 flex-1 basis-72">
        <Field
          error={refusal}
          hint="Begins with pat-. It is kept sealed and never shown again"
          label="Token of the private app"
          required
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              onChange={({ target }) => setToken(target.value)}
              type="password"
              value={token}
            />
          )}
        </Field>
      </div>
      <span className="mt-6 flex gap-2">
        <Button busy={connect.isPending && "Connecting"} look="primary" type="submit">
          {word}
        </Button>
        {onDone ? <Button onClick={onDone}>Cancel</Button> : null}
      </span>
    </form>
  );
}
