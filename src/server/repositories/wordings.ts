import { notFound } from "#/domain/errors.ts";
import { uuidv7 } from "#/domain/ids.ts";
import type { OwnWords, WordingKind } from "#/domain/wording.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

const columns = { id: true, kind: true, opening: true, closing: true, text: true, version: true } as const;

/** What was ever kept, of every kind. */
export const all = (db: Db) => db.client.messageWording.findMany({ where: { tenantId: db.tenantId }, select: columns });

/** Null while nothing was ever kept for the kind. */
export const of = (db: Db, kind: WordingKind) =>
  db.client.messageWording.findFirst({ where: { tenantId: db.tenantId, kind }, select: columns });

/** @throws NOT_FOUND */
export const load = async (db: Db, kind: WordingKind) => {
  const row = await of(db, kind);
  if (row === null) throw notFound("This message");
  return { ...row, kind };
};

/** Keeps the words of a kind at the version expected, 0 for the first; false when it has another by now. */
export const keep = async (tx: Tx, kind: WordingKind, version: number, words: OwnWords): Promise<boolean> => {
  const { count } =
    version === 0
      ? await tx.client.messageWording.createMany({
          data: [{ tenantId: tx.tenantId, id: uuidv7(), kind, ...words }],
          skipDuplicates: true,
        })
      : await tx.client.messageWording.updateMany({
          where: { tenantId: tx.tenantId, kind, version },
          data: { ...words, version: { increment: 1 } },
        });
  return count === 1;
};

export type Newest = {
  readonly appointmentId: string | null;
  readonly timedId: string | null;
  readonly invoiceId: string | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly creditNoteId: string | null;
};

/** The newest record that a message of each kind could be about; null where there is none. */
export const newest = async (db: Db): Promise<Newest> => {
  const where = { tenantId: db.tenantId };
  const [appointment, timed, invoice, payment, refund, creditNote] = await Promise.all([
    db.client.appointment.findFirst({ where, orderBy: { id: "desc" }, select: { id: true } }),
    db.client.appointment.findFirst({
      where: { ...where, startsAt: { not: null } },
      orderBy: { id: "desc" },
      select: { id: true },
    }),
    db.client.invoice.findFirst({ where, orderBy: { id: "desc" }, select: { id: true } }),
    db.client.payment.findFirst({
      where: { ...where, state: "CAPTURED" },
      orderBy: { id: "desc" },
      select: { id: true },
    }),
    db.client.refund.findFirst({
      where: { ...where, state: "SUCCEEDED" },
      orderBy: { id: "desc" },
      select: { id: true },
    }),
    db.client.creditNote.findFirst({ where, orderBy: { id: "desc" }, select: { id: true } }),
  ]);
  return {
    appointmentId: appointment?.id ?? null,
    timedId: timed?.id ?? null,
    invoiceId: invoice?.id ?? null,
    paymentId: payment?.id ?? null,
    refundId: refund?.id ?? null,
    creditNoteId: creditNote?.id ?? null,
  };
};
