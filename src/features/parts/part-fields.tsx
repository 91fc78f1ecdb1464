"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { MoneyField, NumberField, QuantityField } from "#/components/ui/number-field.tsx";
import { currencySign, formatRate } from "#/domain/money.ts";
import { useTRPC } from "#/trpc/client.tsx";
import type { PartText, PartTextField, Sentences } from "./part-text.ts";

/** The fields of a part, for one that is added and one that is changed. `note` stands under a field: what somebody else saved. */
export function PartFields({
  text,
  errors,
  onType,
  onLeave,
  note,
}: {
  text: PartText;
  errors: Sentences;
  onType: (field: PartTextField, text: string) => void;
  onLeave: (field: PartTextField) => void;
  note?: (field: PartTextField) => ReactNode;
}) {
  const { branch } = useShell();
  const trpc = useTRPC();
  const suppliers = useQuery(trpc.supplier.list.queryOptions());
  const sign = currencySign(branch.currency, branch.locale);
  const rates = [...new Set([...branch.taxRatesBp, Number(text.taxRate)])].sort((a, b) => b - a);
  const of = (field: PartTextField) => ({
    "data-part-field": field,
    onBlur: () => onLeave(field),
    value: text[field],
  });
  const typed = (field: PartTextField) => ({
    ...of(field),
    autoComplete: "off",
    onChange: (event: { target: { value: string } }) => onType(field, event.target.value),
  });
  const counted = (field: PartTextField) => ({ ...of(field), onValueChange: (next: string) => onType(field, next) });
  return (
    <div className="grid grid-cols-2 gap-x-3 gap-y-2 max-sm:grid-cols-1">
      <div className="col-span-full">
        <Field error={errors.name} label="Name" required>
          {(control) => <Input {...control} {...typed("name")} />}
        </Field>
        {note?.("name")}
      </div>
      <div>
        <Field error={errors.number} label="Part number" required>
          {(control) => <Input {...control} {...typed("number")} spellCheck={false} />}
        </Field>
        {note?.("number")}
      </div>
      <div>
        <Field error={errors.unit} hint="L, m, kg; nothing for pieces" label="Unit">
          {(control) => <Input {...control} {...typed("unit")} />}
        </Field>
        {note?.("unit")}
      </div>
      <div>
        <Field error={errors.price} hint={priceHint(branch)} label="Price" required>
          {(control) => <MoneyField {...control} {...counted("price")} currencySign={sign} />}
        </Field>
        {note?.("price")}
      </div>
      <div>
        <Field error={errors.cost} hint="What one costs to buy" label="Cost" required>
          {(control) => <MoneyField {...control} {...counted("cost")} currencySign={sign} />}
        </Field>
        {note?.("cost")}
      </div>
      <div>
        <Field error={errors.taxRate} label={`${branch.taxName} rate`}>
          {(control) => (
            <NativeSelect {...control} {...typed("taxRate")}>
              {rates.map((rate) => (
                <option key={rate} value={String(rate)}>
                  {formatRate(rate)}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        {note?.("taxRate")}
      </div>
      <div>
        <Field error={errors.reorderPoint} hint="0 for never" label="Reorder at">
          {(control) => <QuantityField {...control} {...counted("reorderPoint")} unit={text.unit} />}
        </Field>
        {note?.("reorderPoint")}
      </div>
      <div>
        <Field error={errors.supplier} hint="Of whom it is ordered" label="Supplier">
          {(control) => (
            <NativeSelect {...control} {...typed("supplier")}>
              <option value="">Nobody yet</option>
              {(suppliers.data?.suppliers ?? [])
                .filter(({ archivedAt, id }) => archivedAt === null || id === text.supplier)
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </NativeSelect>
          )}
        </Field>
        {note?.("supplier")}
      </div>
      <div>
        <Field error={errors.bin} hint={`At ${branch.name}`} label="Bin">
          {(control) => <Input {...control} {...typed("bin")} />}
        </Field>
        {note?.("bin")}
      </div>
      <div>
        <Field error={errors.core} hint="For the old unit of one, beside the cost; 0 for none" label="Core deposit">
          {(control) => <MoneyField {...control} {...counted("core")} currencySign={sign} />}
        </Field>
        {note?.("core")}
      </div>
      <div>
        <Field error={errors.coreDays} hint="Days the supplier waits for it" label="Old unit back within">
          {(control) => <NumberField {...control} {...counted("coreDays")} end="days" />}
        </Field>
        {note?.("coreDays")}
      </div>
    </div>
  );
}

const priceHint = ({ taxMode, taxName }: { taxMode: "INCLUSIVE" | "EXCLUSIVE"; taxName: string }): string =>
  taxMode === "INCLUSIVE" ? `With ${taxName}` : `Before ${taxName}`;

/** The field a refusal names gets the focus. */
export const focusPartField = (form: HTMLFormElement | null, field: PartTextField | undefined): void =>
  form?.querySelector<HTMLElement>(`[data-part-field="${field}"]`)?.focus();
