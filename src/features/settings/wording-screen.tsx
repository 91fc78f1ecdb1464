"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { messageKindWords } from "#/domain/message.ts";
import {
  isWordingKind,
  type WordingFields,
  type WordingKind,
  type WordingView,
  wordingShape,
  wordingSlotWords,
} from "#/domain/wording.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { AreaSetting, SettingsFormFrame } from "./form-parts.tsx";
import { type SettingsForm, useSettingsForm } from "./use-settings-form.ts";
import { WordingPreview } from "./wording-preview.tsx";
import { fieldAt, parseWording, type WordingTextField, withSlot } from "./wording-text.ts";

/** What customers are told, in the workshop's own words, beside how it will look. */
export function WordingScreen() {
  const trpc = useTRPC();
  const { data: wordings } = useSuspenseQuery(trpc.settings.wordings.queryOptions());
  const [kind, setKind] = useState<WordingKind>("appointment-booked");
  const wording = wordings.find((each) => each.kind === kind);
  const own = ({ opening, closing, text }: WordingView): boolean => `${opening}${closing}${text}` !== "";
  return (
    <Panel>
      <PanelHead title="What customers are told" />
      <div className="border-t px-4 pt-3 pb-4">
        <Field
          hint="Times, amounts, links and how to stop a message are always in it. From the next message on"
          label="Message"
        >
          {(control) => (
            <NativeSelect
              {...control}
              className="max-w-[372px]"
              onChange={({ target }) => {
                if (isWordingKind(target.value)) setKind(target.value);
              }}
              value={kind}
            >
              {wordings.map((each) => (
                <option key={each.kind} value={each.kind}>
                  {messageKindWords(each.kind)}
                  {own(each) ? " (in your words)" : ""}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        {wording ? <WordingForm key={kind} wording={wording} /> : null}
      </div>
    </Panel>
  );
}

function WordingForm({ wording }: { wording: WordingView }) {
  const { kind, version, opening, closing, text } = wording;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("settings.edit");
  const keep = useMutation(trpc.settings.keepWording.mutationOptions());
  const form = useSettingsForm<WordingTextField, WordingFields>({
    place: `settings.wording.${kind}`,
    stored: { opening, closing, text },
    parse: parseWording(kind),
    fieldAt,
    save: (value, idempotencyKey) => keep.mutateAsync({ ...value, version, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.settings.wordings.pathFilter()),
    saved: `\u201c${messageKindWords(kind)}\u201d saved`,
  });
  const parsed = parseWording(kind)(form.text);
  return (
    <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 xl:grid-cols-2">
      <SettingsFormFrame form={form} label={messageKindWords(kind)} mayEdit={mayEdit} word="Save words">
        <div className="flex flex-col gap-3">
          <AreaSetting
            field="opening"
            form={form}
            hint="In the place of the mail's first sentence. Empty: ours"
            label="Opening of the e-mail"
            rows={3}
          />
          <AreaSetting
            field="closing"
            form={form}
            hint="A paragraph after the facts: parking, opening hours, a thank-you"
            label="Last words of the e-mail"
            rows={3}
          />
          {wordingShape(kind).text ? (
            <AreaSetting
              field="text"
              form={form}
              hint="In the place of our sentence; your name stands before it, the link after it. Empty: ours"
              label="Text message"
              rows={2}
            />
          ) : null}
          {mayEdit ? <Slots form={form} kind={kind} /> : null}
        </div>
      </SettingsFormFrame>
      {mayEdit ? <WordingPreview words={parsed.ok ? parsed.value : null} /> : null}
    </div>
  );
}

/** What can stand for something of the customer's: a press writes it where the caret was. */
function Slots({ form, kind }: { form: SettingsForm<WordingTextField>; kind: WordingKind }) {
  const place = useRef<{ field: WordingTextField; start: number; end: number } | null>(null);
  return (
    <fieldset
      className="mt-1"
      // Whoever comes here by Tab leaves a field behind, and its caret.
      onFocus={({ relatedTarget }) => {
        place.current = caretIn(form.form, relatedTarget) ?? place.current;
      }}
    >
      <legend className="mb-1 font-medium">Put in for each customer</legend>
      <div className="flex flex-wrap gap-1.5">
        {wordingShape(kind).slots.map((slot) => (
          <Button
            key={slot}
            onClick={() => {
              const at = place.current ?? {
                field: "opening" as const,
                start: form.text.opening.length,
                end: form.text.opening.length,
              };
              const { text, caret } = withSlot(form.text[at.field], slot, at);
              form.type(at.field, text);
              place.current = { field: at.field, start: caret, end: caret };
              focusAt(form.form, at.field, caret);
            }}
            // Not every browser gives a button the focus when it is pressed.
            onPointerDown={() => {
              place.current = caretIn(form.form, document.activeElement) ?? place.current;
            }}
            size="sm"
            title={wordingSlotWords(slot)}
          >
            {`{${slot}}`}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}

const areaOf = (form: RefObject<HTMLFormElement | null>, field: string) =>
  form.current?.querySelector<HTMLTextAreaElement>(`textarea[data-setting="${field}"]`) ?? null;

/** Which field of the form this is, and where its caret stands; null for anything else. */
const caretIn = (form: RefObject<HTMLFormElement | null>, area: EventTarget | null) => {
  if (!(area instanceof HTMLTextAreaElement) || !form.current?.contains(area)) return null;
  const field = fieldAt(area.dataset.setting ?? "");
  return field === null ? null : { field, start: area.selectionStart, end: area.selectionEnd };
};

/** The text is written by then: React has drawn it before the next frame. */
const focusAt = (form: RefObject<HTMLFormElement | null>, field: WordingTextField, caret: number): void => {
  requestAnimationFrame(() => {
    const area = areaOf(form, field);
    area?.focus();
    area?.setSelectionRange(caret, caret);
  });
};
