"use client";

import { useMutation } from "@tanstack/react-query";
import NextImage from "next/image";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Textarea } from "#/components/ui/input.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useDraft } from "#/components/ui/use-draft.ts";
import type { AppointmentView } from "#/domain/appointment.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "./use-command.ts";

type Text = { symptom: string; note: string; customerWaiting: boolean };
type Edit = { text: Text; base: Text };

const isText = (value: unknown): value is Text =>
  typeof value === "object" &&
  value !== null &&
  "symptom" in value &&
  typeof value.symptom === "string" &&
  "note" in value &&
  typeof value.note === "string" &&
  "customerWaiting" in value &&
  typeof value.customerWaiting === "boolean";
const accept = (stored: unknown): Edit | null =>
  typeof stored === "object" &&
  stored !== null &&
  "text" in stored &&
  isText(stored.text) &&
  "base" in stored &&
  isText(stored.base)
    ? { text: stored.text, base: stored.base }
    : null;
const same = (one: Text, other: Text): boolean =>
  one.symptom === other.symptom && one.note === other.note && one.customerWaiting === other.customerWaiting;

/** What the customer said, and the workshop's own note. Kept on the device until saved; theirs stands beside yours. */
export function AppointmentNotes({ appointment, mayEdit }: { appointment: AppointmentView; mayEdit: boolean }) {
  const trpc = useTRPC();
  const stored: Text = {
    symptom: appointment.symptom,
    note: appointment.note,
    customerWaiting: appointment.customerWaiting,
  };
  const draft = useDraft<Edit | null>(`appointment.${appointment.id}`, null, accept);
  const edit = draft.value;
  const text = edit?.text ?? stored;
  const collides = edit !== null && !same(edit.base, stored) && !same(edit.text, stored);
  const command = useCommand();
  const update = useMutation(trpc.appointment.update.mutationOptions());
  const [openForm, setOpenForm] = useState(false);
  const editing = mayEdit && (openForm || edit !== null);
  const change = (next: Partial<Text>): void => {
    command.changed();
    draft.set({ text: { ...text, ...next }, base: edit?.base ?? stored });
  };
  const close = (): void => {
    draft.discard();
    setOpenForm(false);
  };
  const save = async (): Promise<void> => {
    const done = await command.run((idempotencyKey) =>
      update.mutateAsync({ appointmentId: appointment.id, version: appointment.version, ...text, idempotencyKey }),
    );
    if (done === null) return;
    close();
    toast("Appointment saved", { mark: "ok" });
  };
  if (!editing)
    return (
      <section aria-label="Complaint and note" className="flex flex-col gap-2">
        <div>
          <h3 className="text-dense text-ink-3">Complaint</h3>
          <p className="whitespace-pre-wrap">{stored.symptom || "Nothing was said."}</p>
        </div>
        {stored.note ? (
          <div>
            <h3 className="text-dense text-ink-3">Note of the workshop</h3>
            <p className="whitespace-pre-wrap">{stored.note}</p>
          </div>
        ) : null}
        <Photos photos={appointment.photos} />
        {mayEdit ? (
          <p>
            <LinkButton onClick={() => setOpenForm(true)}>Change complaint or note</LinkButton>
          </p>
        ) : null}
      </section>
    );
  return (
    <form
      aria-label="Complaint and note"
      className="flex flex-col gap-2"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!collides) void save();
      }}
    >
      <Field error={command.refusal?.fields.symptom} label="Complaint" reserve={false}>
        {(control) => (
          <Textarea
            {...control}
            onChange={(event) => change({ symptom: event.target.value })}
            rows={3}
            value={text.symptom}
          />
        )}
      </Field>
      <Field error={command.refusal?.fields.note} hint="Only the workshop reads it" label="Note" reserve={false}>
        {(control) => (
          <Textarea
            {...control}
            onChange={(event) => change({ note: event.target.value })}
            rows={2}
            value={text.note}
          />
        )}
      </Field>
      <Checkbox checked={text.customerWaiting} onChange={(event) => change({ customerWaiting: event.target.checked })}>
        Customer waits here
      </Checkbox>
      {collides ? (
        <div className="rounded-control bg-note-soft px-2.5 py-2" role="status">
          <p>Somebody has saved meanwhile: {[stored.symptom, stored.note].filter(Boolean).join(". ") || "nothing"}.</p>
          <p className="flex gap-3">
            <LinkButton onClick={() => draft.set({ text, base: stored })}>Keep yours</LinkButton>
            <LinkButton onClick={close}>Take theirs</LinkButton>
          </p>
        </div>
      ) : null}
      {command.refusal && Object.keys(command.refusal.fields).length === 0 ? (
        <p className="text-bad" role="alert">
          {command.refusal.sentence}
        </p>
      ) : null}
      <p className="flex justify-end gap-2">
        <Button look="ghost" onClick={close}>
          Discard
        </Button>
        <Button busy={command.busy && "Saving"} type="submit">
          Save
        </Button>
      </p>
    </form>
  );
}

/** What the customer sent of it; each opens by itself. */
function Photos({ photos }: { photos: AppointmentView["photos"] }) {
  if (photos.length === 0) return null;
  return (
    <ul aria-label="Photos of the customer" className="flex flex-wrap gap-2">
      {photos.map(({ id, width, height }, index) => (
        <li key={id}>
          <a href={`/api/files/appointments/${id}`} rel="noopener" target="_blank">
            <NextImage
              alt={`What the customer sent, ${index + 1} of ${photos.length}`}
              className="h-20 w-auto rounded-control border object-cover"
              height={height}
              src={`/api/files/appointments/${id}`}
              unoptimized
              width={width}
            />
          </a>
        </li>
      ))}
    </ul>
  );
}
