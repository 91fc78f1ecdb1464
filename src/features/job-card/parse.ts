import {
  type JobLineInput,
  type JobLineView,
  jobLineInput,
  jobLineKinds,
  updateJobCardInput,
} from "#/domain/job-card.ts";
import { parseMoney } from "#/domain/money.ts";
import { fromLocalInput } from "#/domain/time.ts";
import type { CardField, LineField } from "./fields.ts";

export type Parsed<Value, Field extends string> =
  | { ok: true; value: Value }
  | { ok: false; sentences: Partial<Record<Field, string>> };

/** Basis points of a percentage as typed: `7.5` → 750; null when it is not one from 0 to 100. */
export const parsePercent = (text: string): number | null => {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(text.trim());
  if (match === null) return null;
  const bp = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return bp <= 10_000 ? bp : null;
};

const fieldOfInput: Partial<Record<string, LineField>> = {
  description: "description",
  packageTitle: "packageTitle",
  quantity: "quantity",
  unit: "unit",
  unitPriceMinor: "price",
  discountBp: "discount",
  taxRateBp: "taxRate",
  technicianId: "technician",
  kind: "kind",
};

const kindOf = (text: string) => jobLineKinds.find((kind) => kind === text);

/** A line as typed, through the procedure's own schema. `text` gives what each of its cells shows. */
export const parseLine = (
  line: Pick<JobLineView, "partId" | "kind">,
  text: (field: LineField) => string,
  currency: string,
): Parsed<JobLineInput, LineField> => {
  const sentences: Partial<Record<LineField, string>> = {};
  const unitPriceMinor = parseMoney(text("price"), currency);
  if (unitPriceMinor === null) sentences.price = "A price looks like 84.20.";
  const discountBp = parsePercent(text("discount") || "0");
  if (discountBp === null) sentences.discount = "0 to 100 %, with two decimals at most.";
  const parsed = jobLineInput.safeParse({
    kind: kindOf(text("kind")) ?? line.kind,
    description: text("description"),
    packageTitle: text("packageTitle").trim() || null,
    quantity: text("quantity").trim(),
    unit: text("unit"),
    unitPriceMinor: unitPriceMinor ?? 0,
    discountBp: discountBp ?? 0,
    taxRateBp: Number(text("taxRate")),
    partId: line.partId,
    technicianId: text("technician") || null,
  });
  if (parsed.success)
    return Object.keys(sentences).length === 0 ? { ok: true, value: parsed.data } : { ok: false, sentences };
  return { ok: false, sentences: { ...namedSentences(parsed.error.issues), ...sentences } };
};

const namedSentences = (
  issues: readonly { path: PropertyKey[]; message: string }[],
): Partial<Record<LineField, string>> => {
  const sentences: Partial<Record<LineField, string>> = {};
  for (const issue of issues) {
    const field = fieldOfInput[String(issue.path[0])] ?? "description";
    sentences[field] ??= issue.message;
  }
  return sentences;
};

export type CardChanges = {
  complaint?: string;
  odometerIn?: number | null;
  odometerOut?: number | null;
  promisedAt?: Date | null;
  customerWaiting?: boolean;
};

const wholeNumber = (text: string): number | null | undefined => {
  const plain = text.replace(/[\s,]/g, "");
  if (plain === "") return null;
  return /^\d{1,9}$/.test(plain) ? Number(plain) : undefined;
};

const { complaint, odometerIn } = updateJobCardInput.shape;

/** Card fields as typed → what `jobCard.update` takes. Only fields in `texts` change. */
export const parseCard = (texts: Partial<Record<CardField, string>>, zone: string): Parsed<CardChanges, CardField> => {
  const sentences: Partial<Record<CardField, string>> = {};
  const value: CardChanges = {};
  if (texts.complaint !== undefined) {
    const parsed = complaint.safeParse(texts.complaint);
    if (parsed.success) value.complaint = parsed.data;
    else sentences.complaint = parsed.error.issues[0]?.message;
  }
  for (const field of ["odometerIn", "odometerOut"] as const) {
    const typed = texts[field];
    if (typed === undefined) continue;
    const parsed = odometerIn.safeParse(wholeNumber(typed) === undefined ? Number.NaN : wholeNumber(typed));
    if (parsed.success) value[field] = parsed.data;
    else
      sentences[field] =
        wholeNumber(typed) === undefined ? "A reading is a whole number, as 61204." : parsed.error.issues[0]?.message;
  }
  if (texts.promisedAt !== undefined) {
    const at = texts.promisedAt === "" ? null : fromLocalInput(texts.promisedAt, zone);
    if (at === null && texts.promisedAt !== "")
      sentences.promisedAt = "That time does not exist here: the clocks change.";
    else value.promisedAt = at;
  }
  if (texts.customerWaiting !== undefined) value.customerWaiting = texts.customerWaiting === "yes";
  return Object.keys(sentences).length === 0 ? { ok: true, value } : { ok: false, sentences };
};
