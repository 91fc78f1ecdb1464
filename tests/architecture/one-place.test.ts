import { describe, expect, test } from "vitest";
import { type SourceFile, sourceFiles, withoutComments } from "./modules.ts";

type Rule = { says: string; pattern: RegExp; allowedIn: RegExp };

const environment: Rule = {
  says: "reads process.env: take the value from src/env.ts, or as an argument",
  pattern: /process\s*\.\s*env\b(?!\.NEXT_RUNTIME)|process\s*\[\s*["']env["']|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/,
  allowedIn: /^src\/env\.ts$/,
};

// A zone forgotten in one formatter shows a customer in London the hour of New York.
const dates: Rule = {
  says: "formats a date: only src/domain/time.ts formats or shifts time, in the branch's zone",
  pattern: /Intl\s*\.\s*DateTimeFormat|\.toLocale(Date|Time)?String\s*\(|\bfrom\s*["'](date-fns|@date-fns\/tz)/,
  allowedIn: /^src\/domain\/time\.ts$/,
};

const breaks = (rule: Rule, { file, text }: SourceFile) =>
  !rule.allowedIn.test(file) && rule.pattern.test(withoutComments(text)) ? [`${file} ${rule.says}`] : [];

describe.each([
  ["the environment is read in one place", environment],
  ["time is formatted in one place", dates],
])("%s", (_name, rule) => {
  test("in src", () => {
    expect(sourceFiles().flatMap((source) => breaks(rule, source))).toEqual([]);
  });
});

test.each([
  [environment, "const url = process.env.DATABASE_URL;"],
  [environment, 'const url = process["env"].DATABASE_URL;'],
  [environment, "const { env } = process;"],
  [dates, 'new Intl.DateTimeFormat("en-GB")'],
  [dates, "when.toLocaleDateString()"],
  [dates, "when.toLocaleString()"],
  [dates, 'import { format } from "date-fns";'],
])("it is seen: %#", (rule, text) => {
  expect(breaks(rule, { file: "src/features/parts/list.tsx", text })).toHaveLength(1);
  expect(breaks(rule, { file: "src/features/parts/list.tsx", text: `// ${text}` })).toEqual([]);
});
