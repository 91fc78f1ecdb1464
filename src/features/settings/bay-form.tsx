"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Text } from "#/components/ui/edits.ts";
import { type BayFields, type BayView, createBayInput } from "#/domain/branch.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { SettingsFields, SettingsFormFrame, TextSetting } from "./form-parts.tsx";
import { type Parsed, useSettingsForm } from "./use-settings-form.ts";
import { wordsOf, wordsText } from "./words-text.ts";

const names = ["name", "kind", "capabilities"] as const;
type BayTextField = (typeof names)[number];
const fields = createBayInput.omit({ branchId: true });
const fieldAt = (path: string): BayTextField | null => names.find((name) => name === path.split(".")[0]) ?? null;

/** Left empty, what a bay can do goes by its kind. */
const typedWords = (text: string): string[] | undefined => {
  const words = wordsOf(text);
  return words.length === 0 ? undefined : words;
};

const parse = (text: Text<BayTextField>): Parsed<BayTextField, BayFields> => {
  const parsed = fields.safeParse({ ...text, capabilities: typedWords(text.capabilities) });
  if (parsed.success) return { ok: true, value: parsed.data };
  const sentences: { [Name in BayTextField]?: string } = {};
  for (const issue of parsed.error.issues) {
    const field = fieldAt(issue.path.join("."));
    if (field !== null) sentences[field] ??= issue.message;
  }
  return { ok: false, sentences };
};

/** Name, kind and capabilities of a bay, one that is added or one that is changed. */
export function BayForm({ branchId, bay, onDone }: { branchId: string; bay: BayView | null; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.settings.createBay.mutationOptions());
  const update = useMutation(trpc.settings.updateBay.mutationOptions());
  const form = useSettingsForm<BayTextField, BayFields>({
    place: `settings.bay.${bay?.id ?? `new.${branchId}`}`,
    stored: {
      name: bay?.name ?? "",
      kind: bay?.kind ?? "Lift",
      capabilities: wordsText(bay?.capabilities ?? []),
    },
    parse,
    fieldAt,
    save: (value, idempotencyKey) =>
      bay === null
        ? create.mutateAsync({ branchId, ...value, idempotencyKey })
        : update.mutateAsync({ bayId: bay.id, version: bay.version, ...value, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.settings.bays.pathFilter()),
    saved: bay === null ? "Bay added" : "Bay saved",
    onSaved: onDone,
  });
  return (
    <SettingsFormFrame
      form={form}
      label={bay === null ? "New bay" : `Change ${bay.name}`}
      mayEdit
      onCancel={onDone}
      word={bay === null ? "Add bay" : "Save bay"}
    >
      <SettingsFields className="pt-1">
        <TextSetting field="name" form={form} label="Name" required />
        <TextSetting field="kind" form={form} hint="Lift, MOT, Align" label="Kind" required />
        <div className="col-span-full">
          <TextSetting
            field="capabilities"
            form={form}
            hint="Words that services ask for, with commas between: lift, align, hybrid. Empty, it is what its kind says."
            label="Can do"
          />
        </div>
      </SettingsFields>
    </SettingsFormFrame>
  );
}
