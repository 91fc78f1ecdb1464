import { widthOf, wrapText } from "../pdf/shape.ts";
import type { Paper, PaperWord } from "./paper.ts";
import { INK_3, type Sheet } from "./sheet.ts";

const LOGO = 34;
/** A picture may be wider than the letters' square, and a little higher: it has white around it. */
const WIDEST = 110;
const HIGHEST = 40;

const hexColour = (hex: string): string => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255].map((part) => (part / 255).toFixed(3)).join(" ");
};

/** Draws the logo at the pen; gives where the name may begin, and how high the logo is. */
const drawLogo = (sheet: Sheet, { tenant }: Paper): { x: number; height: number } => {
  const { doc, left, y } = sheet;
  const { logo } = tenant;
  if (logo === null) return { x: left, height: 0 };
  if ("image" in logo) {
    const scale = Math.min(WIDEST / logo.width, HIGHEST / logo.height);
    const [width, height] = [logo.width * scale, logo.height * scale];
    // The name beside it is read out; the picture only says it again.
    sheet.artifact("Layout", () => doc.image(Buffer.from(logo.image), left, y, { width, height }));
    return { x: left + width + 12, height };
  }
  sheet.artifact("Layout", () => {
    doc.roundedRect(left, y, LOGO, LOGO, 5);
    doc.addContent(`${hexColour(logo.colour)} rg f`);
    const size = Math.min(15, (15 * (LOGO - 8)) / widthOf(logo.initials, "wide", 15));
    sheet.draw(logo.initials, {
      x: left + LOGO / 2,
      baseline: y + LOGO / 2 + size * 0.345,
      size,
      style: "wide",
      colour: "1 1 1",
      align: "center",
    });
  });
  return { x: left + LOGO + 10, height: LOGO };
};

/** Who sends it, and which paper it is. */
export const drawSender = (sheet: Sheet, paper: Paper, word: PaperWord): void => {
  const { tenant, number } = paper;
  const { x, height } = drawLogo(sheet, paper);
  const top = sheet.y;
  const room = sheet.right - x - Math.max(widthOf(number, "wide", 11.5), widthOf(word, "wide", 20), 110) - 20;
  const reach = [tenant.phone, tenant.email].filter((part) => part !== null).join(", ");
  const small = [tenant.addressLines.join(", "), reach].flatMap((text) =>
    text === "" ? [] : wrapText(text, "body", 9, room),
  );
  sheet.tag(sheet.root, "P", () => {
    const names = wrapText(tenant.name, "wide", 13.5, room);
    names.forEach((line, index) => sheet.draw(line, { x, baseline: top + 13 + index * 16, size: 13.5, style: "wide" }));
    small.forEach((line, index) =>
      sheet.draw(line, {
        x,
        baseline: top + 12.5 + names.length * 16 + index * 12.5,
        size: 9,
        style: "body",
        colour: INK_3,
      }),
    );
    sheet.y += Math.max(LOGO, height, names.length * 16 + small.length * 12.5 + 2);
  });
  sheet.tag(sheet.root, "H1", () => {
    sheet.draw(word, {
      x: sheet.right,
      baseline: top + 16.5,
      size: 20,
      style: "wide",
      align: "right",
      tracking: -0.012,
    });
    sheet.draw(number, { x: sheet.right, baseline: top + 34, size: 11.5, style: "wide", align: "right" });
  });
};
