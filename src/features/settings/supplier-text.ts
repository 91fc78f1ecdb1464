import type { Text } from "#/components/ui/edits.ts";
import { createSupplierInput, type SupplierFields, type SupplierView } from "#/domain/supplier.ts";
import type { Parsed } from "./use-settings-form.ts";

const names = ["name", "email", "phone", "addressLines", "accountNumber"] as const;
export type SupplierTextField = (typeof names)[number];

export const supplierFieldAt = (path: string): SupplierTextField | null =>
  names.find((name) => name === path.split(".")[0]) ?? null;

export const supplierText = (supplier: SupplierView | null): Text<SupplierTextField> => ({
  name: supplier?.name ?? "",
  email: supplier?.email ?? "",
  phone: supplier?.phone ?? "",
  addressLines: (supplier?.addressLines ?? []).join("\n"),
  accountNumber: supplier?.accountNumber ?? "",
});

export const parseSupplier = (text: Text<SupplierTextField>): Parsed<SupplierTextField, SupplierFields> => {
  const parsed = createSupplierInput.safeParse({
    ...text,
    email: text.email.trim(),
    addressLines: text.addressLines
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  const sentences: { [Name in SupplierTextField]?: string } = {};
  for (const issue of parsed.error.issues) {
    const field = supplierFieldAt(issue.path.join("."));
    if (field !== null) sentences[field] ??= issue.message;
  }
  return { ok: false, sentences };
};
