import { z } from "zod";

/** Text typed over what is stored, field by field. Kept on the device, so every field is text. */
export type Text<Field extends string> = Readonly<Record<Field, string>>;

/** What is typed, and what stood there when typing began: a field that somebody saved meanwhile differs from `base`. */
const edit = z.object({ text: z.string().max(4000), base: z.string().max(4000) });
const kept = z.record(z.string().max(40), edit);
export type Edits<Field extends string> = { readonly [Name in Field]?: z.infer<typeof edit> };

/** What a device kept, if it is text of this form. */
export const acceptEdits =
  <Field extends string>(fields: readonly Field[]) =>
  (stored: unknown): Edits<Field> | null => {
    const found = kept.safeParse(stored).data;
    if (found === undefined) return null;
    const edits: { [Name in Field]?: z.infer<typeof edit> } = {};
    for (const field of fields) {
      const typed = found[field];
      if (typed !== undefined) edits[field] = typed;
    }
    return Object.keys(edits).length === 0 ? null : edits;
  };

/** What is stored, with what is typed on top. */
export const withEdits = <Field extends string>(stored: Text<Field>, edits: Edits<Field>): Text<Field> => {
  const text: Record<Field, string> = { ...stored };
  for (const field of fieldsOf(stored)) text[field] = edits[field]?.text ?? stored[field];
  return text;
};

/** Types into a field; text that says what is stored again is no edit. */
export const typeInto = <Field extends string>(
  edits: Edits<Field>,
  stored: Text<Field>,
  field: Field,
  text: string,
): Edits<Field> => {
  const next: { [Name in Field]?: z.infer<typeof edit> } = { ...edits };
  const base = edits[field]?.base ?? stored[field];
  if (text === stored[field]) delete next[field];
  else next[field] = { text, base };
  return next;
};

/** What somebody else saved in a field that is being edited here; null where nothing collides. */
export const theirs = <Field extends string>(edits: Edits<Field>, stored: Text<Field>, field: Field): string | null => {
  const own = edits[field];
  return own !== undefined && own.base !== stored[field] && own.text !== stored[field] ? stored[field] : null;
};

export const fieldsOf = <Field extends string>(text: Text<Field>): Field[] => {
  const known = (name: string): name is Field => name in text;
  return Object.keys(text).filter(known);
};

/** Mine stays, and is measured against theirs from now on. */
export const keepMine = <Field extends string>(
  edits: Edits<Field>,
  stored: Text<Field>,
  field: Field,
): Edits<Field> => {
  const own = edits[field];
  return own === undefined ? edits : { ...edits, [field]: { text: own.text, base: stored[field] } };
};

/** Said where saving would put one's own value over one that nobody has looked at. */
export const settleFirst = "Somebody else has saved too: keep yours or take theirs, then save.";
