import { editableMoney, parseMoney } from "#/domain/money.ts";

const decimalSign = (locale: string): string =>
  new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === "decimal")?.value ?? ".";

/** `12.50`, or `12,50` where people write it so. */
export const editableIn = (amountMinor: number, currency: string, locale: string): string =>
  editableMoney(amountMinor, currency).replace(".", decimalSign(locale));

/**
 * What a customer typed, in minor units; null when it is not an amount. `1,234.50`, `1.234,50 €` and `12,5` are read as
 * they are meant: the last sign is the decimal one, unless the locale groups by it and three digits follow.
 */
export const amountIn = (text: string, currency: string, locale: string): number | null => {
  const kept = text.replaceAll("−", "-").replace(/[^\d.,-]/g, "");
  const at = Math.max(kept.lastIndexOf("."), kept.lastIndexOf(","));
  if (at < 0) return parseMoney(kept, currency);
  const after = kept.slice(at + 1);
  const groups = kept[at] !== decimalSign(locale) && after.length === 3;
  const whole = (groups ? kept : kept.slice(0, at)).replace(/[.,]/g, "");
  return parseMoney(groups || after === "" ? whole : `${whole}.${after}`, currency);
};
