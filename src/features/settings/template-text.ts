import { z } from "zod";
import type { Text } from "#/components/ui/edits.ts";
import { createTemplateInput, type TemplateFields, type TemplateView } from "#/domain/template.ts";
import type { Parsed } from "./use-settings-form.ts";

/** A line as typed. All lines of a template are one field of its form: text that a device can keep. */
const typedLine = z.object({
  kind: z.enum(["LABOUR", "PART"]),
  description: z.string(),
  minutes: z.string(),
  rateName: z.string(),
  partId: z.string(),
  partNumber: z.string(),
  quantity: z.string(),
});
export type TypedLine = z.infer<typeof typedLine>;
export type TemplateTextField = "name" | "lines";

const typedLines = z.array(typedLine);
export const linesOf = (text: string): TypedLine[] => {
  try {
    return typedLines.safeParse(JSON.parse(text)).data ?? [];
  } catch {
    // Text of a device that was cut in the middle is no list of lines.
    return [];
  }
};
export const lineText = (lines: readonly TypedLine[]): string => JSON.stringify(lines);

export const emptyLine: TypedLine = {
  kind: "LABOUR",
  description: "",
  minutes: "60",
  rateName: "",
  partId: "",
  partNumber: "",
  quantity: "",
};

export const textOf = (template: TemplateView | null): Text<TemplateTextField> => ({
  name: template?.name ?? "",
  lines: lineText(
    template === null
      ? [emptyLine]
      : template.lines.map((line) => ({
          kind: line.kind,
          description: line.description,
          minutes: line.minutes === null ? "" : String(line.minutes),
          rateName: line.rateName ?? "",
          partId: line.partId ?? "",
          partNumber: line.partNumber ?? "",
          quantity: line.quantity ?? "",
        })),
  ),
});

export const fieldAt = (path: string): TemplateTextField | null =>
  path === "name" ? "name" : path.startsWith("lines") ? "lines" : null;

/** The text through the procedure's own schema; what is wrong with a line says which one. */
export const parseTemplate = (text: Text<TemplateTextField>): Parsed<TemplateTextField, TemplateFields> => {
  const parsed = createTemplateInput.safeParse({
    name: text.name,
    lines: linesOf(text.lines).map((line) =>
      line.kind === "LABOUR"
        ? {
            kind: "LABOUR",
            description: line.description,
            minutes: line.minutes.trim() === "" ? Number.NaN : Number(line.minutes),
            rateName: line.rateName === "" ? null : line.rateName,
          }
        : { kind: "PART", description: line.description, partId: line.partId, quantity: line.quantity },
    ),
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  const sentences: { [Name in TemplateTextField]?: string } = {};
  for (const { path, message } of parsed.error.issues) {
    const field = fieldAt(path.join("."));
    const [, line, of] = path;
    const said =
      typeof line !== "number" ? message : `Line ${line + 1}: ${of === "partId" ? "choose the part." : message}`;
    if (field !== null) sentences[field] ??= said;
  }
  return { ok: false, sentences };
};
