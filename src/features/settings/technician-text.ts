import type { z } from "zod";
import type { Text } from "#/components/ui/edits.ts";
import { type TechnicianHoursView, technicianHoursInput } from "#/domain/booking-rules.ts";
import { dayText, type HoursField, hoursFields, hoursOfText } from "./day-text.ts";
import type { Parsed } from "./use-settings-form.ts";
import { wordsOf, wordsText } from "./words-text.ts";

export type TechnicianTextField = HoursField | "own" | "skills";
type Hours = z.infer<typeof technicianHoursInput>;
export type TechnicianFields = Pick<Hours, "weekHours" | "skills">;
const fields = technicianHoursInput.pick({ weekHours: true, skills: true });

const usual = { opens: "08:00", closes: "17:00" };

export const textOf = ({ weekHours, skills }: TechnicianHoursView): Text<TechnicianTextField> => {
  const day = (at: number) => dayText(weekHours === null ? (at < 5 ? usual : null) : weekHours[at]);
  return {
    own: weekHours === null ? "" : "yes",
    day0: day(0),
    day1: day(1),
    day2: day(2),
    day3: day(3),
    day4: day(4),
    day5: day(5),
    day6: day(6),
    skills: wordsText(skills),
  };
};

/** The field that a path of the input names: `weekHours.5.closes` is Saturday's. */
export const fieldAt = (path: string): TechnicianTextField | null => {
  const [first = "", second] = path.split(".");
  if (first === "weekHours") return hoursFields[Number(second)] ?? null;
  return first === "skills" ? "skills" : null;
};

export const parseTechnician = (text: Text<TechnicianTextField>): Parsed<TechnicianTextField, TechnicianFields> => {
  const parsed = fields.safeParse({
    weekHours: text.own === "yes" ? hoursFields.map((field) => hoursOfText(text[field])) : null,
    skills: wordsOf(text.skills),
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  const sentences: { [Name in TechnicianTextField]?: string } = {};
  for (const issue of parsed.error.issues) {
    const field = fieldAt(issue.path.join("."));
    if (field !== null) sentences[field] ??= issue.message;
  }
  return { ok: false, sentences };
};
