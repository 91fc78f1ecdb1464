/**
 * Quantities are decimals with at most three places and a unit (4.5 L of oil). They travel as text
 * ("4.5") and are reckoned in thousandths, so that no binary fraction ever touches them.
 */
export const maxQuantityMilli = 999_999_999_999;

/** Thousandths of a decimal text; null when it is not one, has over three places or over nine digits. */
export const parseQuantity = (text: string): number | null => {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (match === null) return null;
  const milli = Number(match[2]) * 1000 + Number((match[3] ?? "").padEnd(3, "0"));
  return match[1] === "-" ? -milli : milli;
};

/** Thousandths of a quantity that the database or a schema has already vouched for. */
export const quantityMilli = (text: string): number => {
  const milli = parseQuantity(text);
  if (milli === null) throw new RangeError(`Not a quantity: ${text}`);
  return milli;
};

/** `"4.5"`, `"1"`, `"-0.25"`: no trailing zeros. */
export const quantityText = (milli: number): string => {
  const sign = milli < 0 ? "-" : "";
  const whole = Math.floor(Math.abs(milli) / 1000);
  const rest = String(Math.abs(milli) % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return rest === "" ? `${sign}${whole}` : `${sign}${whole}.${rest}`;
};

/** `4.5 L`, `1`, `−2 m`: for people. Pieces carry no unit. */
export const formatQuantity = (text: string, unit: string): string => {
  const shown = quantityText(quantityMilli(text)).replace("-", "−");
  return unit === "" ? shown : `${shown} ${unit}`;
};
