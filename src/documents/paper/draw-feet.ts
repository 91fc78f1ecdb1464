import { wrapText } from "../pdf/shape.ts";
import type { Paper } from "./paper.ts";
import { INK_2, type Sheet } from "./sheet.ts";

/** The legal foot of every page, once all pages are known. */
export const drawFeet = (sheet: Sheet, { tenant, branch, number }: Paper): void => {
  const { count } = sheet.doc.bufferedPageRange();
  const tax = tenant.taxNumber === null ? [] : [`${branch.taxName} ${tenant.taxNumber}`];
  const legal = [tenant.legalName, ...(tenant.registration === null ? [] : [tenant.registration]), ...tax]
    .map((part) => part.replace(/\.$/, ""))
    .join(". ");
  const y = sheet.doc.page.height - 42.5 - 19;
  for (let page = 0; page < count; page++) {
    sheet.doc.switchToPage(page);
    sheet.rule(sheet.left, sheet.right, y);
    sheet.artifact("Pagination", () => {
      const lines = wrapText(legal, "body", 8.5, (sheet.right - sheet.left) * 0.68);
      lines
        .slice(0, 2)
        .forEach((line, index) =>
          sheet.draw(line, { x: sheet.left, baseline: y + 16 + index * 11.5, size: 8.5, style: "body", colour: INK_2 }),
        );
      sheet.draw(`${number}, page ${page + 1} of ${count}`, {
        x: sheet.right,
        baseline: y + 16,
        size: 8.5,
        style: "body",
        colour: INK_2,
        align: "right",
      });
    });
  }
};
