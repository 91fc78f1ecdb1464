import { CsvError, parse } from "csv-parse";
import { readableCell } from "#/domain/csv.ts";
import { ValidationException } from "#/domain/errors.ts";
import { importLimits } from "#/domain/import.ts";
import { formatWhole } from "#/domain/money.ts";

/** A file as it was read: `rows` come one after another, with the row a spreadsheet shows them in (the header is 1). */
export type CsvFile = {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** Distinct, and never empty. */
  readonly header: readonly string[];
  readonly rows: readonly FileRow[];
};
export type FileRow = { readonly rowNumber: number; readonly cells: readonly string[] };

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
const delimiters = [",", ";", "\t"] as const;
export type Delimiter = (typeof delimiters)[number];

const refuse = (sentence: string) => new ValidationException("INVALID_INPUT", sentence);

/**
 * Reads a spreadsheet's CSV: encoding by its mark, else UTF-8, else Windows-1252; delimiter by the first line.
 * @throws INVALID_INPUT with what to change in the file
 */
export const readCsv = async (bytes: Uint8Array): Promise<CsvFile> => {
  const { encoding, text } = decode(bytes);
  const { body, delimiter } = separated(text);
  const rows: FileRow[] = [];
  let header: string[] | null = null;
  const before = body === text ? 0 : 1;
  let rowNumber = before;
  const parser = parse(body, {
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    // Told, not guessed from the first one: files that were glued together mix them.
    record_delimiter: ["\r\n", "\n", "\r"],
    max_record_size: importLimits.rowCharacters,
  });
  try {
    for await (const record of parser) {
      rowNumber += 1;
      const cells = asCells(record);
      if (cells.every((cell) => cell.trim() === "")) continue;
      if (header === null) {
        header = headerOf(cells);
        continue;
      }
      rows.push({ rowNumber, cells: cells.slice(0, header.length) });
      if (rows.length > importLimits.rows)
        throw refuse(
          `The file has more than ${formatWhole(importLimits.rows)} rows. Split it, and import the parts one after another.`,
        );
    }
  } catch (error) {
    // The parser is ahead of what it has handed out.
    throw error instanceof CsvError ? unreadable(error, before + parser.info.records + 1) : error;
  }
  if (header === null) throw refuse("The file is empty. Its first row must name the columns.");
  if (rows.length === 0) throw refuse("The file has a heading and no rows beneath it.");
  return { encoding, delimiter, header, rows };
};

const asCells = (record: unknown): string[] =>
  Array.isArray(record) ? record.map((cell) => storable(readableCell(String(cell)))) : [];

/** PostgreSQL keeps no NUL; a cell that had one, or half a character, shows the mark of what could not be read. */
const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "\uFFFD");

const decode = (bytes: Uint8Array): { encoding: Encoding; text: string } => {
  const marked = byMark(bytes);
  if (marked !== null) return { encoding: marked, text: new TextDecoder(marked).decode(bytes) };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // Every other character of UTF-16 in Latin letters is a NUL; UTF-8 text has none.
    if (mostlyNul(text))
      throw refuse("The file seems to be UTF-16 without its mark. Save it as “CSV UTF-8” and choose it again.");
    return { encoding: "utf-8", text };
  } catch (error) {
    if (error instanceof ValidationException) throw error;
    return { encoding: "windows-1252", text: new TextDecoder("windows-1252").decode(bytes) };
  }
};

const byMark = ([first, second, third]: Uint8Array): Encoding | null => {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return null;
};

const mostlyNul = (text: string): boolean => {
  const start = text.slice(0, 2000);
  return start.length > 0 && (start.split("\0").length - 1) * 4 > start.length;
};

/** The separator that the first line has most of, outside quotes; Excel may also say it in a line of its own. */
const separated = (text: string): { body: string; delimiter: Delimiter } => {
  const told = /^sep=([,;\t])\r?\n/i.exec(text);
  const said = delimiters.find((each) => each === told?.[1]);
  if (told !== null && said !== undefined) return { body: text.slice(told[0].length), delimiter: said };
  // Quoted text is left out by its pairs of quotes; one that never closes ends with what is looked at.
  const start = text.replace(/^\s+/, "").slice(0, importLimits.rowCharacters);
  const [line = ""] = start.replaceAll(/"(?:[^"]|"")*(?:"|$)/g, "").split(/[\r\n]/, 1);
  const [most] = delimiters
    .map((delimiter) => ({ delimiter, count: line.split(delimiter).length }))
    .toSorted((one, other) => other.count - one.count);
  return { body: text, delimiter: most?.delimiter ?? "," };
};

const headerOf = (cells: readonly string[]): string[] => {
  if (cells.length > importLimits.columns)
    throw refuse(`The file has ${cells.length} columns; ${importLimits.columns} at most are read.`);
  const seen = new Set<string>();
  return cells.map((cell, index) => {
    const name = cell.trim().replace(/\s+/g, " ").slice(0, 80) || `Column ${index + 1}`;
    let distinct = name;
    for (let times = 2; seen.has(distinct); times++) distinct = `${name} (${times})`;
    seen.add(distinct);
    return distinct;
  });
};

const unreadable = (error: CsvError, row: number) => {
  switch (error.code) {
    case "CSV_MAX_RECORD_SIZE":
      return refuse(
        `Row ${row} has more than ${formatWhole(importLimits.rowCharacters)} characters. A quote that is never closed does this: check that row.`,
      );
    case "CSV_QUOTE_NOT_CLOSED":
      return refuse(
        `A quote (") that opens in row ${row} is never closed. Close it, or remove it, and choose the file again.`,
      );
    default:
      return refuse(`Row ${row} could not be read as CSV. Save the file as “CSV UTF-8” and choose it again.`);
  }
};
