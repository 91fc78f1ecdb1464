import { formatIsoDate } from "#/domain/time.ts";
import { formatAgreed, formatWhole } from "../format.ts";
import { widthOf, wrapText } from "../pdf/shape.ts";
import { drawPlate, PLATE_HEIGHT } from "./draw-plate.ts";
import type { InvoiceDocument } from "./invoice-document.ts";
import { INK_2, INK_3, type Sheet } from "./sheet.ts";

const LINE = 14;
const LOGO = 34;
/** A picture may be wider than the letters' square, and a little higher: it has white around it. */
const WIDEST = 110;
const HIGHEST = 40;

const hexColour = (hex: string): string => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255].map((part) => (part / 255).toFixed(3)).join(" ");
};

/** Draws the logo at the pen; gives where the name may begin, and how high the logo is. */
const drawLogo = (sheet: Sheet, { tenant }: InvoiceDocument): { x: number; height: number } => {
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

/** Who sends it, and which invoice it is. */
export const drawSender = (sheet: Sheet, invoice: InvoiceDocument): void => {
  const { tenant, number } = invoice;
  const { x, height } = drawLogo(sheet, invoice);
  const top = sheet.y;
  const room = sheet.right - x - Math.max(widthOf(number, "wide", 11.5), 110) - 20;
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
    sheet.draw("Invoice", {
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

const odometers = ({ vehicle, locale }: InvoiceDocument): string =>
  [
    { value: vehicle.odometerIn, word: "in" },
    { value: vehicle.odometerOut, word: "out" },
  ]
    .flatMap(({ value, word }) => (value === null ? [] : [`${formatWhole(value, locale)} ${vehicle.unit} ${word}`]))
    .join(", ");

/** To whom, for which car, and when. */
export const drawParties = (sheet: Sheet, invoice: InvoiceDocument): void => {
  const { customer, vehicle, branch } = invoice;
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
    const lines = [{ text: customer.name, strong: true }, ...customer.addressLines.map((text) => ({ text }))];
    lowest = column(first, second - 16, "Billed to", lines, top + 22.5);
  });
  sheet.tag(sheet.root, "P", () => {
    const readings = odometers(invoice);
    const lines = [{ text: vehicle.description }, ...(readings === "" ? [] : [{ text: readings, quiet: true }])];
    drawPlate(sheet, vehicle.plate, second, top + 14);
    lowest = Math.max(lowest, column(second, third - 16, "Vehicle", lines, top + 14 + PLATE_HEIGHT + 14));
  });
  const approved = invoice.approvals
    .map((approval) => approval.when)
    .sort()
    .at(-1);
  const facts = [
    ["Issued", formatIsoDate(invoice.issuedOn)],
    ["Due", formatIsoDate(invoice.dueOn)],
    ["Job card", invoice.jobCardNumber],
    ...(approved === undefined ? [] : [["Approved", formatAgreed(approved, branch.zone)]]),
    ["Branch", branch.name],
  ];
  facts.forEach(([label = "", value = ""], index) => {
    sheet.tag(sheet.root, "P", () => {
      const baseline = top + 9 + index * LINE;
      sheet.draw(label, { x: third, baseline, size: 9, style: "body", colour: INK_3 });
      sheet.draw(value, { x: sheet.right, baseline, size: 9.5, style: "body", align: "right" });
    });
  });
  sheet.y = Math.max(lowest, top + 9 + facts.length * LINE);
};
