import type { Text } from "#/components/ui/edits.ts";
import { type WordingFields, type WordingKind, wordingFaults, wordingFields } from "#/domain/wording.ts";
import type { Parsed } from "./use-settings-form.ts";

export type WordingTextField = "opening" | "closing" | "text";

export const fieldAt = (path: string): WordingTextField | null =>
  path === "opening" || path === "closing" || path === "text" ? path : null;

/** The text through the procedure's own schema, and each slot through its kind. */
export const parseWording =
  (kind: WordingKind) =>
  (text: Text<WordingTextField>): Parsed<WordingTextField, WordingFields> => {
    const parsed = wordingFields.safeParse({ kind, ...text });
    const sentences: { [Name in WordingTextField]?: string } = {};
    for (const issue of parsed.error?.issues ?? []) {
      const field = fieldAt(issue.path.join("."));
      if (field !== null) sentences[field] ??= issue.message;
    }
    if (!parsed.success) return { ok: false, sentences };
    for (const { field, message } of wordingFaults(parsed.data)) sentences[field] ??= message;
    return Object.keys(sentences).length === 0 ? { ok: true, value: parsed.data } : { ok: false, sentences };
  };

/** A slot written into a text where the caret stands, and where the caret stands then. */
export const withSlot = (
  text: string,
  slot: string,
  { start, end }: { readonly start: number; readonly end: number },
): { readonly text: string; readonly caret: number } => {
  const written = `{${slot}}`;
  return { text: text.slice(0, start) + written + text.slice(end), caret: start + written.length };
};
