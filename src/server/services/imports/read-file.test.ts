import fc from "fast-check";
import { expect, test } from "vitest";
import { byteOrderMark, csvLine } from "#/domain/csv.ts";
import { importLimits } from "#/domain/import.ts";
import { rounds } from "../../../../tests/harness/rounds.ts";
import { readCsv } from "./read-file.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(`${byteOrderMark}${text}`, "utf16le");
  return bigEndian ? bytes.swap16() : bytes;
};
const rowsOf = async (bytes: Uint8Array) => (await readCsv(bytes)).rows.map(({ cells }) => cells);

const storable = (text: string) => !/[\0\uFFFD]/.test(text) && text.isWellFormed();
const cell = fc.string({ unit: "grapheme", maxLength: 40 }).filter(storable);
const table = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 8 }))
  .chain(([columns, rows]) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );
const filled = (row: readonly string[]) => row.some((each) => each.trim() !== "");

test("what was written reads back as it was: every cell, in every encoding that a spreadsheet writes", async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom("utf-8", "utf-8 marked", "utf-16le", "utf-16be"),
      async (rows, encoding) => {
        const header = (rows[0] ?? []).map((_, index) => `Column ${index + 1}`);
        const text = [header, ...rows].map(csvLine).join("");
        const bytes = {
          "utf-8": () => utf8(text),
          "utf-8 marked": () => utf8(`${byteOrderMark}${text}`),
          "utf-16le": () => utf16(text, false),
          "utf-16be": () => utf16(text, true),
        }[encoding]();
        const kept = rows.filter(filled);
        if (kept.length === 0) return void (await expect(readCsv(bytes)).rejects.toThrow(/no rows/));
        const file = await readCsv(bytes);
        expect(file.encoding).toBe(encoding.replace(" marked", ""));
        expect(file.rows.map(({ cells }) => cells)).toEqual(kept);
      },
    ),
    { numRuns: rounds(300, 5000) },
  );
});

test("whatever the bytes, it is read or refused with a sentence", async () => {
  const sentence = /^[A-Z].*\.$/s;
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .string({ unit: fc.constantFrom('"', ",", ";", "\t", "\n", "\r", "a", "\0", "é", " ", "="), maxLength: 80 })
      .map(utf8),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (given) => {
      try {
        const { header, rows } = await readCsv(given);
        expect(new Set(header).size).toBe(header.length);
        for (const { cells } of rows) for (const each of cells) expect(each).not.toMatch(/\0/);
      } catch (error) {
        expect(error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringMatching(sentence) });
      }
    }),
    { numRuns: rounds(500, 10_000) },
  );
});

test.each([
  [",", "a,b;c\n1,2\n"],
  [";", 'Name;Price\n"x;y";1,50\n'],
  ["\t", "Name\tPrice\tBin\nx, y, z, a\t1\t2\n"],
  [";", "sep=;\r\nName;Price\r\nx;1\r\n"],
  [",", '"a;b;c;d",b\n1,2\n'],
])("tells the delimiter %j", async (delimiter, text) => {
  expect((await readCsv(utf8(text))).delimiter).toBe(delimiter);
});

test("an older Windows file is read as it was meant", async () => {
  const file = await readCsv(
    Uint8Array.from(
      [..."Name\r\nCaf", 0xe9, 0x20, 0x80, ..."\r\n"].map((each) =>
        typeof each === "string" ? each.charCodeAt(0) : each,
      ),
    ),
  );
  expect(file).toMatchObject({ encoding: "windows-1252", rows: [{ rowNumber: 2, cells: ["Café €"] }] });
});

test("rows are numbered as a spreadsheet numbers them: empty ones count, lines inside quotes do not", async () => {
  const { rows } = await readCsv(utf8('Name,Note\r\n\r\nA,"two\nlines"\r\n,\r\nB,\n"C",x\r'));
  expect(rows.map(({ rowNumber, cells }) => [rowNumber, ...cells])).toEqual([
    [3, "A", "two\nlines"],
    [5, "B", ""],
    [6, "C", "x"],
  ]);
});

test("headings are made distinct, and none is empty", async () => {
  expect((await readCsv(utf8("Name,Name,,Name (2), Name \n1,2,3,4,5\n"))).header).toEqual([
    "Name",
    "Name (2)",
    "Column 3",
    "Name (2) (2)",
    "Name (3)",
  ]);
});

test("formulas stay text, ours without the apostrophe that guarded them", async () => {
  expect(await rowsOf(utf8("a,b,c\n=1+1,'=1+1,'tis\n"))).toEqual([["=1+1", "=1+1", "'tis"]]);
});

test("a NUL and half a character show the mark of what could not be read", async () => {
  expect(await rowsOf(utf8("a,b\nx\0y,plain text that is long enough to not be taken for UTF-16\n"))).toEqual([
    ["x\uFFFDy", "plain text that is long enough to not be taken for UTF-16"],
  ]);
});

test.each([
  ["an empty file", utf8(""), /is empty/],
  ["a heading alone", utf8("Name,Price\n"), /no rows/],
  ["UTF-16 without its mark", Buffer.from("Name,Price\nx,1\n", "utf16le"), /UTF-16/],
  ["a quote that never closes", utf8('Name\n"x,1\ny,2\n'), /row 2 is never closed/],
  ["a line of a million characters", utf8(`Name\nx\n${"y".repeat(1_000_000)}\n`), /Row 3 has more than 100,000/],
  [
    "a quote that swallows a million characters",
    utf8(`Name\n"${"y,\n".repeat(400_000)}`),
    /Row 2 has more than 100,000/,
  ],
  ["a heading of a thousand columns", utf8(`${"x,".repeat(1000)}\n1\n`), /1001 columns/],
  ["too many rows", utf8(`Name\n${"x\n".repeat(importLimits.rows + 1)}`), /more than 50,000 rows/],
])("%s is refused with what to do", async (_, bytes, sentence) => {
  await expect(readCsv(bytes)).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: expect.stringMatching(sentence),
  });
});
