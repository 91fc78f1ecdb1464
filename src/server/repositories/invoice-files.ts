import type { Db, Tx } from "#/server/db/transaction.ts";

export type InvoiceFileRow = {
  readonly storageKey: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly pages: number;
};

export const find = (db: Db, invoiceId: string): Promise<InvoiceFileRow | null> =>
  db.client.invoiceFile.findFirst({
    where: { tenantId: db.tenantId, invoiceId },
    select: { storageKey: true, sha256: true, bytes: true, pages: true },
  });

/** Records the stored PDF; the first to record it wins, and all of them hold the same bytes. */
export const insert = async (tx: Tx, invoiceId: string, file: InvoiceFileRow): Promise<void> => {
  await tx.client.invoiceFile.createMany({
    data: [{ tenantId: tx.tenantId, invoiceId, ...file }],
    skipDuplicates: true,
  });
};
