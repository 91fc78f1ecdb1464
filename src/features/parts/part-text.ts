import { usualCoreDays } from "#/domain/core.ts";
import { editableMoney, formatMoney, formatRate, parseMoney } from "#/domain/money.ts";
import { createPartInput, type PartFields, type PartView } from "#/domain/part.ts";

/** A part as typed; kept on the device, so every field is text. */
export const partTextFields = [
  "number",
  "name",
  "unit",
  "bin",
  "price",
  "cost",
  "taxRate",
  "reorderPoint",
  "supplier",
  "core",
  "coreDays",
] as const;
export type PartTextField = (typeof partTextFields)[number];
export type PartText = Record<PartTextField, string>;

export type BranchMoney = { currency: string; locale: string; taxRatesBp: readonly number[] };

/** What is stored, as a person edits it. */
export const textOf = (part: PartView, currency: string): PartText => ({
  number: part.number,
  name: part.name,
  unit: part.unit,
  bin: part.bin,
  price: editableMoney(part.priceMinor ?? 0, currency),
  cost: editableMoney(part.costMinor ?? 0, currency),
  taxRate: String(part.taxRateBp),
  reorderPoint: part.reorderPoint,
  supplier: part.supplier?.id ?? "",
  core: editableMoney(part.coreMinor ?? 0, currency),
  coreDays: String(part.coreDays),
});

export const emptyPart = ({ taxRatesBp }: BranchMoney): PartText => ({
  number: "",
  name: "",
  unit: "",
  bin: "",
  price: "",
  cost: "",
  taxRate: String(Math.max(0, ...taxRatesBp)),
  reorderPoint: "0",
  supplier: "",
  core: "",
  coreDays: String(usualCoreDays),
});

/** A stored value as it is said: "£12.40", "20%", "nothing". */
export const saidAs = (field: PartTextField, text: string, { currency, locale }: BranchMoney): string => {
  if (text === "") return "nothing";
  if (field === "taxRate") return formatRate(Number(text));
  if (field === "supplier") return "another supplier";
  const minor = field === "price" || field === "cost" || field === "core" ? parseMoney(text, currency) : null;
  return minor === null ? text : formatMoney(minor, currency, locale);
};

const fieldOfPath: Partial<Record<string, PartTextField>> = {
  number: "number",
  name: "name",
  unit: "unit",
  bin: "bin",
  priceMinor: "price",
  costMinor: "cost",
  taxRateBp: "taxRate",
  reorderPoint: "reorderPoint",
  supplierId: "supplier",
  coreMinor: "core",
  coreDays: "coreDays",
};
export const fieldAt = (path: string): PartTextField | null => fieldOfPath[path] ?? null;

export type Sentences = Partial<Record<PartTextField, string>>;
export type ParsedPart = { ok: true; value: PartFields } | { ok: false; sentences: Sentences };

const fields = createPartInput.omit({ branchId: true });

/** The text through the procedure's own schema. */
export const parsePart = (text: PartText, currency: string): ParsedPart => {
  const sentences: Sentences = {};
  const priceMinor = parseMoney(text.price, currency);
  if (priceMinor === null) sentences.price = "A price looks like 84.20.";
  const costMinor = parseMoney(text.cost, currency);
  if (costMinor === null) sentences.cost = "A cost looks like 84.20.";
  const coreMinor = text.core.trim() === "" ? 0 : parseMoney(text.core, currency);
  if (coreMinor === null) sentences.core = "A deposit looks like 40.00.";
  const parsed = fields.safeParse({
    number: text.number,
    name: text.name,
    unit: text.unit,
    bin: text.bin,
    priceMinor: priceMinor ?? 0,
    costMinor: costMinor ?? 0,
    taxRateBp: Number(text.taxRate),
    reorderPoint: text.reorderPoint.trim() === "" ? "0" : text.reorderPoint,
    supplierId: text.supplier === "" ? null : text.supplier,
    coreMinor: coreMinor ?? 0,
    coreDays: text.coreDays.trim() === "" ? usualCoreDays : Number(text.coreDays),
  });
  for (const issue of parsed.error?.issues ?? []) {
    const field = fieldAt(issue.path.join("."));
    if (field) sentences[field] ??= issue.message;
  }
  return parsed.success && Object.keys(sentences).length === 0
    ? { ok: true, value: parsed.data }
    : { ok: false, sentences };
};
