import fc from "fast-check";
import sharp from "sharp";
import { encode } from "uqr";
import { expect, test, vi } from "vitest";
import { exampleInvoice, exampleInvoiceOf } from "#/documents/invoice/example-invoice.ts";
import type { InvoiceDocument } from "#/documents/invoice/invoice-document.ts";
import { drawInvoice } from "#/documents/invoice/render-invoice.ts";
import { readPdf } from "#/documents/pdf/read-pdf.ts";

// The first drawing of a process opens fonts, which a crowded machine can stretch past the usual five seconds.
vi.setConfig({ testTimeout: 60_000 });

const pagesOf = async (invoice: InvoiceDocument) => readPdf(await drawInvoice(invoice));
const textOf = async (invoice: InvoiceDocument) => (await pagesOf(invoice)).flatMap((page) => page.lines).join("\n");
const withLine = (over: Partial<InvoiceDocument["packages"][number]["lines"][number]>): InvoiceDocument => {
  const [first] = exampleInvoice.packages;
  const [line] = first?.lines ?? [];
  if (!first || !line) throw new Error("The example has a line.");
  return { ...exampleInvoice, packages: [{ ...first, lines: [{ ...line, ...over }] }] };
};

test("an invoice says who, to whom, for which car, what, how much and how to pay", async () => {
  const text = await textOf(exampleInvoice);
  for (const part of [
    "Northside Motors",
    "NM-2026-01893",
    "Simon Hallett | Due | 14 May 2026 | RX18 TNV",
    "61,204 mi in, 61,209 mi out",
    "Approved | 14 May 2026, 11:42",
    "Timing belt and water pump | £684.20",
    "Coolant, G12 evo | 4.5 L | £9.20 | 20% | £41.40",
    "VAT 20% on £967.92 | £193.58",
    "Card, 12 May 2026 | −£240.00",
    "To pay",
    "£921.50",
    "How to pay",
    "Prices agreed by Simon Hallett by link on 14 May 2026, 11:42.",
    "Northside Motors Ltd. Registered in England 00000000. VAT GB 000 0000 00 | NM-2026-01893, page 1 of 1",
  ]) {
    expect(text.replace(/\n/g, " | ")).toContain(part);
  }
});

test("the same invoice gives the same bytes, another one does not", async () => {
  const first = Buffer.from(await drawInvoice(exampleInvoice));
  // What was drawn before must not show: a no-break space has the outline of a space.
  await drawInvoice({ ...exampleInvoiceOf(30), terms: "\u00a0山 Київ" });
  expect(Buffer.from(await drawInvoice(structuredClone(exampleInvoice))).equals(first)).toBe(true);
  expect(Buffer.from(await drawInvoice({ ...exampleInvoice, jobCardNumber: "4128" })).equals(first)).toBe(false);
});

test.each([
  "Łukasz Żółć",
  "Ελένη Παπαδοπούλου",
  "Київ, вул. Хрещатик",
  "Nguyễn Thị Hồng",
  "€ 5 ₴ 6 ₹ 7",
  "naïve façade ½",
  "Ω™ №7",
  "e\u0301 Zoe\u0308",
])("%s can be read and searched", async (name) => {
  const text = await textOf({ ...exampleInvoice, customer: { name, addressLines: [name] } });
  expect(text.normalize("NFC")).toContain(name.normalize("NFC"));
});

test("letters of every script are drawn, not left as boxes", async () => {
  const pdf = await drawInvoice({ ...exampleInvoice, customer: { name: "Łukasz Ελένη Київ €", addressLines: [] } });
  const fonts = new Set(
    [
      ...Buffer.from(pdf)
        .toString("latin1")
        .matchAll(/\/BaseFont \/PITL..\+(\S+)/g),
    ].map((match) => match[1]),
  );
  expect(fonts).toContain("Archivo-600-100-latin-ext");
  expect(fonts).toContain("NotoSans-600-greek");
  expect(fonts).toContain("NotoSans-600-cyrillic");
});

test("a script that no font has stays in the text", async () => {
  expect(await textOf({ ...exampleInvoice, customer: { name: "山田 🚗", addressLines: [] } })).toContain("山田 🚗");
});

test.each(["A4", "LETTER"] as const)("%s has its size, and 15 mm of margin on every side", async (paper) => {
  const invoice = { ...exampleInvoiceOf(60), branch: { ...exampleInvoice.branch, paper } };
  const pdf = await drawInvoice(invoice);
  const [width, height] = paper === "A4" ? [595.28, 841.89] : [612, 792];
  expect(Buffer.from(pdf).toString("latin1")).toContain(`/MediaBox [0 0 ${width} ${height}]`);
  for (const { texts } of readPdf(pdf)) {
    for (const { x, y } of texts) {
      expect(x).toBeGreaterThan(42.5);
      expect(x).toBeLessThan(width - 42.5);
      expect(y).toBeGreaterThan(42.5);
      expect(y).toBeLessThan(height - 35);
    }
  }
});

const isTitle = (line: string) => /^Package \d+ \| £/.test(line);
const isLine = (line: string) => /^Part number \d+/.test(line);
const isFoot = (line: string) => line.includes("Registered in England");

test.each([1, 2, 9, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 41, 43, 45, 200])(
  "%i lines break well: heads repeat, no title alone, the total with its last line",
  async (count) => {
    const pages = await pagesOf(exampleInvoiceOf(count));
    expect(pages.flatMap((page) => page.lines).filter(isLine)).toHaveLength(count);
    pages.forEach(({ lines }, index) => {
      const body = lines.filter((line) => !isFoot(line));
      const firstRow = body.findIndex((line) => isLine(line) || isTitle(line));
      if (firstRow >= 0) expect(body[firstRow - 1]).toBe("Description | Qty | Unit | VAT | Net");
      expect(isTitle(body.at(-1) ?? "")).toBe(false);
      body.forEach((line, at) => {
        if (isTitle(line)) expect(isLine(body[at + 1] ?? "")).toBe(true);
      });
      if (body.some((line) => line.startsWith("To pay"))) expect(body.some(isLine)).toBe(true);
      expect(lines.some((line) => line.includes(`page ${index + 1} of ${pages.length}`))).toBe(true);
    });
    const totals = pages.filter(({ lines }) => lines.some((line) => line.startsWith("To pay")));
    expect(totals).toHaveLength(1);
    expect(totals[0]?.lines.some((line) => line.includes("Total | £"))).toBe(true);
  },
);

test("a package of one line takes its title along when the total needs room", async () => {
  for (let count = 11; count <= 61; count += 10) {
    for (const page of await pagesOf(exampleInvoiceOf(count))) {
      const at = page.lines.findIndex(isTitle);
      if (at >= 0) expect(isLine(page.lines[at + 1] ?? "")).toBe(true);
    }
  }
});

test("long texts wrap and lose no word, even one longer than a page", async () => {
  const words = Array.from({ length: 900 }, (_, index) => `word${index}`);
  const invoice = { ...withLine({ description: words.join(" ") }), notDone: [{ text: words.join(" ") }] };
  const text = (await pagesOf(invoice)).flatMap((page) => page.lines).join(" ");
  for (const word of words) expect(text.split(/[\s|]+/).filter((each) => each === word).length).toBe(2);
  const unbroken = "x".repeat(500);
  expect((await textOf(withLine({ description: unbroken }))).match(/x/g)?.length).toBeGreaterThanOrEqual(500);
});

test("money that goes back carries a minus sign, a discount is named, tax inside the price is said", async () => {
  const text = await textOf({
    ...withLine({ unitPriceMinor: -1250, netMinor: -1250, quantity: "-1", discountMinor: 300 }),
    toPayMinor: -1500,
    branch: { ...exampleInvoice.branch, taxMode: "INCLUSIVE" },
  });
  expect(text).toContain("−1 h | −£12.50 | 20% | −£12.50");
  expect(text).toContain("Less £3.00 discount");
  expect(text).toContain("−£15.00");
  expect(text).toContain("Unit with tax");
});

test("a logo stands in the head in its own colours, and the same invoice has the same bytes", async () => {
  const data = await sharp({ create: { width: 480, height: 120, channels: 3, background: "#7a1f1b" } })
    .png()
    .toBuffer();
  const logo = { image: Uint8Array.from(data), width: 480, height: 120 };
  const invoice = { ...exampleInvoice, tenant: { ...exampleInvoice.tenant, logo } };
  const pdf = Buffer.from(await drawInvoice(invoice));
  expect(Buffer.from(await drawInvoice(invoice)).equals(pdf)).toBe(true);
  expect(pdf.toString("latin1").match(/\/Subtype \/Image/g)).toHaveLength(1);
  // What is said stays as it was: the picture is for the eye, and the letters it stands for are gone.
  const without = (await textOf(exampleInvoice)).split("\n").filter((line) => line !== "NM");
  expect((await textOf(invoice)).split("\n")).toEqual(without);
});

const payLink = "https://pitlane.example.com/pay/lv2ZJ8kq3xq2T0P7mXkWwGJ4y8bVn5cR1dE6fH9sLuA";

/** The modules of the one QR code on a page, read back from the rectangles that draw it. */
const modulesOf = (content: string): boolean[][] => {
  const drawing = /rg ((?:\S+ \S+ \S+ \S+ re ){20,})f/.exec(content)?.[1] ?? "";
  const runs = [...drawing.matchAll(/(\S+) (\S+) (\S+) (\S+) re /g)].map((run) => run.slice(1).map(Number));
  const at = (place: 0 | 1 | 2 | 3) => runs.map((run) => run[place] ?? 0);
  const module = Math.min(...at(3));
  const [left, top] = [Math.min(...at(0)), Math.min(...at(1))];
  const size = Math.round((Math.max(...at(1)) - top) / module) + 1;
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [x = 0, y = 0, width = 0] of runs) {
    const from = Math.round((x - left) / module);
    rows[Math.round((y - top) / module)]?.fill(true, from, from + Math.round(width / module));
  }
  return rows;
};

test("an invoice to be paid online says so, by a link and by a QR code of that very address", async () => {
  const invoice = { ...exampleInvoice, payLink };
  const pdf = Buffer.from(await drawInvoice(invoice));
  expect(Buffer.from(await drawInvoice(structuredClone(invoice))).equals(pdf)).toBe(true);
  const [page, ...more] = readPdf(pdf);
  expect(more).toEqual([]);
  expect(page?.lines.join("\n")).toContain("How to pay\nPay online by card\nScan the code with your phone");
  // From the finished vectors back to the matrix of the standard.
  expect(modulesOf(page?.content ?? "")).toEqual(encode(payLink, { ecc: "M", border: 0 }).data);
  const source = pdf.toString("latin1");
  expect(source.match(/\/URI \(([^)]*)\)/g)).toEqual([`/URI (${payLink})`, `/URI (${payLink})`]);
  // Both can be reached by a key and are read out.
  expect(source.match(/\/S \/Link\b/g)).toHaveLength(2);
  expect(source).toContain("/Alt (QR code of the page to pay invoice NM-2026-01893)");
  expect(source).not.toContain("/Subtype /Image");
});

test("an invoice that leads nowhere has no code, and how to pay stays as it was", async () => {
  const pdf = Buffer.from(await drawInvoice(exampleInvoice));
  expect(pdf.toString("latin1")).not.toContain("/URI");
  expect((await textOf(exampleInvoice)).includes("Pay online")).toBe(false);
  const only = await textOf({ ...exampleInvoice, payHow: [], payLink });
  expect(only).toContain("How to pay\nPay online by card");
});

test("a screen reader gets a title, a language and the structure", async () => {
  const source = Buffer.from(await drawInvoice(exampleInvoice)).toString("latin1");
  expect(source).toContain("/Marked true");
  expect(source).toContain("/Lang (en-GB)");
  expect(source).toContain("/DisplayDocTitle true");
  expect(source).toContain("(Invoice NM-2026-01893, Northside Motors)");
  const tags = Map.groupBy(source.match(/\/S \/(Document|H1|P|Table|TR|TH|TD)\b/g) ?? [], (tag) => tag.slice(4));
  // Five cells of nine lines, and the sum of each of the two packages.
  expect(tags.get("TD")).toHaveLength(47);
  expect(tags.get("TH")).toHaveLength(7);
  expect(tags.get("H1")).toHaveLength(1);
});

test("nothing that a person may type breaks the drawing", async () => {
  const text = fc.string({ unit: "binary", maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, text, async (name, description) => {
      const pdf = await drawInvoice({ ...withLine({ description }), customer: { name, addressLines: [name] } });
      expect(readPdf(pdf).length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});
