"use client";

import type { ReactNode } from "react";
import { Toggle } from "#/components/ui/checkbox.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input, Textarea } from "#/components/ui/input.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { NumberField } from "#/components/ui/number-field.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { formatMoment } from "#/domain/time.ts";
import { useEditable, useFormats, useScene } from "./card-context.tsx";
import { type CardField, cardOwner } from "./fields.ts";

/** What was agreed at the desk: complaint, mileage in and out, promised time, whether the customer waits. */
export function CardFields() {
  return (
    <Panel aria-label="Complaint and car">
      <PanelHead title="Complaint and car" />
      <div className="grid gap-x-5 px-4 pb-2 md:grid-cols-[1fr_392px]">
        <Complaint />
        <div className="grid grid-cols-2 gap-x-4">
          <Mileage field="odometerIn" label="Mileage in" />
          <Mileage field="odometerOut" label="Mileage out" />
          <PromisedField />
          <Waiting />
        </div>
      </div>
    </Panel>
  );
}

const useCardField = (field: CardField) => {
  const { editing } = useScene();
  return {
    value: editing.text(cardOwner, field),
    type: (text: string) => editing.type(cardOwner, field, text),
    save: () => editing.commit(cardOwner),
    putBack: () => editing.putBack(cardOwner, field),
    error: editing.sentence(cardOwner, field) ?? undefined,
    theirs: editing.theirs(cardOwner, field),
    keepMine: () => editing.keepMine(cardOwner, field),
    takeTheirs: () => editing.takeTheirs(cardOwner, field),
  };
};

/** Theirs beside yours, when somebody saved this field meanwhile. */
function Conflict({ field, said }: { field: CardField; said: (text: string) => ReactNode }) {
  const { theirs, keepMine, takeTheirs } = useCardField(field);
  if (theirs === null) return null;
  return (
    <div
      className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control bg-note-soft px-2.5 py-1.5 text-dense"
      role="status"
    >
      <span>
        Somebody saved <b className="font-strong">{said(theirs)}</b>. Yours is not saved.
      </span>
      <LinkButton onClick={keepMine}>Keep yours</LinkButton>
      <LinkButton onClick={takeTheirs}>Take theirs</LinkButton>
    </div>
  );
}

/** Enter saves, Esc puts back. */
const fieldKeys =
  (save: () => void, putBack: () => void) =>
  (event: { key: string; stopPropagation: () => void }): void => {
    if (event.key === "Enter") save();
    if (event.key === "Escape") {
      event.stopPropagation();
      putBack();
    }
  };

function Complaint() {
  const { value, type, save, putBack, error } = useCardField("complaint");
  const editable = useEditable();
  const { editing } = useScene();
  return (
    <div>
      <Field error={error ?? editing.sentence(cardOwner, "") ?? undefined} hideLabel label="Complaint">
        {(control) => (
          <Textarea
            {...control}
            onBlur={save}
            onChange={(event) => type(event.target.value)}
            onKeyDown={(event) => (event.key === "Escape" ? fieldKeys(save, putBack)(event) : undefined)}
            readOnly={!editable}
            rows={4}
            value={value}
          />
        )}
      </Field>
      <Conflict field="complaint" said={(text) => `“${text}”`} />
    </div>
  );
}

/** Also shown inside the pre-flight dialog. */
export function Mileage({ field, label }: { field: "odometerIn" | "odometerOut"; label: string }) {
  const { card } = useScene();
  const { count } = useFormats();
  const { value, type, save, putBack, error } = useCardField(field);
  const editable = useEditable();
  const lower = field === "odometerOut" && card.odometerIn !== null && value !== "" && Number(value) < card.odometerIn;
  const warning = lower && card.odometerIn !== null ? `Lower than ${count(card.odometerIn)} in` : undefined;
  return (
    <div>
      <Field error={error ?? warning} label={label}>
        {(control) => (
          <NumberField
            {...control}
            data-fix={field === "odometerOut" ? "odometer" : undefined}
            end={card.odometerUnit}
            onBlur={save}
            onKeyDown={fieldKeys(save, putBack)}
            onValueChange={type}
            readOnly={!editable}
            value={value}
          />
        )}
      </Field>
      <Conflict field={field} said={(text) => (text === "" ? "nothing" : count(Number(text)))} />
    </div>
  );
}

function PromisedField() {
  const { card, now } = useScene();
  const { value, type, save, putBack, error } = useCardField("promisedAt");
  const editable = useEditable();
  return (
    <div className="max-sm:col-span-2">
      <Field error={error} hint={`Time of ${card.branch.name}`} label="Promised">
        {(control) => (
          <Input
            {...control}
            className="px-2"
            onBlur={save}
            onChange={(event) => type(event.target.value)}
            onKeyDown={fieldKeys(save, putBack)}
            readOnly={!editable}
            type="datetime-local"
            value={value}
          />
        )}
      </Field>
      <Conflict
        field="promisedAt"
        said={(text) =>
          text === "" || card.promisedAt === null ? "no time" : formatMoment(card.promisedAt, card.branch.zone, now)
        }
      />
    </div>
  );
}

function Waiting() {
  const { value, type, save } = useCardField("customerWaiting");
  const editable = useEditable();
  return (
    <div className="pt-[26px] max-sm:col-span-2 max-sm:pt-0 max-sm:pb-2">
      <Toggle
        checked={value === "yes"}
        disabled={!editable}
        onChange={(event) => {
          type(event.target.checked ? "yes" : "no");
          save();
        }}
      >
        Customer waits here
      </Toggle>
    </div>
  );
}
