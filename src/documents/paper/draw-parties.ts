import { wrapText } from "../pdf/shape.ts";
import { drawPlate, PLATE_HEIGHT } from "./draw-plate.ts";
import { INK_2, INK_3, type Sheet } from "./sheet.ts";

const LINE = 14;

export type Parties = {
  to: { label: string; name: string; lines: string[] };
  /** `quiet` is what of the car matters less: its readings. */
  vehicle: { plate: string; description: string; quiet: string } | null;
  /** Who else has a part in it, where no car has. */
  also?: { label: string; name: string; lines: string[] };
  /** When, and what it refers to. */
  facts: { label: string; value: string }[];
};

/** To whom, for which car (or where to), and when: three columns. */
export const drawParties = (sheet: Sheet, { to, vehicle, also, facts }: Parties): void => {
  sheet.y += 34;
  const top = sheet.y;
  const width = sheet.right - sheet.left;
  const columns = [sheet.left, sheet.left + width * 0.371, sheet.left + width * 0.742];
  const [first = 0, second = 0, third = 0] = columns;
  const column = (
    x: number,
    until: number,
    label: string,
    lines: { text: string; strong?: boolean; quiet?: boolean }[],
    from: number,
  ) => {
    sheet.draw(label, { x, baseline: top + 9, size: 9, style: "body", colour: INK_3 });
    let y = from;
    for (const { text, strong, quiet } of lines) {
      for (const line of wrapText(text, strong ? "strong" : "body", 9.5, until - x)) {
        sheet.draw(line, {
          x,
          baseline: y,
          size: 9.5,
          style: strong ? "strong" : "body",
          colour: quiet ? INK_2 : undefined,
        });
        y += LINE;
      }
    }
    return y;
  };

  let lowest = top;
  sheet.tag(sheet.root, "P", () => {
    const lines = [{ text: to.name, strong: true }, ...to.lines.map((text) => ({ text }))];
    lowest = column(first, second - 16, to.label, lines, top + 22.5);
  });
  if (also !== undefined)
    sheet.tag(sheet.root, "P", () => {
      const lines = [{ text: also.name, strong: true }, ...also.lines.map((text) => ({ text }))];
      lowest = Math.max(lowest, column(second, third - 16, also.label, lines, top + 22.5));
    });
  if (vehicle !== null)
    sheet.tag(sheet.root, "P", () => {
      const { plate, description, quiet } = vehicle;
      const lines = [{ text: description }, ...(quiet === "" ? [] : [{ text: quiet, quiet: true }])];
      drawPlate(sheet, plate, second, top + 14);
      lowest = Math.max(lowest, column(second, third - 16, "Vehicle", lines, top + 14 + PLATE_HEIGHT + 14));
    });
  facts.forEach(({ label, value }, index) => {
    sheet.tag(sheet.root, "P", () => {
      const baseline = top + 9 + index * LINE;
      sheet.draw(label, { x: third, baseline, size: 9, style: "body", colour: INK_3 });
      sheet.draw(value, { x: sheet.right, baseline, size: 9.5, style: "body", align: "right" });
    });
  });
  sheet.y = Math.max(lowest, top + 9 + facts.length * LINE);
};
