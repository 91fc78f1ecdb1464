"use client";

import { type ReactNode, useEffect } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { cn } from "#/components/ui/cn.ts";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input, type InputProps, Textarea } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { TheirsNote } from "#/components/ui/theirs-note.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { formatMoment } from "#/domain/time.ts";
import type { SettingsForm } from "./use-settings-form.ts";

type Part<Name extends string> = {
  form: SettingsForm<Name>;
  field: Name;
  label: string;
  hint?: ReactNode;
  required?: boolean;
  disabled?: boolean;
};

const controlOf = <Name extends string>({ form, field, disabled }: Part<Name>) => ({
  "data-setting": field,
  disabled,
  onBlur: () => form.leave(field),
  onChange: (event: { target: { value: string } }) => form.type(field, event.target.value),
  value: form.text[field],
});

/** Fields side by side, on a phone one under the other. */
export const SettingsFields = ({ className, children }: { className?: string; children: ReactNode }) => (
  <div className={cn("grid grid-cols-2 gap-x-4 gap-y-3 max-sm:grid-cols-1", className)}>{children}</div>
);

/** One line of text, its message, and what somebody else saved in it. */
export function TextSetting<Name extends string>({
  type,
  inputMode,
  maxLength,
  autoComplete = "off",
  end,
  start,
  ...part
}: Part<Name> & Pick<InputProps, "type" | "inputMode" | "maxLength" | "autoComplete" | "end" | "start">) {
  const { form, field, label, hint, required } = part;
  return (
    <div>
      <Field error={form.errorAt(field)} hint={hint} label={label} required={required}>
        {(control) => (
          <Input
            {...control}
            {...controlOf(part)}
            autoComplete={autoComplete}
            end={end}
            inputMode={inputMode}
            maxLength={maxLength}
            start={start}
            type={type}
          />
        )}
      </Field>
      <Theirs {...part} />
    </div>
  );
}

/** Several lines of text. */
export function AreaSetting<Name extends string>({ rows, ...part }: Part<Name> & { rows?: number }) {
  const { form, field, label, hint, required } = part;
  return (
    <div>
      <Field error={form.errorAt(field)} hint={hint} label={label} required={required}>
        {(control) => <Textarea {...control} {...controlOf(part)} rows={rows} />}
      </Field>
      <Theirs {...part} />
    </div>
  );
}

/** One of a few values. */
export function ChoiceSetting<Name extends string>({
  options,
  ...part
}: Part<Name> & { options: readonly { readonly value: string; readonly word: string }[] }) {
  const { form, field, label, hint, required } = part;
  const word = (value: string): string => options.find((option) => option.value === value)?.word ?? value;
  return (
    <div>
      <Field error={form.errorAt(field)} hint={hint} label={label} required={required}>
        {(control) => (
          <NativeSelect {...control} {...controlOf(part)}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.word}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Theirs {...part} say={word} />
    </div>
  );
}

/** Yes or no: `yes`, or nothing. `beside` puts it level with a control that has its label above. */
export function CheckSetting<Name extends string>({ beside = false, ...part }: Part<Name> & { beside?: boolean }) {
  const { form, field, label, hint, disabled } = part;
  const error = form.errorAt(field);
  return (
    <div className={beside ? "sm:pt-7" : "mb-3"}>
      <Checkbox
        checked={form.text[field] === "yes"}
        data-setting={field}
        disabled={disabled}
        onChange={(event) => form.type(field, event.target.checked ? "yes" : "")}
      >
        {label}
      </Checkbox>
      {error || hint ? (
        <p className={cn("text-dense", error ? "text-bad" : "pl-6 text-ink-3 max-sm:-mt-2 max-sm:pl-7")}>
          {error ?? hint}
        </p>
      ) : null}
      <Theirs {...part} say={(text) => (text === "yes" ? "yes" : "no")} />
    </div>
  );
}

/** Beside what is typed: what somebody else saved meanwhile. */
export function Theirs<Name extends string>({
  form,
  field,
  say = (text) => text,
}: {
  form: SettingsForm<Name>;
  field: Name;
  say?: (text: string) => string;
}) {
  const other = form.theirs(field);
  return (
    <TheirsNote
      onKeep={() => form.keepMine(field)}
      onTake={() => form.takeTheirs(field)}
      saved={other === null ? null : say(other)}
    />
  );
}

/** The form around the fields: what was restored, what was refused, Save. Without the right to edit, its fields are closed. */
export function SettingsFormFrame<Name extends string>({
  form,
  label,
  word,
  mayEdit,
  onCancel,
  children,
}: {
  form: SettingsForm<Name>;
  label: string;
  /** The verb on the button: "Save business". */
  word: string;
  mayEdit: boolean;
  /** Of a form that was opened in place: it begins in its first field, and Cancel leaves it as it was. */
  onCancel?: () => void;
  children: ReactNode;
}) {
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  useHotkeys([{ keys: "Mod+Enter", label: "save", enabled: mayEdit, run: form.submit }]);
  const { form: element } = form;
  const opened = onCancel !== undefined;
  useEffect(() => {
    if (opened) element.current?.querySelector<HTMLElement>("[data-setting]")?.focus();
  }, [element, opened]);
  return (
    <form
      aria-label={label}
      className="max-w-[760px]"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
      ref={form.form}
    >
      {form.restoredAt ? (
        <div className="mb-2">
          <DraftNote at={formatMoment(form.restoredAt, branch.zone, now)} onDiscard={form.discard} />
        </div>
      ) : null}
      <fieldset className="contents" disabled={!mayEdit}>
        {children}
      </fieldset>
      {form.refusal ? (
        <p className="my-2 text-bad" role="alert">
          {form.refusal}
        </p>
      ) : null}
      {mayEdit ? (
        <div className="mt-2 flex justify-end gap-2">
          {onCancel ? (
            <Button
              look="ghost"
              onClick={() => {
                form.discard();
                onCancel();
              }}
            >
              Cancel
            </Button>
          ) : form.changed ? (
            <Button look="ghost" onClick={form.discard}>
              Discard changes
            </Button>
          ) : null}
          <Button busy={form.saving && "Saving"} hint="Ctrl ↵" look="primary" type="submit">
            {word}
          </Button>
        </div>
      ) : null}
    </form>
  );
}
