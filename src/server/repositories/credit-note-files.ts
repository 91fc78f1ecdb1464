import type { Db, Tx } from "#/server/db/transaction.ts";
import type { InvoiceFileRow } from "./invoice-files.ts";

/** Records the stored PDF; the first to record it wins, and all of them hold the same bytes. */
export const insert = async (tx: Tx, creditNoteId: string, file: InvoiceFileRow): Promise<void> => {
  await tx.client.creditNoteFile.createMany({
    data: [{ tenantId: tx.tenantId, creditNoteId, ...file }],
    skipDuplicates: true,
  });
};

/**
 * How its invoice stood when a credit note was issued, whatever came later. What pays or credits an invoice gets its id
 * while the balance is held, so the ids say what came first. `freedMinor` is what the note's own transaction freed.
 */
export const standing = async (
  db: Db,
  note: { readonly id: string; readonly invoiceId: string; readonly issuedAt: Date },
): Promise<{ totalMinor: number; creditedMinor: number; paidMinor: number; freedMinor: number; dueMinor: number }> => {
  type Sums = Record<"totalMinor" | "creditedMinor" | "paidMinor" | "freedMinor" | "dueMinor", bigint>;
  const [row] = await db.client.$queryRaw<Sums[]>`
    select i.total_minor as "totalMinor", coalesce(r.due_minor, 0)::bigint as "dueMinor",
           (select coalesce(sum(c.total_minor), 0)::bigint from credit_note c
             where c.tenant_id = i.tenant_id and c.invoice_id = i.id and c.id < ${note.id}::uuid) as "creditedMinor",
           (select coalesce(sum(a.amount_minor), 0)::bigint from payment_allocation a
             where a.tenant_id = i.tenant_id and a.invoice_id = i.id and a.id < ${note.id}::uuid) as "paidMinor",
           (select coalesce(-sum(a.amount_minor), 0)::bigint from payment_allocation a
             where a.tenant_id = i.tenant_id and a.invoice_id = i.id and a.refund_id is null and a.amount_minor < 0
               and a.created_at = ${note.issuedAt}) as "freedMinor"
      from invoice i left join receivable r on r.tenant_id = i.tenant_id and r.invoice_id = i.id
     where i.tenant_id = ${db.tenantId}::uuid and i.id = ${note.invoiceId}::uuid`;
  if (row === undefined) throw new Error("A credit note has no invoice.");
  return {
    totalMinor: Number(row.totalMinor),
    creditedMinor: Number(row.creditedMinor),
    paidMinor: Number(row.paidMinor),
    freedMinor: Number(row.freedMinor),
    dueMinor: Number(row.dueMinor),
  };
};
