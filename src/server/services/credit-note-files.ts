import { notFound } from "#/domain/errors.ts";
import { invoiceParties } from "#/domain/invoice.ts";
import { formatMoney } from "#/domain/money.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";
import * as files from "#/server/repositories/credit-note-files.ts";
import * as creditNotes from "#/server/repositories/credit-notes.ts";
import type { InvoiceFileRow } from "#/server/repositories/invoice-files.ts";

/** All that a credit note's paper and e-mail say. @throws NOT_FOUND */
export const creditNoteToDraw = async (db: Db, creditNoteId: string) => {
  const note = await creditNotes.load(db, creditNoteId);
  if (note === null) throw notFound("This credit note");
  const stood = await files.standing(db, note);
  const parties = invoiceParties.parse(note.parties);
  return {
    ...note,
    parties,
    invoice: { ...note.invoice, totalMinor: stood.totalMinor },
    /** What is owed on the invoice now. */
    dueMinor: stood.dueMinor,
    follows: followsOf(note, stood, (minor) => formatMoney(minor, note.currency, parties.branch.locale)),
  };
};
export type CreditNoteToDraw = Awaited<ReturnType<typeof creditNoteToDraw>>;

export const record = (tx: Tx, creditNoteId: string, file: InvoiceFileRow): Promise<void> =>
  files.insert(tx, creditNoteId, file);

type Stood = Awaited<ReturnType<typeof files.standing>>;

/** What becomes of what is credited: first it is taken off what is due, the rest was paid and goes back. */
export const followsOf = (
  {
    kind,
    totalMinor,
    invoice,
  }: Pick<creditNotes.CreditNoteRow, "kind" | "totalMinor"> & {
    readonly invoice: { readonly number: string };
  },
  stood: Pick<Stood, "totalMinor" | "creditedMinor" | "paidMinor" | "freedMinor">,
  money: (minor: number) => string,
): string[] => {
  const { number } = invoice;
  if (kind === "REOPEN")
    return [
      `Work on the car goes on. Invoice ${number} no longer stands; a new one takes its place when the work is done.`,
      ...(stood.freedMinor > 0
        ? [`The ${money(stood.freedMinor)} that you paid is kept and taken off the new one.`]
        : []),
    ];
  if (kind === "VOID") return [`Invoice ${number} no longer stands. Nothing is to be paid on it.`];
  const dueMinor = Math.max(0, stood.totalMinor - stood.creditedMinor - stood.paidMinor);
  const offMinor = Math.min(totalMinor, dueMinor);
  const left = dueMinor - offMinor;
  const back = totalMinor - offMinor;
  return [
    ...(offMinor === 0
      ? []
      : [
          `${money(offMinor)} is taken off what is due on invoice ${number}. ${left === 0 ? "Nothing is left to pay." : `${money(left)} is left to pay.`}`,
        ]),
    ...(back === 0 ? [] : [`${money(back)} was paid above what is left of the invoice, and is paid back to you.`]),
  ];
};
