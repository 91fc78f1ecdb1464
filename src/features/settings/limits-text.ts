import type { Text } from "#/components/ui/edits.ts";
import { type BookingLimits, bookingLimits, type LimitsView } from "#/domain/booking-limits.ts";
import type { Parsed } from "./use-settings-form.ts";
import { wholeOf } from "./words-text.ts";

export type LimitsTextField = keyof BookingLimits;

export const textOf = (limits: LimitsView): Text<LimitsTextField> => ({
  bookingsOfContact: String(limits.bookingsOfContact),
  requestsOfContact: String(limits.requestsOfContact),
  perContactDay: String(limits.perContactDay),
  perTenantHour: String(limits.perTenantHour),
});

const fields = bookingLimits.keyof();
export const fieldAt = (path: string): LimitsTextField | null => fields.safeParse(path).data ?? null;

/** The text through the procedure's own schema. */
export const parseLimits = (text: Text<LimitsTextField>): Parsed<LimitsTextField, BookingLimits> => {
  const parsed = bookingLimits.safeParse({
    bookingsOfContact: wholeOf(text.bookingsOfContact),
    requestsOfContact: wholeOf(text.requestsOfContact),
    perContactDay: wholeOf(text.perContactDay),
    perTenantHour: wholeOf(text.perTenantHour),
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  const sentences: { [Name in LimitsTextField]?: string } = {};
  for (const issue of parsed.error.issues) {
    const field = fieldAt(issue.path.join("."));
    if (field !== null) sentences[field] ??= issue.message;
  }
  return { ok: false, sentences };
};
