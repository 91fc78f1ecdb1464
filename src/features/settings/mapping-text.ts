import type { Text } from "#/components/ui/edits.ts";
import { type AccountingMapping, saleKinds } from "#/domain/accounting.ts";
import { paymentMethods } from "#/domain/payment.ts";
import type { Parsed } from "./use-settings-form.ts";

/** `sale.LABOUR`, `payment.CASH`, `tax.2000`: a choice each, empty where none is made. */
export type MappingField = `sale.${string}` | `payment.${string}` | `tax.${string}`;

const rateOf = (field: string): string | null => (field.startsWith("tax.") ? field.slice(4) : null);
const chosen = <Name extends string>(names: readonly Name[], prefix: string, text: Text<MappingField>) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const code = Object.entries(text).find(([field]) => field === `${prefix}.${name}`)?.[1] ?? "";
      return code === "" ? [] : [[name, code]];
    }),
  );

export const textOf = (mapping: AccountingMapping, ratesBp: readonly number[]): Text<MappingField> => ({
  ...Object.fromEntries(saleKinds.map((kind) => [`sale.${kind}`, mapping.sales[kind] ?? ""])),
  ...Object.fromEntries(paymentMethods.map((method) => [`payment.${method}`, mapping.payments[method] ?? ""])),
  ...Object.fromEntries(ratesBp.map((rate) => [`tax.${rate}`, mapping.taxes[String(rate)] ?? ""])),
});

/** What is not chosen is left out: it is asked for when an invoice needs it. */
export const parseMapping = (text: Text<MappingField>): Parsed<MappingField, AccountingMapping> => {
  const rates = Object.keys(text).flatMap((field) => rateOf(field) ?? []);
  return {
    ok: true,
    value: {
      sales: chosen(saleKinds, "sale", text),
      payments: chosen(paymentMethods, "payment", text),
      taxes: chosen(rates, "tax", text),
    },
  };
};
