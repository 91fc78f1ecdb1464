/** Words such as `lift, hybrid`, as they are typed in one field. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,;]/)
      .map((word) => word.trim().toLowerCase())
      .filter((word) => word !== ""),
  ),
];
export const wordsText = (words: readonly string[]): string => words.join(", ");

/** Whole minutes as typed; NaN for what is none, so that the schema says so. */
export const wholeOf = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
