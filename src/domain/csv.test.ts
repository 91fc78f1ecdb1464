import fc from "fast-check";
import { expect, test } from "vitest";
import { csvCell, csvLine, readableCell } from "./csv.ts";

test.each(["=1+1", "+44 7700 900418", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-"])(
  "%j is written so that no spreadsheet runs it",
  (text) => {
    expect(csvCell(text).replace(/^"/, "")).toMatch(/^'/);
  },
);

test("figures and plain text stay as they are", () => {
  expect(csvLine([-3.5, "-3.50", 0, null, undefined, "Łukasz", true])).toBe("-3.5,-3.50,0,,,Łukasz,true\r\n");
});

test("quotes, separators and line ends are quoted", () => {
  expect(csvLine(['say "hi"', "a,b", "a\nb", " padded "])).toBe('"say ""hi""","a,b","a\nb"," padded "\r\n');
});

test("what was guarded reads as it was, whatever it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const cell = csvCell(text);
      const bare = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(readableCell(bare)).toBe(text);
    }),
    { numRuns: 2000, examples: [["'=1"], ["''=1"], ["'"], ["''"], ["'+"]] },
  );
});
