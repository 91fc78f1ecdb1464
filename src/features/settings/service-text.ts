import type { Text } from "#/components/ui/edits.ts";
import { createServiceInput, type ServiceFields, type ServiceView } from "#/domain/booking-rules.ts";
import { editableMoney, parseMoney } from "#/domain/money.ts";
import type { Parsed } from "./use-settings-form.ts";
import { wholeOf, wordsOf, wordsText } from "./words-text.ts";

/** In the order in which they stand: the first that is wrong gets the focus. */
export const serviceTextFields = [
  "name",
  "description",
  "labourMinutes",
  "bufferMinutes",
  "priceFrom",
  "capabilities",
  "skill",
  "mode",
  "bookableOnline",
] as const;
export type ServiceTextField = (typeof serviceTextFields)[number];

const fields = createServiceInput.omit({ branchId: true });

export const textOf = (service: ServiceView | null, currency: string): Text<ServiceTextField> => ({
  name: service?.name ?? "",
  description: service?.description ?? "",
  labourMinutes: String(service?.labourMinutes ?? 60),
  bufferMinutes: String(service?.bufferMinutes ?? 0),
  priceFrom: service === null || service.priceFromMinor === null ? "" : editableMoney(service.priceFromMinor, currency),
  capabilities: wordsText(service?.capabilities ?? []),
  skill: service?.skill ?? "",
  mode: service?.mode ?? "INSTANT",
  bookableOnline: service === null || service.bookableOnline ? "yes" : "",
});

/** The field that a path of the input names: `capabilities.2` is one of the words. */
export const fieldAt = (path: string): ServiceTextField | null => {
  const [first = ""] = path.split(".");
  return first === "priceFromMinor" ? "priceFrom" : (serviceTextFields.find((field) => field === first) ?? null);
};

/** The text through the procedure's own schema. */
export const parseService =
  (currency: string) =>
  (text: Text<ServiceTextField>): Parsed<ServiceTextField, ServiceFields> => {
    const sentences: { [Name in ServiceTextField]?: string } = {};
    const priced = text.priceFrom.trim() !== "";
    const price = priced ? parseMoney(text.priceFrom, currency) : null;
    if (priced && price === null) sentences.priceFrom = "A price looks like 84.20.";
    const parsed = fields.safeParse({
      name: text.name,
      description: text.description,
      labourMinutes: wholeOf(text.labourMinutes),
      bufferMinutes: wholeOf(text.bufferMinutes),
      priceFromMinor: price,
      capabilities: wordsOf(text.capabilities),
      skill: text.skill,
      mode: text.mode,
      bookableOnline: text.bookableOnline === "yes",
    });
    for (const issue of parsed.error?.issues ?? []) {
      const field = fieldAt(issue.path.join("."));
      if (field !== null) sentences[field] ??= issue.message;
    }
    return parsed.success && Object.keys(sentences).length === 0
      ? { ok: true, value: parsed.data }
      : { ok: false, sentences };
  };
