import { createRequire } from "node:module";
import { exampleInvoiceOf } from "#/documents/invoice/example-invoice.ts";
import { drawInvoice } from "#/documents/invoice/render-invoice.ts";
import { median, timed } from "../lib/measure.ts";
import { type Answer, joined, openPeer } from "../lib/peers.ts";
import { absent, compare, limited, type Result } from "../lib/results.ts";
import { fieldsOf } from "./fields.ts";
import { builtIn, drawWithPdfkit } from "./pdfkit.ts";

const sizes = [
  { lines: 20, rounds: 10, documents: 40 },
  { lines: 200, rounds: 10, documents: 8 },
];
const { resolve } = createRequire(import.meta.url);
const embedded = {
  regular: resolve("@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff"),
  strong: resolve("@fontsource/noto-sans/files/noto-sans-latin-600-normal.woff"),
};

/** B9: invoices a second, on this one thread: ours, pdfkit drawing the same fields, and react-pdf. */
export const drawingInvoices = async (): Promise<Result[]> => {
  const react = await openPeer("react-pdf", {});
  const results: Result[] = [];
  for (const { lines, rounds, documents } of sizes) {
    const invoice = exampleInvoiceOf(lines);
    const fields = fieldsOf(invoice);
    const samples = { ours: [] as number[], plain: [] as number[], same: [] as number[] };
    const answers: Answer[] = [];
    const draw = async (into: number[], work: () => Promise<unknown>) => {
      for (let count = 0; count < documents; count += 1) into.push(await timed(work));
    };
    const turns = [
      () => draw(samples.ours, () => drawInvoice(invoice)),
      () => draw(samples.plain, () => drawWithPdfkit(fields, builtIn)),
      () => draw(samples.same, () => drawWithPdfkit(fields, embedded)),
      async () => void answers.push(await react.ask({ fields, count: Math.ceil(documents / 4) })),
    ];
    for (let round = 0; round <= rounds; round += 1) {
      for (let turn = 0; turn < turns.length; turn += 1) await turns[(round + turn) % turns.length]?.();
      // The first round opens fonts and warms up.
      if (round === 0) for (const each of [...Object.values(samples), answers]) each.length = 0;
    }
    const name = `B9 ${lines} lines`;
    const ours = aSecond(samples.ours);
    const theirs = joined(answers);
    results.push(
      compare(`${name} against pdfkit with built-in fonts`, "docs/s", ours, aSecond(samples.plain), { atLeast: 0.7 }),
      compare(`${name} against pdfkit with embedded fonts`, "docs/s", ours, aSecond(samples.same)),
      "reason" in theirs
        ? absent(`${name} against react-pdf`, "docs/s", ours, theirs.reason)
        : compare(`${name} against react-pdf`, "docs/s", ours, aSecond(theirs.samples), { atLeast: 5 }),
      await sameBytes(`${name}: bytes that differ between two drawings`, lines),
    );
  }
  return results;
};

const aSecond = (samples: readonly number[]): number => 1000 / median(samples);

/** The same invoice gives the same bytes, also after others were drawn. */
const sameBytes = async (name: string, lines: number): Promise<Result> => {
  const first = await drawInvoice(exampleInvoiceOf(lines));
  await drawInvoice(exampleInvoiceOf(lines + 7));
  const again = await drawInvoice(exampleInvoiceOf(lines));
  const differing =
    first.length === again.length ? first.filter((byte, at) => byte !== again[at]).length : first.length;
  return limited(name, "", differing, 0, true);
};
