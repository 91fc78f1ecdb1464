import { expect, test, vi } from "vitest";
import { readPdf } from "#/documents/pdf/read-pdf.ts";
import { examplePurchaseOrder } from "#/documents/purchase-order/example-purchase-order.ts";
import { drawPurchaseOrder } from "#/documents/purchase-order/render-purchase-order.ts";

// The first drawing of a process opens fonts, which a crowded machine can stretch past the usual five seconds.
vi.setConfig({ testTimeout: 60_000 });

const linesOf = async (order: typeof examplePurchaseOrder) =>
  readPdf(await drawPurchaseOrder(order)).map((page) => page.lines);
const textOf = async (order: typeof examplePurchaseOrder) => (await linesOf(order)).flat().join("\n");
const heads = "Part number | Part | Qty | Each | Together";

test("an order says who orders, of whom, under which account, where to, by when, line by line, and for how much", async () => {
  const text = await textOf(examplePurchaseOrder);
  for (const part of [
    "Purchase order",
    "PO-48",
    "24 Harbour Street, London E14 0AA",
    "Supplier | Deliver to | Ordered | 14 May 2026",
    "Marlow Parts | Harbour Street",
    "Wanted by | 16 May 2026",
    "Unit 4, Quay Trade Park",
    "Our account with you: NM-4471",
    "Please put PO-48 on the delivery note and on your invoice.",
    "By the back door, please: the yard is full.",
    heads,
    "WP 6612 | Water pump | 4 | £77.50 | £310.00",
    "G12E-20 | Coolant, G12 evo | 20.5 L | £4.55 | £93.28",
    "Tell us before you send what costs more, or cannot come.",
    "Northside Motors Ltd. Registered in England 00000000. VAT GB 000 0000 00 | PO-48, page 1 of 1",
  ])
    expect(text).toContain(part);
  expect(text).toMatch(/Before tax\n?.*£565\.68/);
  expect(text).not.toContain("raft");
});

test("a draft says that it is one, and an order without a supplier, an account or a wish says nothing of them", async () => {
  const text = await textOf({
    ...examplePurchaseOrder,
    notSent: "Draft",
    supplier: null,
    accountNumber: "",
    wantedBy: null,
    note: "",
    lines: [],
  });
  for (const part of ["Not chosen yet", "Begun | 14 May 2026", "Status | Draft", "It has not been sent"])
    expect(text).toContain(part);
  for (const part of ["Our account", "Wanted by", "delivery note"]) expect(text).not.toContain(part);
  expect(await textOf({ ...examplePurchaseOrder, notSent: "Dropped" })).toContain("It was never sent");
});

test("whoever may not see costs gets an order that has none", async () => {
  const lines = examplePurchaseOrder.lines.map((line) => ({ ...line, unitCostMinor: null }));
  const text = await textOf({ ...examplePurchaseOrder, lines });
  for (const part of ["Part number | Part | Qty", "WP 6612 | Water pump | 4"]) expect(text).toContain(part);
  expect(text).not.toMatch(/£|Each|Together|tax|prices/);
});

test("the same order gives the same bytes, and names, numbers and money of other places can be read", async () => {
  const order = {
    ...examplePurchaseOrder,
    supplier: { name: "Łukasz Części", addressLines: ["Ελένη 4", "Київ"] },
    branch: { ...examplePurchaseOrder.branch, currency: "EUR", paper: "LETTER" as const },
    lines: [{ number: "ŻARÓWKA-Ω7", name: "Гальмівний диск", quantity: "1", unit: "", unitCostMinor: 1999 }],
  };
  const text = await textOf(order);
  for (const part of ["Łukasz Części", "Ελένη 4", "Київ", "ŻARÓWKA-Ω7 | Гальмівний диск | 1 | €19.99 | €19.99"])
    expect(text).toContain(part);
  const first = Buffer.from(await drawPurchaseOrder(order));
  expect(Buffer.from(await drawPurchaseOrder(structuredClone(order))).equals(first)).toBe(true);
});

test("a long order goes over pages with its heads, its last line stays with the total, and long words keep to their column", async () => {
  const number = "LONGNUMBER".repeat(6);
  for (let count = 22; count <= 34; count += 1) {
    const lines = Array.from({ length: count }, (_, index) => ({
      number: index === 3 ? number : `WP ${6000 + index}`,
      name: index === 5 ? "Brake disc, pair, ventilated and coated, ".repeat(5) : `Water pump ${index}.`,
      quantity: "2",
      unit: "",
      unitCostMinor: 100,
    }));
    const pages = await linesOf({ ...examplePurchaseOrder, lines });
    expect(pages.flat().filter((text) => /^WP 60\d\d \| /.test(text))).toHaveLength(count - 1);
    for (const page of pages) expect(page).toContain(heads);
    const end = pages.find((page) => page.some((text) => text.startsWith("Before tax")));
    expect(end?.some((text) => text.startsWith("At the prices"))).toBe(true);
    expect(end?.some((text) => text.startsWith(`WP ${6000 + count - 1} | Water pump ${count - 1}.`))).toBe(true);
    // The number goes on below itself, and the part's name stays beside it.
    const beside = pages.flat().filter((text) => /^[LONGUMBER]{3,}( \||$)/.test(text));
    expect(beside[0]).toContain(" | Water pump 3. | 2");
    expect(beside.map((text) => text.split(" | ")[0]).join("")).toBe(number);
  }
});
