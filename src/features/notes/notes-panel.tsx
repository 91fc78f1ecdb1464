"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { Field } from "#/components/ui/field.tsx";
import { Textarea } from "#/components/ui/input.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { type NoteAudience, type NoteView, noteAudienceWords } from "#/domain/note.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** Two grounds and two words: nobody takes what the customer reads for what the workshop says among itself. */
const looks = {
  INTERNAL: { ground: "bg-warn-soft border-warn-mark", edge: "border-l-4 border-l-warn-mark", tone: "warn" },
  CUSTOMER: { ground: "bg-note-soft border-note", edge: "border-l-4 border-l-note", tone: "note" },
} as const satisfies Record<NoteAudience, { ground: string; edge: string; tone: "warn" | "note" }>;

const audiences = [
  { value: "INTERNAL", label: noteAudienceWords.INTERNAL },
  { value: "CUSTOMER", label: noteAudienceWords.CUSTOMER },
] as const;

/** What was written on a job card, and writing more. */
export function NotesPanel({ jobCardId, zone, className }: { jobCardId: string; zone: string; className?: string }) {
  const trpc = useTRPC();
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayWrite = useMay("job_card.note");
  const list = useQuery(trpc.jobCard.notes.queryOptions({ jobCardId }));
  const notes = list.data ?? [];
  return (
    <Panel aria-label="Notes" className={className}>
      <PanelHead title="Notes" />
      {mayWrite ? <Writing jobCardId={jobCardId} /> : null}
      {list.isError ? (
        <FailedPart className="mx-3 mb-3" onRetry={() => void list.refetch()} title="The notes did not load.">
          {errorOf(list.error)?.sentence}
        </FailedPart>
      ) : notes.length === 0 ? (
        mayWrite ? null : (
          <p className="px-4 pb-3.5 text-ink-2">Nothing was noted.</p>
        )
      ) : (
        <ul className="flex flex-col gap-2 px-4 pb-4">
          {notes.map((note) => (
            <Note jobCardId={jobCardId} key={note.id} note={note} now={now} zone={zone} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Writing({ jobCardId }: { jobCardId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const mayTell = useMay("job_card.edit");
  const add = useMutation(trpc.jobCard.addNote.mutationOptions());
  const [audience, setAudience] = useState<NoteAudience>("INTERNAL");
  const [body, setBody] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const underWay = useRef(false);

  const save = async (): Promise<void> => {
    if (underWay.current) return;
    if (body.trim() === "") return setRefusal("Write something.");
    underWay.current = true;
    try {
      await add.mutateAsync({ jobCardId, audience, body, idempotencyKey: key.current });
      key.renew();
      setBody("");
      setRefusal(null);
      await queries.invalidateQueries(trpc.jobCard.notes.queryFilter({ jobCardId }));
    } catch (error) {
      const shown = errorOf(error);
      // An answer that was lost is asked for again under the same key.
      if (shown?.code !== null) key.renew();
      setRefusal(shown?.sentence ?? null);
    } finally {
      underWay.current = false;
    }
  };
  const change = (set: () => void): void => {
    set();
    setRefusal(null);
    key.renew();
  };
  return (
    <form
      className="flex flex-col gap-2 px-4 pb-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {mayTell ? (
        <Segmented
          className="self-start"
          label="Who reads it"
          onValueChange={(next) => change(() => setAudience(next))}
          options={audiences}
          size="sm"
          value={audience}
        />
      ) : null}
      <Field
        error={refusal}
        hint={
          audience === "CUSTOMER" ? "The customer reads it on the page of the visit." : "Only the workshop reads it."
        }
        label={audience === "CUSTOMER" ? "Note for the customer" : "Internal note"}
      >
        {(control) => (
          <Textarea
            {...control}
            className={looks[audience].edge}
            maxLength={2000}
            onChange={(event) => change(() => setBody(event.target.value))}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                event.stopPropagation();
                void save();
              }
            }}
            rows={2}
            value={body}
          />
        )}
      </Field>
      <Button busy={add.isPending && "Saving"} className="self-start" hint="Ctrl ↵" type="submit">
        Add note
      </Button>
    </form>
  );
}

function Note({ note, jobCardId, zone, now }: { note: NoteView; jobCardId: string; zone: string; now: Date }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const mayRemove = useMay("job_card.edit");
  const mayWrite = useMay("job_card.note");
  const remove = useMutation(trpc.jobCard.removeNote.mutationOptions());
  const take = async (): Promise<void> => {
    try {
      await remove.mutateAsync({ jobCardId, noteId: note.id, idempotencyKey: key.current });
    } catch (error) {
      toast(errorOf(error)?.sentence ?? "It was not taken away.", { mark: "bad" });
    }
    await queries.invalidateQueries(trpc.jobCard.notes.queryFilter({ jobCardId }));
  };
  const { ground, tone } = looks[note.audience];
  return (
    <li className={cn("rounded-panel border-l-4 px-3 py-2", ground)}>
      <p className="flex flex-wrap items-center gap-x-2 text-dense text-ink-2">
        <Badge tone={tone}>{noteAudienceWords[note.audience]}</Badge>
        <span>
          {note.authorName}, {formatMoment(note.createdAt, zone, now)}
        </span>
        {mayRemove || (mayWrite && note.own) ? (
          <LinkButton className="ml-auto" onClick={() => void take()}>
            Take away<span className="sr-only"> the note of {note.authorName}</span>
          </LinkButton>
        ) : null}
      </p>
      <p className="wrap-anywhere mt-0.5 whitespace-pre-wrap">{note.body}</p>
    </li>
  );
}
