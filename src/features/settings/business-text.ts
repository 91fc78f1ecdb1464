import type { Text } from "#/components/ui/edits.ts";
import { type BusinessFields, type BusinessView, updateBusinessInput } from "#/domain/settings.ts";
import type { Parsed } from "./use-settings-form.ts";

export const businessTextFields = [
  "name",
  "legalName",
  "registrationNumber",
  "taxNumber",
  "jobCardTerm",
  "brandColour",
] as const;
export type BusinessTextField = (typeof businessTextFields)[number];

export const textOf = (business: BusinessView): Text<BusinessTextField> => ({
  name: business.name,
  legalName: business.legalName,
  registrationNumber: business.registrationNumber ?? "",
  taxNumber: business.taxNumber ?? "",
  jobCardTerm: business.jobCardTerm,
  brandColour: business.brandColour,
});

export const fieldAt = (path: string): BusinessTextField | null =>
  businessTextFields.find((field) => field === path) ?? null;

const fields = updateBusinessInput.omit({ version: true });

/** The text through the procedure's own schema. */
export const parseBusiness = (text: Text<BusinessTextField>): Parsed<BusinessTextField, BusinessFields> => {
  const parsed = fields.safeParse(text);
  if (parsed.success) return { ok: true, value: parsed.data };
  const sentences: { [Name in BusinessTextField]?: string } = {};
  for (const issue of parsed.error.issues) {
    const field = fieldAt(issue.path.join("."));
    if (field !== null) sentences[field] ??= issue.message;
  }
  return { ok: false, sentences };
};
