import { z } from "zod";

const formats: Readonly<Record<string, string>> = {
  email: "The e-mail address is not complete. It looks like name@garage.com.",
  uuid: "This link is not complete. Open the record again.",
  date: "This is not a date.",
  datetime: "This is not a date and time.",
  url: "This is not a web address.",
};

const sized: Readonly<Record<string, readonly [string, string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
  set: ["entry", "entries"],
  file: ["byte", "bytes"],
};

const counted = (count: number | bigint, origin: string): string | null => {
  const unit = sized[origin];
  return unit === undefined ? null : `${count} ${Number(count) === 1 ? unit[0] : unit[1]}`;
};

/**
 * What a person reads beside a field whose value its schema refuses. A schema's own message wins over this;
 * this replaces Zod's ("Invalid input: expected string, received undefined").
 */
export const fieldSentence = (issue: z.core.$ZodRawIssue): string => {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined || issue.input === null) return "This is needed.";
      if (issue.expected === "number" || issue.expected === "int") return "This is not a number.";
      if (issue.expected === "date") return "This is not a date.";
      return "This has the wrong form.";
    case "too_small": {
      const size = counted(issue.minimum, issue.origin);
      if (size === null) return `${issue.inclusive === false ? "More than" : "At least"} ${issue.minimum}.`;
      return issue.origin === "string" && Number(issue.minimum) === 1 ? "This is needed." : `At least ${size}.`;
    }
    case "too_big":
      return `At most ${counted(issue.maximum, issue.origin) ?? issue.maximum}.`;
    case "not_multiple_of":
      return `This goes in steps of ${issue.divisor}.`;
    case "invalid_format":
      return formats[issue.format] ?? "This has the wrong form.";
    case "invalid_value":
      return "Choose one of the offered values.";
    case "unrecognized_keys":
      return "The request names a field that does not exist.";
    default:
      return "This cannot be used here.";
  }
};

/** Makes every schema of this process (or page) say its refusals as `fieldSentence` does. */
export const speakPlainly = (): void => {
  z.config({ customError: fieldSentence });
};
