import { INK, INK_2, type Sheet } from "./sheet.ts";

const PITCH = 17.2;
const LARGEST = 30;
export const GAP = 12;

export type Sum = { label: string; amount: string; strong?: boolean };

/** Where the sums begin; what stands beside them ends before it. */
export const sumsLeft = (sheet: Sheet) => sheet.left + (sheet.right - sheet.left) * 0.57;

/** Points that sums and the largest one take: the last line of a table may only stand where they fit too. */
export const sumsHeight = (sums: readonly Sum[]): number => GAP + sums.length * PITCH + LARGEST;

/** The sums on the right, and the one that matters largest. */
export const drawTotals = (sheet: Sheet, sums: readonly Sum[], largest: Sum): void => {
  const x = sumsLeft(sheet);
  const top = sheet.y + GAP;
  sums.forEach(({ label, amount, strong }, index) => {
    const baseline = top + 10 + index * PITCH;
    const style = strong ? "strong" : "body";
    sheet.tag(sheet.root, "P", () => {
      sheet.draw(label, { x, baseline, size: 9.5, style, colour: strong ? INK : INK_2 });
      sheet.draw(amount, { x: sheet.right, baseline, size: 9.5, style, align: "right" });
    });
  });
  const end = top + sums.length * PITCH;
  sheet.rule(x, sheet.right, end, INK, 1);
  sheet.tag(sheet.root, "P", () => {
    sheet.draw(largest.label, { x, baseline: end + 20, size: 11.5, style: "wide" });
    sheet.draw(largest.amount, {
      x: sheet.right,
      baseline: end + 21.5,
      size: 17,
      style: "wide",
      align: "right",
      tracking: -0.015,
    });
  });
  sheet.y = end + LARGEST;
};
