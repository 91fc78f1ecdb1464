import type { InvoiceParties } from "#/domain/invoice.ts";
import { logoKey } from "#/domain/logo.ts";
import { storage } from "#/inngest/gateways.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import type { Tx } from "#/server/db/transaction.ts";

export type PaperFile = {
  readonly storageKey: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly pages: number;
};

export type PaperToStore = {
  /** Names the crash points: `invoice-pdf`. */
  readonly point: string;
  readonly storageKey: string;
  /** What was recorded; null for a paper that is not made yet. */
  readonly file: PaperFile | null;
  readonly draw: () => Promise<Uint8Array>;
  readonly record: (tx: Tx, file: PaperFile) => Promise<void>;
};

/**
 * A paper's one PDF: the stored bytes, or drawn, stored and recorded now. Whoever comes first makes it, all get the same
 * bytes, and a death at any point leaves what the next one carries on from.
 */
export const storedPaper = async (
  write: (work: (tx: Tx) => Promise<void>) => Promise<void>,
  { point, storageKey, file, draw, record }: PaperToStore,
): Promise<{ file: PaperFile; content: Uint8Array }> => {
  const known = file === null ? await storage.get(storageKey) : await storage.get(file.storageKey, file.sha256);
  // Stored but not recorded (a death in between): those bytes stand, whatever today's renderer would draw.
  const content = known ?? (await draw());
  await crashPoint(`${point}/store:before`);
  const stored = await storage.put(storageKey, content);
  await crashPoint(`${point}/store:after`);
  const made = { storageKey, sha256: stored.sha256, bytes: stored.size, pages: pagesOf(content) };
  if (file === null) await write((tx) => record(tx, made));
  return { file: made, content };
};

/** The logo that a paper was issued with, whatever is shown today. `paper` names it: "invoice NM-2026-01893". */
export const logoOf = async (
  tenantId: string,
  { logo }: Pick<InvoiceParties["tenant"], "logo">,
  paper: string,
): Promise<Uint8Array | null> => {
  if (logo === null) return null;
  const bytes = await storage.get(logoKey(tenantId, logo.sha256), logo.sha256);
  // Another head would be another paper. The same file, chosen again in the settings, comes to lie under the same hash.
  if (bytes === null)
    throw new Error(
      `The logo that ${paper} was issued with is no longer kept. Choose that file once more in Settings, Business, then retry.`,
    );
  return bytes;
};

/** Pages of a PDF, by its page objects. */
export const pagesOf = (pdf: Uint8Array): number =>
  [
    ...Buffer.from(pdf)
      .toString("latin1")
      .matchAll(/\/Type\s*\/Page(?![a-zA-Z])/g),
  ].length;
