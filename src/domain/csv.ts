/**
 * CSV as spreadsheets read and write it: commas, CRLF, quotes where they are needed, and no cell that a spreadsheet
 * would run. What is written here reads back as it was (`readableCell`).
 */

/** Tells spreadsheets that what follows is UTF-8. */
export const byteOrderMark = "\uFEFF";

// Excel, LibreOffice and Sheets take a cell for a formula by its first character; a tab or return hides it from the eye
// alone. https://owasp.org/www-community/attacks/CSV_Injection
const formula = /^[=+\-@\t\r]/;
const guarded = /^'[=+\-@\t\r']/;
const plainNumber = /^-?\d+(?:\.\d+)?$/;

export type CsvValue = string | number | bigint | boolean | Date | null | undefined;

const textOf = (value: CsvValue): string => {
  if (value === null || value === undefined) return "";
  return value instanceof Date ? value.toISOString() : String(value);
};

/** One cell: a text that would run as a formula gets an apostrophe before it, a plain negative number does not. */
export const csvCell = (value: CsvValue): string => {
  const text = textOf(value);
  const safe = (formula.test(text) && !plainNumber.test(text)) || guarded.test(text) ? `'${text}` : text;
  return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One line, its end included. */
export const csvLine = (values: readonly CsvValue[]): string => `${values.map(csvCell).join(",")}\r\n`;

/** What a cell means: without the apostrophe that keeps a spreadsheet from running it. */
export const readableCell = (cell: string): string => (guarded.test(cell) ? cell.slice(1) : cell);
