/** Lines of a calendar file as RFC 5545 §3.1 and §3.3.11 have them. */

const encoder = new TextEncoder();
const octets = (text: string): number => encoder.encode(text).length;

/** Most octets of a line, its end not counted. */
const longest = 75;

/** One line, folded where it is too long: never inside a letter of several octets. */
export const folded = (line: string): string => {
  const lines: string[] = [];
  let current = "";
  let length = 0;
  for (const letter of line) {
    const more = octets(letter);
    if (length + more > longest) {
      lines.push(current);
      // The space that marks a continuation counts too.
      current = " ";
      length = 1;
    }
    current += letter;
    length += more;
  }
  return [...lines, current].join("\r\n");
};

/** A value of type TEXT. Signs that no calendar may hold are left out. */
export const text = (value: string): string =>
  value
    .replace(/\r\n?/g, "\n")
    .replace(/(?!\n)\p{Cc}/gu, " ")
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll("\n", "\\n");

/** A parameter's value in quotes; RFC 6868 writes what it could not hold. */
export const quoted = (value: string): string =>
  `"${value
    .replace(/\p{Cc}/gu, " ")
    .replaceAll("^", "^^")
    .replaceAll('"', "^'")}"`;

const two = (value: number): string => String(value).padStart(2, "0");

/** `20260515T083000`: an instant moved by its distance from UTC, as the clock on the wall shows it. */
export const wallTime = (ms: number, offsetMinutes: number): string => {
  const at = new Date(ms + offsetMinutes * 60_000);
  return `${String(at.getUTCFullYear()).padStart(4, "0")}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}T${two(at.getUTCHours())}${two(at.getUTCMinutes())}${two(at.getUTCSeconds())}`;
};

/** `20260515T073000Z` */
export const utcTime = (at: Date): string => `${wallTime(at.getTime(), 0)}Z`;

/** `+0100` */
export const utcOffset = (minutes: number): string => {
  const whole = Math.round(Math.abs(minutes));
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(whole / 60))}${two(whole % 60)}`;
};
