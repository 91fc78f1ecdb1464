import { formatQuantity } from "#/domain/quantity.ts";
import { isoDateIn } from "#/domain/time.ts";
import { openBooks } from "#/inngest/books-access.ts";
import { done, type Effect, type EffectContext, later, skipped } from "#/inngest/consumer.ts";
import { crashPoint } from "#/server/db/crash-points.ts";
import { readDb } from "#/server/db/transaction.ts";
import { type Books, type BooksDocument, BooksError } from "#/server/gateways/accounting/port.ts";
import { sendError } from "#/server/gateways/send-error.ts";
import { noteBroken } from "#/server/orchestrators/connect-accounting.ts";
import * as accounting from "#/server/services/accounting.ts";

/** Longer than an effect may take, so that nobody else begins beside it. */
const leaseMs = 120_000;
const soon = () => later(new Date(Date.now() + 2000));

type Context = Pick<EffectContext<unknown>, "ctx" | "write" | "signal" | "finish">;
type Work = {
  readonly context: Context;
  readonly connection: accounting.Connection;
  readonly books: Books;
  readonly invoice: accounting.InvoiceForBooks;
  readonly known: readonly accounting.Known[];
};

/**
 * Brings an invoice with its customer, its payments and its credit notes to the books, as they stand now. Every event of an
 * invoice does the same whole thing, so in whichever order they arrive, doubled or after a death, the books come to the same.
 */
export const syncAccounting =
  <Data>(invoiceOf: (data: Data) => string | null): Effect<Data> =>
  async (context) => {
    const { ctx, write, finish } = context;
    const invoiceId = invoiceOf(context.event.data);
    if (invoiceId === null) return skipped("It goes to the books with the invoice that it pays.");
    const db = readDb(ctx);
    const connection = await accounting.open(db);
    if (connection === null) return skipped("No accounting system is connected any more.");
    if (connection.brokenReason !== null) throw sendError(connection.brokenReason, false);
    const claim = await write((tx) => accounting.claim(tx, connection.id, invoiceId, leaseMs));
    if (claim === null) return soon();
    let renewed = false;
    try {
      const opened = await openBooks(context, connection);
      if (opened === null) {
        await write((tx) => accounting.release(tx, claim, "It waits for another call to the books."));
        return soon();
      }
      renewed = opened.renewed;
      const { books } = opened;
      const invoice = await accounting.invoiceForBooks(db, invoiceId);
      const known = await accounting.known(db, connection.id, {
        invoiceId,
        customerId: invoice.customer.id,
        creditNoteIds: invoice.creditNotes.map(({ id }) => id),
      });
      const text = await bring({ context, connection, books, invoice, known });
      return await finish(done(text), async (tx) => void (await accounting.release(tx, claim, null)));
    } catch (error) {
      const reason =
        error instanceof BooksError ? error.message : "Something on our side failed; the operation says what.";
      await write((tx) => accounting.release(tx, claim, reason));
      if (!(error instanceof BooksError)) throw error;
      // A token may end before its time; a new one that is not honoured either means that we are let in no more.
      if (error.kind === "expired" && !renewed) {
        await write((tx) => accounting.endTokens(tx, connection.id, connection.tokens));
        return later(new Date());
      }
      if (error.kind === "expired" || error.kind === "login")
        await noteBroken(ctx, connection.id, accounting.lockedOut(connection.provider));
      if (error.retryAt !== null) return later(error.retryAt);
      throw sendError(error.message, false, error);
    }
  };

const bring = async (work: Work): Promise<string> => {
  const { books, invoice } = work;
  const { customer, parties, currency } = invoice;
  const keyOf = (what: string) => `${work.connection.id}:${what}`.slice(0, 128);

  const contactId = await once(work, "CONTACT", customer.id, () =>
    books.ensureContact(
      {
        reference: customer.id,
        name: customer.name,
        email: customer.email,
        phone: customer.phone,
        addressLines: customer.addressLines,
      },
      keyOf(`contact:${customer.id}`),
    ),
  );
  const shared = { contactId, currency, reference: `${parties.vehicle.plate}, ${parties.tenant.name}`.slice(0, 255) };
  const invoiceThere = await once(work, "INVOICE", invoice.id, () => {
    const { number, issuedOn, dueOn, totalMinor } = invoice;
    const document: BooksDocument = {
      ...shared,
      number,
      issuedOn,
      dueOn,
      totalMinor,
      lines: linesOf(work, invoice.lines),
    };
    return books.ensureInvoice(document, keyOf(`invoice:${invoice.id}`));
  });
  for (const payment of invoice.payments) await bringPayment(work, invoiceThere, payment, keyOf);
  for (const note of invoice.creditNotes) {
    const noteThere = await once(work, "CREDIT_NOTE", note.id, () => {
      const { number, issuedOn, totalMinor } = note;
      const document: BooksDocument = {
        ...shared,
        number,
        issuedOn,
        dueOn: issuedOn,
        totalMinor,
        lines: linesOf(work, note.lines),
      };
      return books.ensureCreditNote(document, keyOf(`credit-note:${note.id}`));
    });
    await crossing("settle", () =>
      books.settleWithCredit(
        { creditNoteId: noteThere, invoiceId: invoiceThere, on: note.issuedOn, currency },
        keyOf(`settle:${note.id}`),
      ),
    );
  }
  const paid = invoice.payments.filter(({ amountMinor }) => amountMinor > 0).length;
  return [
    `Invoice ${invoice.number}`,
    ...(paid === 0 ? [] : [paid === 1 ? "1 payment" : `${paid} payments`]),
    ...(invoice.creditNotes.length === 0
      ? []
      : [invoice.creditNotes.length === 1 ? "1 credit note" : `${invoice.creditNotes.length} credit notes`]),
  ].join(", ");
};

/** What a payment pays of the invoice now. One whose part has changed, since some of it went back, is taken out there and written anew. */
const bringPayment = async (
  work: Work,
  invoiceThere: string,
  payment: accounting.InvoiceForBooks["payments"][number],
  keyOf: (what: string) => string,
): Promise<void> => {
  const { context, connection, books, invoice, known } = work;
  const there = known.find(({ kind, sourceId }) => kind === "PAYMENT" && sourceId === payment.id);
  if (there !== undefined && there.amountMinor !== payment.amountMinor) {
    await crossing("payment-removed", () => books.removePayment(there.externalId, keyOf(`remove:${there.externalId}`)));
    await context.write((tx) => accounting.dropPayment(tx, connection.id, payment.id, invoice.id));
  }
  if (payment.amountMinor <= 0 || there?.amountMinor === payment.amountMinor) return;
  const place = accounting.paymentAccountOf(connection.mapping, payment.method);
  if ("missing" in place) throw new BooksError("refused", place.missing);
  await once(
    work,
    "PAYMENT",
    payment.id,
    () =>
      books.ensurePayment(
        {
          invoiceId: invoiceThere,
          reference: `Pitlane ${payment.id}`,
          paidOn: isoDateIn(payment.receivedAt, invoice.zone),
          account: place.account,
          amountMinor: payment.amountMinor,
          currency: invoice.currency,
        },
        // The same amount may come back after another: what was taken out is part of the key.
        keyOf(
          `payment:${payment.id}:${invoice.id.slice(-12)}:${payment.amountMinor}:${there?.externalId.slice(0, 8) ?? ""}`,
        ),
      ),
    payment.amountMinor,
  );
};

/** Its id in the books: the one that is known, or the one it is given now, which is kept at once. */
const once = async (
  { context, connection, invoice, known }: Work,
  kind: accounting.SyncKind,
  sourceId: string,
  ensure: () => Promise<string>,
  amountMinor: number | null = null,
): Promise<string> => {
  const there = known.find(
    (each) =>
      each.kind === kind && each.sourceId === sourceId && (amountMinor === null || each.amountMinor === amountMinor),
  );
  if (there !== undefined) return there.externalId;
  const externalId = await crossing(kind.toLowerCase().replace("_", "-"), ensure);
  await context.write((tx) =>
    accounting.keep(tx, {
      connectionId: connection.id,
      kind,
      sourceId,
      invoiceId: invoice.id,
      externalId,
      amountMinor,
    }),
  );
  return externalId;
};

/** A call that leaves the process. */
const crossing = async <Answer>(what: string, call: () => Promise<Answer>): Promise<Answer> => {
  await crashPoint(`accounting/${what}:before`);
  const answer = await call();
  await crashPoint(`accounting/${what}:after`);
  return answer;
};

const linesOf = ({ connection, invoice }: Work, lines: readonly accounting.LineForBooks[]): BooksDocument["lines"] =>
  lines.map((line) => {
    const place = accounting.placeOf(connection.mapping, line, invoice.parties.branch.taxName);
    if ("missing" in place) throw new BooksError("refused", place.missing);
    const { netMinor, taxMinor } = line;
    return {
      description: `${formatQuantity(line.quantity, line.unit)} × ${line.description}`,
      netMinor,
      taxMinor,
      ...place,
    };
  });
