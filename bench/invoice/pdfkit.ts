import PDFDocument from "pdfkit";
import type { Fields } from "./fields.ts";

type Fonts = { readonly regular: string; readonly strong: string };

/** The fonts built into every reader: nothing is embedded, and no letter outside of Western Europe can be drawn. */
export const builtIn: Fonts = { regular: "Helvetica", strong: "Helvetica-Bold" };

const left = 42.5;
const right = 552.5;
const bottom = 750;
const columns = [left, 300, 370, 430, 480];

/** The same fields by pdfkit's own `text()`, as its guide draws a table, without tags. */
export const drawWithPdfkit = (
  { title, number, parties, head, rows, sums, foot }: Fields,
  fonts: Fonts,
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const doc = new PDFDocument({ size: "A4", margin: 0 });
    const chunks: Buffer[] = [];
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
    let y = 42.5;
    const write = (text: string, x: number, width: number, align: "left" | "right" = "left") =>
      doc.text(text, x, y, { width, align, lineBreak: false });
    const table = (cells: readonly string[]) => {
      cells.forEach((cell, column) => {
        const x = columns[column] ?? left;
        const end = columns[column + 1] ?? right;
        write(cell, x, end - x - 4, column === 0 ? "left" : "right");
      });
      doc
        .moveTo(left, y + 15)
        .lineTo(right, y + 15)
        .lineWidth(0.75)
        .stroke("#d1d1cc");
      y += 21;
    };
    const turnWhenFull = () => {
      if (y < bottom) return;
      doc.addPage();
      y = 42.5;
    };

    doc.font(fonts.strong).fontSize(20);
    write(title, left, right - left, "right");
    y += 26;
    doc.fontSize(11.5);
    write(number, left, right - left, "right");
    y += 30;
    doc.font(fonts.regular).fontSize(9.5);
    const top = y;
    parties.forEach((lines, party) => {
      y = top;
      for (const line of lines) {
        write(line, left + party * 130, 126);
        y += 14;
      }
    });
    y = top + 110;
    doc.font(fonts.strong);
    table(head);
    doc.font(fonts.regular);
    for (const cells of rows) {
      turnWhenFull();
      table(cells);
    }
    for (const [label, amount] of sums) {
      turnWhenFull();
      write(label, 330, 140);
      write(amount, 470, right - 470, "right");
      y += 17;
    }
    for (const line of foot) {
      turnWhenFull();
      write(line, left, right - left);
      y += 14;
    }
    doc.end();
  });
