import type { CreditNoteDocument } from "#/documents/credit-note/credit-note-document.ts";
import { renderPaper } from "#/documents/paper/render-pool.ts";
import type { EffectContext } from "#/inngest/consumer.ts";
import { paperOf, taxesOf } from "#/inngest/invoice-document.ts";
import { logoOf, type PaperFile, storedPaper } from "#/inngest/stored-paper.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { type CreditNoteToDraw, record } from "#/server/services/credit-note-files.ts";

/** A credit note's paper, from what was frozen with it and how its invoice stood then: the same bytes for ever. */
export const creditNoteDocument = (note: CreditNoteToDraw, image: Uint8Array | null): CreditNoteDocument => {
  const { parties, invoice } = note;
  return {
    ...paperOf(parties, image, note),
    invoice: { number: invoice.number, issuedOn: invoice.issuedOn, totalMinor: invoice.totalMinor },
    customer: parties.customer,
    vehicle: { plate: parties.vehicle.plate, description: parties.vehicle.description },
    jobCardNumber: String(parties.jobCardNumber),
    reason: note.reason,
    lines: note.lines.map(({ description, quantity, unit, taxRateBp, netMinor, taxMinor, totalMinor }) => ({
      description,
      quantity,
      unit,
      taxRateBp,
      netMinor,
      taxMinor,
      totalMinor,
    })),
    taxes: taxesOf(note.taxes),
    netMinor: note.netMinor,
    totalMinor: note.totalMinor,
    follows: note.follows,
  };
};

/** The credit note's one PDF. @see storedPaper */
export const creditNotePdf = (
  { write, ctx }: Pick<EffectContext<unknown>, "write" | "ctx">,
  note: CreditNoteToDraw,
): Promise<{ file: PaperFile; content: Uint8Array }> =>
  storedPaper(write, {
    point: "credit-note-pdf",
    storageKey: `${ctx.tenantId}/credit-notes/${note.id}.pdf`,
    file: note.file,
    draw: async () => {
      const image = await logoOf(ctx.tenantId, note.parties.tenant, `credit note ${note.number}`);
      return renderPaper({ kind: "credit-note", document: creditNoteDocument(note, image) });
    },
    record: (tx, made) => record(tx, note.id, made),
  });

/** The same for somebody who asks for it before its consumer has come round, or when the stored file is gone. */
export const creditNotePdfNow = async (
  ctx: Ctx,
  note: CreditNoteToDraw,
): Promise<{ sha256: string; content: Uint8Array }> => {
  const subject = { type: "invoice", id: note.invoiceId };
  const write = <Result>(work: (tx: Tx) => Promise<Result>) =>
    executeInTransaction(ctx, "credit-note.store-pdf", work, { subject });
  const { file, content } = await creditNotePdf({ ctx, write }, note);
  return { sha256: file.sha256, content };
};
