import { formatDate, formatTime } from "#/domain/time.ts";

const wholes = new Map<string, Intl.NumberFormat>();

/** 61,204: a count as the reader's locale groups it. */
export const formatWhole = (value: number, locale: string): string => {
  const format = wholes.get(locale) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  wholes.set(locale, format);
  return format.format(value);
};

/** `14 May 2026, 11:42`: an ISO instant in the branch's zone, with the year, as a record needs it. */
export const formatAgreed = (isoInstant: string, zone: string): string => {
  const at = new Date(isoInstant);
  return `${formatDate(at, zone)}, ${formatTime(at, zone)}`;
};
