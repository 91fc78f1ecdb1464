import { z } from "zod";
import type { ContactView } from "#/domain/contact.ts";

/** What the form holds, as it is typed. */
const contacts = z.array(z.object({ value: z.string(), label: z.string() }));
export const formValues = z.object({
  name: z.string(),
  emails: contacts,
  phones: contacts,
  /** A line of the address each. */
  address: z.string(),
  note: z.string(),
});
export type FormValues = z.infer<typeof formValues>;
export type FormField = keyof FormValues;
export const formFields = ["name", "phones", "emails", "address", "note"] as const satisfies readonly FormField[];

export const fieldWords: Readonly<Record<FormField, string>> = {
  name: "Name",
  phones: "Phone numbers",
  emails: "E-mail addresses",
  address: "Address",
  note: "Note",
};

export const emptyValues: FormValues = { name: "", emails: [], phones: [], address: "", note: "" };

type Stored = {
  readonly name: string;
  readonly emails: readonly ContactView[];
  readonly phones: readonly ContactView[];
  readonly addressLines: readonly string[];
  readonly note: string;
};
export const valuesOf = ({ name, emails, phones, addressLines, note }: Stored): FormValues => ({
  name,
  emails: emails.map(({ shown, label }) => ({ value: shown, label })),
  phones: phones.map(({ shown, label }) => ({ value: shown, label })),
  address: addressLines.join("\n"),
  note,
});

/** As it is asked for: rows left empty are no contacts. */
export const inputOf = ({ name, emails, phones, address, note }: FormValues) => ({
  name,
  emails: emails.filter(({ value }) => value.trim() !== ""),
  phones: phones.filter(({ value }) => value.trim() !== ""),
  addressLines: address
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== ""),
  note,
});

/** A field that somebody types in, and what was stored when they began. */
const edit = <Value extends z.ZodType>(value: Value) => z.object({ value, base: value });
export const formEdits = z.object({
  name: edit(z.string()).optional(),
  emails: edit(contacts).optional(),
  phones: edit(contacts).optional(),
  address: edit(z.string()).optional(),
  note: edit(z.string()).optional(),
});
export type FormEdits = z.infer<typeof formEdits>;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What is shown: fields that nobody types in follow what is stored. */
export const withEdits = (stored: FormValues, edits: FormEdits): FormValues => ({
  name: edits.name?.value ?? stored.name,
  emails: edits.emails?.value ?? stored.emails,
  phones: edits.phones?.value ?? stored.phones,
  address: edits.address?.value ?? stored.address,
  note: edits.note?.value ?? stored.note,
});

/** One more field typed in; typed back to what is stored it is no edit. */
export const typeInto = <Field extends FormField>(
  edits: FormEdits,
  stored: FormValues,
  field: Field,
  value: FormValues[Field],
): FormEdits => {
  const { [field]: before, ...others } = edits;
  return same(value, stored[field]) ? others : { ...others, [field]: { value, base: before?.base ?? stored[field] } };
};

/** What somebody else has stored in a field while it is typed in; null when nothing. */
export const theirs = (edits: FormEdits, stored: FormValues, field: FormField): string | null => {
  const mine = edits[field];
  if (mine === undefined || same(mine.base, stored[field])) return null;
  const value = stored[field];
  return (typeof value === "string" ? value : value.map((contact) => contact.value).join(", ")) || "nothing";
};

/** Mine stays, and is measured against theirs from now on. */
export const keepMine = (edits: FormEdits, stored: FormValues, field: FormField): FormEdits => {
  const mine = edits[field];
  return mine === undefined
    ? edits
    : formEdits.parse({ ...edits, [field]: { value: mine.value, base: stored[field] } });
};
