/** Money is an integer count of a currency's minor unit (pence, cents); the currency is the branch's. */

/** Integer division, half away from zero: the rounding of EN 16931 and of most tills. `divisor` > 0. */
export const divideRounded = (dividend: bigint, divisor: bigint): bigint => {
  const sign = dividend < 0n ? -1n : 1n;
  return (sign * (2n * sign * dividend + divisor)) / (2n * divisor);
};

// Building a formatter costs a hundred times what using it does, and a page shows hundreds of amounts: each is kept.
const formatters = new Map<string, Intl.NumberFormat>();
const formatterOf = (locale: string, currency: string): Intl.NumberFormat => {
  const key = `${locale} ${currency}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, { style: "currency", currency });
  formatters.set(key, made);
  return made;
};

/** Digits after the point of an amount in major units: 2 of GBP, none of JPY. */
export const fractionDigits = (currency: string): number =>
  formatterOf("en", currency).resolvedOptions().maximumFractionDigits ?? 2;

/** `£1,184.40`, `−£3.00` (a true minus sign). `amountMinor` in minor units of `currency`. */
export const formatMoney = (amountMinor: number, currency: string, locale: string): string => {
  const digits = fractionDigits(currency);
  const text = formatterOf(locale, currency).format(Math.abs(amountMinor) / 10 ** digits);
  return amountMinor < 0 ? `−${text}` : text;
};

/** `£84,203`: an amount where its pence say nothing, a figure over weeks. Half away from zero. */
export const formatMoneyWhole = (amountMinor: number, currency: string, locale: string): string => {
  const key = `${locale} ${currency} whole`;
  const known =
    formatters.get(key) ?? new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0 });
  formatters.set(key, known);
  const whole = Math.round(Math.abs(amountMinor) / 10 ** fractionDigits(currency));
  const text = known.format(whole);
  return amountMinor < 0 && whole > 0 ? `−${text}` : text;
};

/**
 * What a person typed as a price, in minor units; null when it is not an amount.
 * Accepts `1,184.40`, `£12`, `12.5`; refuses more digits than the currency has.
 */
export const parseMoney = (text: string, currency: string): number | null => {
  const digits = fractionDigits(currency);
  const plain = text.replace(/[\s,]/g, "").replace(/^[^\d.-]+/, "");
  const match = /^(\d{1,10})(?:\.(\d+))?$/.exec(plain);
  if (match === null || (match[2]?.length ?? 0) > digits) return null;
  return Number(match[1]) * 10 ** digits + Number((match[2] ?? "").padEnd(digits, "0") || "0");
};

/** `12.50`: an amount as a person edits it, without currency sign. */
export const editableMoney = (amountMinor: number, currency: string): string => {
  const digits = fractionDigits(currency);
  return (amountMinor / 10 ** digits).toFixed(digits);
};

/** `20%`, `8.25%` from basis points. */
export const formatRate = (rateBp: number): string => `${rateBp / 100}%`;

/** `61,204`: a whole number as people read it. */
export const formatWhole = (value: number): string => new Intl.NumberFormat("en-GB").format(value);

/** `£`: what stands before an amount that is being typed. */
export const currencySign = (currency: string, locale: string): string =>
  formatterOf(locale, currency)
    .formatToParts(0)
    .find(({ type }) => type === "currency")?.value ?? currency;
