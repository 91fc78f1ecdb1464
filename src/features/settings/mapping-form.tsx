"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { type AccountingMapping, type ConnectionView, saleKinds, saleKindWords } from "#/domain/accounting.ts";
import { formatRate } from "#/domain/money.ts";
import { paymentMethods, paymentMethodWords } from "#/domain/payment.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { ChoiceSetting, SettingsFields, SettingsFormFrame } from "./form-parts.tsx";
import { type MappingField, parseMapping, textOf } from "./mapping-text.ts";
import { useSettingsForm } from "./use-settings-form.ts";

const none = { value: "", word: "Not chosen yet" };
const optionsOf = (offered: readonly { code: string; name: string }[]) => [
  none,
  ...offered.map(({ code, name }) => ({ value: code, word: name })),
];

/** Which account and which tax of the books stands for which of ours. */
export function MappingForm({ connection, ratesBp }: { connection: ConnectionView; ratesBp: readonly number[] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("settings.edit");
  const map = useMutation(trpc.connection.map.mutationOptions());
  const { id: connectionId, version, choices } = connection;
  const form = useSettingsForm<MappingField, AccountingMapping>({
    place: `settings.mapping.${connectionId}`,
    stored: textOf(connection.mapping, ratesBp),
    parse: parseMapping,
    fieldAt: () => null,
    save: (mapping, idempotencyKey) => map.mutateAsync({ connectionId, version, mapping, idempotencyKey }),
    reload: () => queries.invalidateQueries(trpc.connection.pathFilter()),
    saved: "Accounts and taxes saved",
  });
  return (
    <SettingsFormFrame form={form} label="Accounts and taxes" mayEdit={mayEdit} word="Save accounts">
      <Group title="Sales go to">
        {saleKinds.map((kind) => (
          <ChoiceSetting
            field={`sale.${kind}`}
            form={form}
            key={kind}
            label={saleKindWords[kind]}
            options={optionsOf(choices.sales)}
          />
        ))}
      </Group>
      <Group title="Payments come in at">
        {paymentMethods.map((method) => (
          <ChoiceSetting
            field={`payment.${method}`}
            form={form}
            key={method}
            label={paymentMethodWords[method]}
            options={optionsOf(choices.payments)}
          />
        ))}
      </Group>
      <Group title="Tax of">
        {ratesBp.map((rate) => (
          <ChoiceSetting
            field={`tax.${rate}`}
            form={form}
            key={rate}
            label={formatRate(rate)}
            options={optionsOf(choices.taxes)}
          />
        ))}
      </Group>
    </SettingsFormFrame>
  );
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="mt-2 first:mt-0">
    <legend className="mb-1 font-strong">{title}</legend>
    <SettingsFields>{children}</SettingsFields>
  </fieldset>
);
