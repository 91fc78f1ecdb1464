"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#/components/ui/dialog.tsx";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import { settleFirst } from "#/components/ui/edits.ts";
import { Field } from "#/components/ui/field.tsx";
import { Input, Textarea } from "#/components/ui/input.tsx";
import { TheirsNote } from "#/components/ui/theirs-note.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useDraft } from "#/components/ui/use-draft.ts";
import { useNow } from "#/components/ui/use-now.ts";
import type { CustomerView } from "#/domain/customer.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { ContactFields } from "./contact-fields.tsx";
import {
  emptyValues,
  type FormEdits,
  type FormField,
  fieldWords,
  formEdits,
  formFields,
  inputOf,
  keepMine,
  theirs,
  typeInto,
  valuesOf,
  withEdits,
} from "./form-values.ts";
import { useCommand } from "./use-command.ts";

const acceptEdits = (stored: unknown): FormEdits | null => {
  const parsed = formEdits.safeParse(stored);
  return parsed.success && Object.keys(parsed.data).length > 0 ? parsed.data : null;
};

/** Adds a customer, or changes one: what somebody else saves meanwhile stands beside what is typed. */
export function CustomerDialog({
  customer,
  onClose,
  onSaved,
}: {
  customer: CustomerView | null;
  onClose: () => void;
  onSaved: (customerId: string) => void;
}) {
  const trpc = useTRPC();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const create = useMutation(trpc.customer.create.mutationOptions());
  const update = useMutation(trpc.customer.update.mutationOptions());
  const stored = customer === null ? emptyValues : valuesOf(customer);
  const draft = useDraft<FormEdits>(`customer.${customer?.id ?? "new"}`, {}, acceptEdits);
  const edits = draft.value;
  const values = withEdits(stored, edits);
  const form = useRef<HTMLFormElement>(null);
  const command = useCommand((input: ReturnType<typeof inputOf> & { idempotencyKey: string }) =>
    customer === null
      ? create.mutateAsync(input)
      : update.mutateAsync({ ...input, customerId: customer.id, version: customer.version }),
  );

  const change = (next: FormEdits): void => {
    draft.set(next);
    if (Object.keys(next).length === 0) draft.clear();
    command.renew();
  };
  const collided = formFields.some((field) => theirs(edits, stored, field) !== null);
  const [unsettled, setUnsettled] = useState(false);
  const save = async (): Promise<void> => {
    setUnsettled(collided);
    if (collided) return;
    const saved = await command.run(inputOf(values));
    if (saved === null) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    draft.clear();
    toast(
      <>
        <b className="font-strong">{values.name}</b> saved
      </>,
      { mark: "ok" },
    );
    onSaved(saved.customerId);
  };
  const note = (field: FormField): ReactNode => {
    const other = theirs(edits, stored, field);
    return (
      <TheirsNote
        field={fieldWords[field]}
        onKeep={() => change(keepMine(edits, stored, field))}
        onTake={() => change(typeInto(edits, stored, field, stored[field]))}
        saved={other}
      />
    );
  };
  const { fields, refusal } = command;
  const blamed = Object.keys(fields).some((path) => formFields.some((field) => path.startsWith(field)));
  return (
    <Dialog
      onOpenChange={(open) => (open ? undefined : onClose())}
      open
      size="lg"
      title={customer === null ? "New customer" : `Edit ${customer.name}`}
    >
      <form
        className="flex min-h-0 flex-1 flex-col"
        noValidate
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
        }}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        ref={form}
      >
        <DialogBody>
          {draft.restoredAt ? (
            <div className="mb-3">
              <DraftNote at={formatMoment(draft.restoredAt, branch.zone, now)} onDiscard={draft.discard} />
            </div>
          ) : null}
          <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
            <div className="sm:col-span-2">
              <Field error={fields.name} label="Name" required>
                {(control) => (
                  <Input
                    {...control}
                    autoComplete="off"
                    maxLength={120}
                    onChange={(event) => change(typeInto(edits, stored, "name", event.target.value))}
                    value={values.name}
                  />
                )}
              </Field>
              {note("name")}
            </div>
            <div>
              <ContactFields
                contacts={values.phones}
                errors={(index) => fields[`phones.${index}.value`]}
                noun="phone number"
                onChange={(phones) => change(typeInto(edits, stored, "phones", phones))}
                title="Phone numbers"
                type="tel"
              />
              {note("phones")}
            </div>
            <div>
              <ContactFields
                contacts={values.emails}
                errors={(index) => fields[`emails.${index}.value`]}
                noun="e-mail address"
                onChange={(emails) => change(typeInto(edits, stored, "emails", emails))}
                title="E-mail addresses"
                type="email"
              />
              {note("emails")}
            </div>
            <div>
              <Field error={fields.addressLines} hint="A line each" label="Address">
                {(control) => (
                  <Textarea
                    {...control}
                    onChange={(event) => change(typeInto(edits, stored, "address", event.target.value))}
                    value={values.address}
                  />
                )}
              </Field>
              {note("address")}
            </div>
            <div>
              <Field error={fields.note} hint="For the desk; never sent to the customer" label="Note">
                {(control) => (
                  <Textarea
                    {...control}
                    maxLength={2000}
                    onChange={(event) => change(typeInto(edits, stored, "note", event.target.value))}
                    value={values.note}
                  />
                )}
              </Field>
              {note("note")}
            </div>
          </div>
          {(unsettled && collided) || (refusal && !blamed) ? (
            <p className="mt-3 text-bad" role="alert">
              {unsettled && collided ? settleFirst : refusal?.sentence}
            </p>
          ) : null}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Close</Button>
          <Button busy={command.busy && "Saving"} hint="Ctrl ↵" look="primary" type="submit">
            {customer === null ? "Add customer" : "Save customer"}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
