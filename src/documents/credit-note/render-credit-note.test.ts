import { expect, test, vi } from "vitest";
import { exampleCreditNote } from "#/documents/credit-note/example-credit-note.ts";
import { drawCreditNote } from "#/documents/credit-note/render-credit-note.ts";
import { exampleInvoice } from "#/documents/invoice/example-invoice.ts";
import { drawInvoice } from "#/documents/invoice/render-invoice.ts";
import { readPdf } from "#/documents/pdf/read-pdf.ts";

// The first drawing of a process opens fonts, which a crowded machine can stretch past the usual five seconds.
vi.setConfig({ testTimeout: 60_000 });

const linesOf = async (note: typeof exampleCreditNote) => readPdf(await drawCreditNote(note)).map((page) => page.lines);
const textOf = async (note: typeof exampleCreditNote) => (await linesOf(note)).flat().join("\n");

test("a credit note says what it takes back, why, line by line, with taxes, and what follows", async () => {
  const text = await textOf(exampleCreditNote);
  for (const part of [
    "Credit note",
    "NM-2026-CN-00007",
    "Invoice | NM-2026-01893",
    "Invoiced | 14 May 2026",
    "This takes back a part of invoice NM-2026-01893 of 14 May 2026.",
    "Reason: The brake pads squealed and were taken back.",
    "Description | Qty | Rate | Net | VAT | Total",
    "Brake pad set, front | 1 | 20% | £58.90 | £11.78 | £70.68",
    // An amount off a line brings nothing of it back.
    "Fit front discs and pads | – | 20% | £25.00 | £5.00 | £30.00",
    "VAT 20% on £83.90 | £16.78",
    "£40.00 is taken off what is due on NM-2026-01893.",
    "£60.68 was paid above what is left. It is paid back.",
    "Northside Motors Ltd. Registered in England 00000000. VAT GB 000 0000 00 | NM-2026-CN-00007, page 1 of 1",
  ])
    expect(text).toContain(part);
  expect(text).toMatch(/Total credited\n?.*£100\.68/);
  const whole = { ...exampleCreditNote, totalMinor: exampleCreditNote.invoice.totalMinor };
  expect(await textOf(whole)).toContain("This takes back the whole of invoice");
});

test("the same credit note gives the same bytes, whatever was drawn before", async () => {
  const first = Buffer.from(await drawCreditNote(exampleCreditNote));
  await drawInvoice({ ...exampleInvoice, terms: "\u00a0山 Київ" });
  expect(Buffer.from(await drawCreditNote(structuredClone(exampleCreditNote))).equals(first)).toBe(true);
  expect(Buffer.from(await drawCreditNote({ ...exampleCreditNote, reason: "Another" })).equals(first)).toBe(false);
});

test("names and money of other places can be read", async () => {
  const note = {
    ...exampleCreditNote,
    customer: { name: "Łukasz Ελένη", addressLines: ["Київ"] },
    branch: { ...exampleCreditNote.branch, currency: "EUR" },
  };
  const text = await textOf(note);
  for (const part of ["Łukasz Ελένη", "Київ", "€100.68"]) expect(text).toContain(part);
});

test("many lines go over pages with their heads, and the total stays with the last of them and what follows", async () => {
  const [line] = exampleCreditNote.lines;
  if (!line) throw new Error("The example has a line.");
  for (let count = 18; count <= 40; count += 1) {
    const pages = await linesOf({ ...exampleCreditNote, lines: Array.from({ length: count }, () => line) });
    expect(pages.flat().filter((text) => text.startsWith("Brake pad set"))).toHaveLength(count);
    for (const lines of pages) {
      expect(lines).toContain("Description | Qty | Rate | Net | VAT | Total");
      if (lines.some((text) => text.startsWith("What follows"))) {
        expect(lines.some((text) => text.startsWith("Brake pad set"))).toBe(true);
        expect(lines.some((text) => text.includes("£100.68"))).toBe(true);
      }
    }
  }
});
