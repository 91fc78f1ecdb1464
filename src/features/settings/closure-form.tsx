"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { Text } from "#/components/ui/edits.ts";
import { addClosureInput } from "#/domain/booking-rules.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { SettingsFields, SettingsFormFrame, TextSetting } from "./form-parts.tsx";
import { type Parsed, useSettingsForm } from "./use-settings-form.ts";

const names = ["name", "firstDay", "lastDay"] as const;
type ClosureTextField = (typeof names)[number];
const fieldAt = (path: string): ClosureTextField | null => names.find((name) => name === path) ?? null;
type Closure = z.infer<typeof addClosureInput>;

const parse =
  (branchId: string) =>
  (text: Text<ClosureTextField>): Parsed<ClosureTextField, Closure> => {
    const lastDay = text.lastDay === "" ? text.firstDay : text.lastDay;
    const parsed = addClosureInput.safeParse({ branchId, kind: "CLOSED", ...text, lastDay });
    if (parsed.success) return { ok: true, value: parsed.data };
    const sentences: { [Name in ClosureTextField]?: string } = {};
    for (const issue of parsed.error.issues) {
      const field = fieldAt(issue.path.join("."));
      if (field !== null) sentences[field] ??= issue.message;
    }
    return { ok: false, sentences };
  };

/** Days on which the branch closes. Bookings that stand there already stay: the calendar shows them. */
export function ClosureForm({ branchId, today, onDone }: { branchId: string; today: string; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const add = useMutation(trpc.settings.addClosure.mutationOptions());
  const form = useSettingsForm<ClosureTextField, Closure>({
    place: `settings.closure.${branchId}`,
    stored: { name: "", firstDay: today, lastDay: "" },
    parse: parse(branchId),
    fieldAt,
    save: (value, idempotencyKey) => add.mutateAsync({ ...value, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.settings.pathFilter()),
    saved: "Closure added",
    onSaved: onDone,
  });
  return (
    <SettingsFormFrame form={form} label="New closure" mayEdit onCancel={onDone} word="Add closure">
      <SettingsFields className="pt-1 sm:grid-cols-[1fr_160px_160px]">
        <TextSetting
          field="name"
          form={form}
          hint="Customers read it on the public page: Stocktaking"
          label="Why"
          required
        />
        <TextSetting field="firstDay" form={form} label="First day" required type="date" />
        <TextSetting field="lastDay" form={form} hint="Empty: one day" label="Last day" type="date" />
      </SettingsFields>
    </SettingsFormFrame>
  );
}
