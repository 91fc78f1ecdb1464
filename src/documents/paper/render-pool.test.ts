import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, expect, test, vi } from "vitest";
import { exampleInvoice, exampleInvoiceOf } from "#/documents/invoice/example-invoice.ts";
import { drawInvoice } from "#/documents/invoice/render-invoice.ts";
import { closeRenderPool, renderPaper } from "#/documents/paper/render-pool.ts";
import { readPdf } from "#/documents/pdf/read-pdf.ts";

// The first drawing of a process opens fonts, which a crowded machine can stretch past the usual five seconds.
vi.setConfig({ testTimeout: 60_000 });

afterAll(closeRenderPool);

test("the thread draws the bytes that this one would", async () => {
  const drawn = await renderPaper({ kind: "invoice", document: exampleInvoice });
  expect(Buffer.from(drawn).equals(Buffer.from(await drawInvoice(exampleInvoice)))).toBe(true);
});

test("what a thread drew before does not change an invoice", async () => {
  // A no-break space has the outline of a space, and every unknown letter has the same box.
  const invoice = { ...exampleInvoice, terms: "one two 田" };
  const first = await renderPaper({ kind: "invoice", document: invoice });
  await closeRenderPool();
  await renderPaper({ kind: "invoice", document: { ...exampleInvoice, terms: "one\u00a0two 山" } });
  expect(Buffer.from(await renderPaper({ kind: "invoice", document: invoice })).equals(Buffer.from(first))).toBe(true);
});

test("a drawing that fails says why, and the next one is drawn", async () => {
  const broken = { ...exampleInvoice, branch: { ...exampleInvoice.branch, currency: "not a currency" } };
  const [failed, drawn] = await Promise.allSettled([
    renderPaper({ kind: "invoice", document: broken }),
    renderPaper({ kind: "invoice", document: exampleInvoice }),
  ]);
  expect(failed).toMatchObject({ status: "rejected", reason: { message: expect.stringContaining("not a currency") } });
  expect(drawn.status).toBe("fulfilled");
});

test("answers go to those who asked, in a crowd too, and the caller's event loop stays free", async () => {
  const counts = [1, 200, 20, 3, 200, 7, 40, 2];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const pdfs = await Promise.all(
    counts.map((count) => renderPaper({ kind: "invoice", document: exampleInvoiceOf(count) })),
  );
  delay.disable();
  const lines = pdfs.map(
    (pdf) =>
      readPdf(pdf)
        .flatMap((page) => page.lines)
        .filter((line) => line.startsWith("Part number")).length,
  );
  expect(lines).toEqual(counts);
  // Drawing 200 lines takes this thread 20 ms and more; the median says that it does not happen here.
  expect(delay.percentile(50) / 1e6).toBeLessThan(20);
});

test("after a stop the waiting are told, and the next call starts again", async () => {
  const waiting = renderPaper({ kind: "invoice", document: exampleInvoiceOf(200) });
  const told = expect(waiting).rejects.toThrow("The server is stopping.");
  await closeRenderPool();
  await told;
  expect((await renderPaper({ kind: "invoice", document: exampleInvoice })).length).toBeGreaterThan(1000);
});
