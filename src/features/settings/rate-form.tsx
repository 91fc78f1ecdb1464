"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Text } from "#/components/ui/edits.ts";
import { currencySign, editableMoney, parseMoney } from "#/domain/money.ts";
import { createLabourRateInput, type LabourRateFields, type LabourRateView } from "#/domain/template.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { SettingsFields, SettingsFormFrame, TextSetting } from "./form-parts.tsx";
import { type Parsed, useSettingsForm } from "./use-settings-form.ts";

type RateTextField = "name" | "price";
const fields = createLabourRateInput.omit({ branchId: true });
const fieldAt = (path: string): RateTextField | null =>
  path === "name" ? "name" : path === "priceMinor" ? "price" : null;

const parse =
  (currency: string) =>
  (text: Text<RateTextField>): Parsed<RateTextField, LabourRateFields> => {
    const sentences: { [Name in RateTextField]?: string } = {};
    const priceMinor = parseMoney(text.price, currency);
    if (priceMinor === null) sentences.price = "A rate looks like 84.20.";
    const parsed = fields.safeParse({ name: text.name, priceMinor: priceMinor ?? 0 });
    for (const issue of parsed.error?.issues ?? []) {
      const field = fieldAt(issue.path.join("."));
      if (field !== null) sentences[field] ??= issue.message;
    }
    return parsed.success && Object.keys(sentences).length === 0
      ? { ok: true, value: parsed.data }
      : { ok: false, sentences };
  };

/** Name and price of a rate, one that is added or one that is changed. */
export function RateForm({
  branch,
  rate,
  onDone,
}: {
  branch: { id: string; currency: string; locale: string };
  rate: LabourRateView | null;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.template.createLabourRate.mutationOptions());
  const update = useMutation(trpc.template.updateLabourRate.mutationOptions());
  const form = useSettingsForm<RateTextField, LabourRateFields>({
    place: `settings.rate.${rate?.id ?? `new.${branch.id}`}`,
    stored: { name: rate?.name ?? "", price: rate === null ? "" : editableMoney(rate.priceMinor, branch.currency) },
    parse: parse(branch.currency),
    fieldAt,
    save: (value, idempotencyKey) =>
      rate === null
        ? create.mutateAsync({ branchId: branch.id, ...value, idempotencyKey })
        : update.mutateAsync({ rateId: rate.id, version: rate.version, ...value, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.template.pathFilter()),
    saved: rate === null ? "Rate added" : "Rate saved",
    onSaved: onDone,
  });
  return (
    <SettingsFormFrame
      form={form}
      label={rate === null ? "New rate" : `Change ${rate.name}`}
      mayEdit
      onCancel={onDone}
      word={rate === null ? "Add rate" : "Save rate"}
    >
      <SettingsFields className="pt-1">
        <TextSetting field="name" form={form} hint="Mechanical, Electrical, Diagnostics" label="Name" required />
        <TextSetting
          field="price"
          form={form}
          inputMode="decimal"
          label="An hour"
          required
          start={currencySign(branch.currency, branch.locale).slice(0, 1)}
        />
      </SettingsFields>
    </SettingsFormFrame>
  );
}
