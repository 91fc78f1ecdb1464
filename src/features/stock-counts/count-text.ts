import { formatQuantity, quantityText } from "#/domain/quantity.ts";
import { type CountLineView, countDifference } from "#/domain/stock-count.ts";

export const scopeWords = (scope: string): string =>
  scope === "" ? "All parts" : scope.charAt(0).toUpperCase() + scope.slice(1);

/** `2 missing`, `0.5 L over`; null where it was not counted or nothing differs. */
export const differenceWords = ({
  counted,
  expected,
  unit,
}: Pick<CountLineView, "counted" | "expected" | "unit">): string | null => {
  if (counted === null || expected === null) return null;
  const milli = countDifference({ counted, expected });
  if (milli === 0) return null;
  return `${formatQuantity(quantityText(Math.abs(milli)), unit)} ${milli < 0 ? "missing" : "over"}`;
};

export const againWords = {
  CORRECTED: "Corrected since: count it again",
  GONE: "Has left the shelf since: count it again",
} as const;

export const partsWords = (count: number): string => (count === 1 ? "1 part" : `${count} parts`);
