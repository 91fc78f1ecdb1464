import type { Text } from "#/components/ui/edits.ts";
import { type BookingRules, bookingRules, type RulesView } from "#/domain/booking-rules.ts";
import type { Parsed } from "./use-settings-form.ts";
import { wholeOf } from "./words-text.ts";

export const rulesTextFields = [
  "online",
  "leadMinutes",
  "horizonDays",
  "gridMinutes",
  "technicians",
  "requestMinutes",
  "requestHoldMinutes",
  "whatToBring",
  "quietFrom",
  "quietUntil",
] as const;
export type RulesTextField = (typeof rulesTextFields)[number];

const yes = (value: boolean): string => (value ? "yes" : "");

export const textOf = (rules: RulesView): Text<RulesTextField> => ({
  online: yes(rules.online),
  leadMinutes: String(rules.leadMinutes),
  horizonDays: String(rules.horizonDays),
  gridMinutes: String(rules.gridMinutes),
  technicians: yes(rules.technicians),
  requestMinutes: String(rules.requestMinutes),
  requestHoldMinutes: String(rules.requestHoldMinutes),
  whatToBring: rules.whatToBring,
  quietFrom: rules.quietFrom,
  quietUntil: rules.quietUntil,
});

export const fieldAt = (path: string): RulesTextField | null => rulesTextFields.find((field) => field === path) ?? null;

/** The text through the procedure's own schema. */
export const parseRules = (text: Text<RulesTextField>): Parsed<RulesTextField, BookingRules> => {
  const parsed = bookingRules.safeParse({
    online: text.online === "yes",
    leadMinutes: wholeOf(text.leadMinutes),
    horizonDays: wholeOf(text.horizonDays),
    gridMinutes: wholeOf(text.gridMinutes),
    technicians: text.technicians === "yes",
    requestMinutes: wholeOf(text.requestMinutes),
    requestHoldMinutes: wholeOf(text.requestHoldMinutes),
    whatToBring: text.whatToBring,
    quietFrom: text.quietFrom,
    quietUntil: text.quietUntil,
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  const sentences: { [Name in RulesTextField]?: string } = {};
  for (const issue of parsed.error.issues) {
    const field = fieldAt(issue.path.join("."));
    if (field !== null) sentences[field] ??= issue.message;
  }
  return { ok: false, sentences };
};
