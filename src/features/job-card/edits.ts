import { z } from "zod";
import type { JobCardView } from "#/domain/job-card.ts";
import { type Owner, ownerOf, savedText } from "./fields.ts";

/** What was typed and is not saved yet: `base` is what stood there when typing began. */
export const editSchema = z.object({ base: z.string(), text: z.string() });
export type Edit = z.infer<typeof editSchema>;

const editsSchema = z.record(z.string(), editSchema);
export type Edits = Readonly<Record<string, Edit>>;

export const noEdits: Edits = {};

/** Edits kept on the device, or null when they are of another shape. */
export const acceptEdits = (stored: unknown): Edits | null => {
  const parsed = editsSchema.safeParse(stored);
  return parsed.success ? parsed.data : null;
};

export const withoutKeys = (edits: Edits, keys: readonly string[]): Edits =>
  Object.fromEntries(Object.entries(edits).filter(([key]) => !keys.includes(key)));

/** Types into a cell. Text that equals what is saved is no edit. */
export const typeInto = (edits: Edits, key: string, saved: string, text: string): Edits => {
  const base = edits[key]?.base ?? saved;
  return text === saved ? withoutKeys(edits, [key]) : { ...edits, [key]: { base, text } };
};

export const editsOf = (edits: Edits, owner: Owner): [string, Edit][] =>
  Object.entries(edits).filter(([key]) => ownerOf(key) === owner);

/** The text somebody else has saved under a cell since typing began; null when there is none. */
export const theirs = (edits: Edits, card: JobCardView, key: string): string | null => {
  const edit = edits[key];
  if (edit === undefined) return null;
  const saved = savedText(card, key);
  return saved === null || saved === edit.base || saved === edit.text ? null : saved;
};

/** Mine stands, knowing theirs: what they saved becomes the base. */
export const keepMine = (edits: Edits, card: JobCardView, key: string): Edits => {
  const edit = edits[key];
  const saved = savedText(card, key);
  return edit === undefined || saved === null ? edits : { ...edits, [key]: { base: saved, text: edit.text } };
};

/** Edits that still mean something on this card: the line is there and the text is not what is saved already. */
export const fittingEdits = (edits: Edits, card: JobCardView): Edits =>
  Object.fromEntries(
    Object.entries(edits).filter(([key, edit]) => {
      const saved = savedText(card, key);
      return saved !== null && saved !== edit.text;
    }),
  );
