"use client";

import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Textarea } from "#/components/ui/input.tsx";
import { useDraft } from "#/components/ui/use-draft.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { resolveTaskInput, type TaskDetailView } from "#/domain/task.ts";
import { formatMoment } from "#/domain/time.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** Closes the task with what was done; the words stay on it, with the name. */
export function ResolveForm({
  task,
  resolve,
  resolving,
}: {
  task: TaskDetailView;
  /** Answers the sentence of a refusal, or null once it is done. */
  resolve: (resolution: string, idempotencyKey: string) => Promise<string | null>;
  resolving: boolean;
}) {
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const draft = useDraft<string>(`task.${task.id}`, "", (stored) => (typeof stored === "string" ? stored : null));
  const key = useIdempotencyKey();
  const [error, setError] = useState<string | null>(null);

  const submit = async (): Promise<void> => {
    if (resolving) return;
    const parsed = resolveTaskInput.shape.resolution.safeParse(draft.value);
    if (!parsed.success) return setError(parsed.error.issues[0]?.message ?? null);
    const refusal = await resolve(parsed.data, key.current);
    setError(refusal);
    if (refusal === null) draft.clear();
  };
  useHotkeys([{ keys: "Mod+Enter", label: "resolve the task", run: () => void submit() }]);

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {draft.restoredAt ? (
        <DraftNote at={formatMoment(draft.restoredAt, branch.zone, now)} onDiscard={draft.discard} />
      ) : null}
      <Field
        error={error}
        hint={
          task.delivery?.state === "DEAD" ? "The effect stays dead. Retry or skip it below to settle both." : undefined
        }
        label="What was done"
        required
      >
        {(control) => (
          <Textarea
            {...control}
            maxLength={500}
            onChange={(event) => {
              draft.set(event.target.value);
              setError(null);
              key.renew();
            }}
            rows={2}
            value={draft.value}
          />
        )}
      </Field>
      <div className="mt-1 flex justify-end">
        <Button busy={resolving && "Resolving"} hint="Ctrl ↵" type="submit">
          Resolve
        </Button>
      </div>
    </form>
  );
}
