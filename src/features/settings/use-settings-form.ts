"use client";

import { type RefObject, useRef, useState } from "react";
import {
  acceptEdits,
  type Edits,
  fieldsOf,
  keepMine,
  settleFirst,
  type Text,
  theirs,
  typeInto,
  withEdits,
} from "#/components/ui/edits.ts";
import { toast } from "#/components/ui/toast-store.ts";
import { useDraft } from "#/components/ui/use-draft.ts";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

export type Sentences<Field extends string> = { readonly [Name in Field]?: string };
export type Parsed<Field extends string, Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly sentences: Sentences<Field> };

type Wanted<Field extends string, Value> = {
  /** Names the place where typed text is kept on the device. */
  readonly place: string;
  readonly stored: Text<Field>;
  readonly parse: (text: Text<Field>) => Parsed<Field, Value>;
  /** The field that the server's path names; null when it is none of this form. */
  readonly fieldAt: (path: string) => Field | null;
  readonly save: (value: Value, idempotencyKey: string) => Promise<unknown>;
  /** Reads again what is stored, after a save or when somebody else was first. */
  readonly reload: () => Promise<unknown>;
  readonly saved: string;
  readonly onSaved?: () => void;
};

export type SettingsForm<Field extends string> = {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly text: Text<Field>;
  readonly errorAt: (field: Field) => string | undefined;
  readonly submit: () => void;
  readonly saving: boolean;
  /** The sentence of a refusal that names no field. */
  readonly refusal: string | null;
  readonly changed: boolean;
  readonly restoredAt: Date | null;
  readonly discard: () => void;
  readonly type: (field: Field, typed: string) => void;
  readonly leave: (field: Field) => void;
  /** What somebody else saved in this field; null where nothing collides. */
  readonly theirs: (field: Field) => string | null;
  readonly keepMine: (field: Field) => void;
  readonly takeTheirs: (field: Field) => void;
};

/**
 * A form over stored values: text is kept on the device while it is typed, fields that nobody types in follow what
 * is stored, and where somebody else saved another value theirs stands beside yours.
 */
export const useSettingsForm = <Field extends string, Value>(wanted: Wanted<Field, Value>): SettingsForm<Field> => {
  const { stored, parse } = wanted;
  const names = fieldsOf(stored);
  const draft = useDraft<Edits<Field>>(wanted.place, {}, acceptEdits(names));
  const edits = draft.value;
  const text = withEdits(stored, edits);
  const parsed = parse(text);
  const key = useIdempotencyKey();
  const [left, setLeft] = useState<ReadonlySet<Field>>(new Set());
  const [refused, setRefused] = useState<{ fields: Sentences<Field>; form: string | null } | null>(null);
  const [saving, setSaving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const underWay = useRef(false);

  const change = (next: Edits<Field>): void => {
    draft.set(next);
    if (Object.keys(next).length === 0) draft.clear();
    setRefused(null);
    key.renew();
  };
  const focus = (field: Field | undefined): void => {
    if (field !== undefined) form.current?.querySelector<HTMLElement>(`[data-setting="${CSS.escape(field)}"]`)?.focus();
  };
  const own: Sentences<Field> = parsed.ok ? {} : parsed.sentences;
  const errorAt = (field: Field): string | undefined =>
    refused?.fields[field] ?? (left.has(field) ? own[field] : undefined);

  const submit = async (): Promise<void> => {
    if (underWay.current) return;
    if (!parsed.ok) {
      const wrong = names.filter((field) => parsed.sentences[field] !== undefined);
      setLeft(new Set([...left, ...wrong]));
      return focus(wrong[0]);
    }
    const collided = names.find((field) => theirs(edits, stored, field) !== null);
    if (collided !== undefined) {
      setRefused({ fields: {}, form: settleFirst });
      return focus(collided);
    }
    underWay.current = true;
    setSaving(true);
    try {
      await wanted.save(parsed.value, key.current);
      await wanted.reload();
      draft.set({});
      draft.clear();
      key.renew();
      setRefused(null);
      setLeft(new Set());
      toast(wanted.saved, { mark: "ok" });
      wanted.onSaved?.();
    } catch (error) {
      const shown = errorOf(error);
      const fields: { [Name in Field]?: string } = {};
      const paths = { ...shown?.fields };
      if (typeof shown?.details.field === "string") paths[shown.details.field] = shown.sentence;
      for (const [path, sentence] of Object.entries(paths)) {
        const field = wanted.fieldAt(path);
        if (field !== null) fields[field] ??= sentence;
      }
      const first = names.find((field) => fields[field] !== undefined);
      setRefused({ fields, form: first === undefined ? (shown?.sentence ?? null) : null });
      key.renew();
      if (shown?.code === "STALE_VERSION") await wanted.reload();
      focus(first);
    } finally {
      underWay.current = false;
      setSaving(false);
    }
  };

  return {
    form,
    text,
    errorAt,
    submit: () => void submit(),
    saving,
    refusal: refused?.form ?? null,
    changed: Object.keys(edits).length > 0,
    restoredAt: draft.restoredAt,
    discard: () => {
      draft.discard();
      setRefused(null);
      setLeft(new Set());
    },
    type: (field: Field, typed: string) => change(typeInto(edits, stored, field, typed)),
    leave: (field: Field) => setLeft((before) => new Set(before).add(field)),
    theirs: (field: Field) => theirs(edits, stored, field),
    keepMine: (field: Field) => change(keepMine(edits, stored, field)),
    takeTheirs: (field: Field) => change(typeInto(edits, stored, field, stored[field])),
  };
};
