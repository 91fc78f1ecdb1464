import { expect, test, vi } from "vitest";
import { readPdf } from "#/documents/pdf/read-pdf.ts";
import { exampleReceipt } from "#/documents/receipt/example-receipt.ts";
import { drawReceipt } from "#/documents/receipt/render-receipt.ts";

// The first drawing of a process opens fonts, which a crowded machine can stretch past the usual five seconds.
vi.setConfig({ testTimeout: 60_000 });

const textOf = async (receipt: typeof exampleReceipt) => {
  const pages = readPdf(await drawReceipt(receipt));
  expect(pages).toHaveLength(1);
  return pages.flatMap((page) => page.lines).join("\n");
};

test("a receipt says who paid how much, when in the branch's own time, how, for what, and what was left", async () => {
  const text = await textOf(exampleReceipt);
  for (const part of [
    "R-9C21F00A",
    "Received from | Vehicle | Received | 15 May 2026, 10:12",
    "Simon Hallett",
    "Branch | Harbour Street",
    "For | Invoice NM-2026-01893",
    "Paid by | Card online",
    "Invoice total | £1,161.50",
    "Paid before | −£240.00",
    "This payment | −£500.00",
    "Left to pay after it | £421.50",
    "What is left can be paid by the link in the e-mail, or at the desk.",
    "VAT GB 000 0000 00 | R-9C21F00A, page 1 of 1",
  ])
    expect(text).toContain(part);
  expect(text).toMatch(/Amount received\n?.*£500\.00/);
});

test("cash says what was handed over and given back; a deposit says what becomes of it", async () => {
  const text = await textOf({
    ...exampleReceipt,
    method: "Cash",
    tenderedMinor: 52000,
    reference: "Till 2",
    purpose: "Deposit for job card 4127",
    invoice: null,
    vehicle: null,
  });
  for (const part of ["Handed over | £520.00", "Change | £20.00", "Reference | Till 2", "is kept for the work"])
    expect(text).toContain(part);
  expect(text).not.toContain("Left to pay");
});

test("the same payment gives the same bytes, and names and money of other places can be read", async () => {
  const first = Buffer.from(await drawReceipt(exampleReceipt));
  const receipt = {
    ...exampleReceipt,
    customer: { name: "Łukasz Ελένη", addressLines: [] },
    branch: { ...exampleReceipt.branch, currency: "EUR" },
  };
  const text = await textOf(receipt);
  for (const part of ["Łukasz Ελένη", "€421.50"]) expect(text).toContain(part);
  expect(Buffer.from(await drawReceipt(structuredClone(exampleReceipt))).equals(first)).toBe(true);
});
