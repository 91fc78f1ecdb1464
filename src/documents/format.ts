// Intl's formatters cost more to build than a page of an invoice costs to draw: keep them.
const kept = <T>(make: (locale: string, detail: string) => T) => {
  const all = new Map<string, T>();
  return (locale: string, detail: string): T => {
    const key = `${locale} ${detail}`;
    const known = all.get(key);
    if (known !== undefined) return known;
    const made = make(locale, detail);
    all.set(key, made);
    return made;
  };
};

const currencies = kept((locale, currency) => {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return { format, divisor: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2) };
});
const decimals = kept((locale, digits) => {
  const [least, most] = digits.split("-").map(Number);
  return new Intl.NumberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: most });
});
const days = kept((locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }));
const moments = kept(
  (locale, timeZone) =>
    new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false, timeZone }),
);

const withMinus = (text: string) => text.replace(/^(\P{N}*)-/u, "$1−");

/** £1,184.40, with the minus sign − for money that goes back. */
export const money = (minor: number, currency: string, locale: string): string => {
  const { format, divisor } = currencies(locale, currency);
  return withMinus(format.format(minor / divisor));
};

/** 20%, 8.875% */
export const rate = (basisPoints: number, locale: string): string => `${decimals(locale, "0-3").format(basisPoints / 100)}%`;

export const wholeNumber = (value: number, locale: string): string => decimals(locale, "0-0").format(value);

/** "4.10 h", "4.5 L", "2": hours keep two decimals, all else only what it needs. */
export const quantity = (value: string, unit: string, locale: string): string => {
  const text = withMinus(decimals(locale, unit === "h" ? "2-3" : "0-3").format(Number(value)));
  return unit === "" ? text : `${text} ${unit}`;
};

/** An ISO date as the reader writes it: 14 May 2026. */
export const day = (isoDate: string, locale: string): string => days(locale, "").format(new Date(`${isoDate}T00:00:00Z`));

/** An ISO instant in the branch's zone: 14 May, 11:42. */
export const moment = (isoInstant: string, locale: string, zone: string): string =>
  moments(locale, zone).format(new Date(isoInstant)).replace(" at ", ", ");
