import { randomUUID } from "node:crypto";
import { z } from "zod";
import { amountOf, minorOf, sameTotal } from "./amounts.ts";
import { type Books, type BooksDocument, BooksError } from "./port.ts";
import type { QuickBooksCall } from "./quickbooks-call.ts";
import { documentOf } from "./quickbooks-document.ts";
import { quoted, readChoices, readSetting, select } from "./quickbooks-setting.ts";

const ref = z.looseObject({ value: z.string() });
const linked = z.array(z.looseObject({ TxnId: z.string(), TxnType: z.string().nullish() })).nullish();
const made = { Id: z.string(), PrivateNote: z.string().nullish(), TotalAmt: z.number().nullish() };
const invoice = z.looseObject({ ...made, Balance: z.number().nullish(), CustomerRef: ref, LinkedTxn: linked });
const creditMemo = z.looseObject({
  ...made,
  RemainingCredit: z.number().nullish(),
  Balance: z.number().nullish(),
  CustomerRef: ref,
});
const payment = z.looseObject({ ...made, SyncToken: z.string() });
const customer = z.looseObject({ Id: z.string(), Notes: z.string().nullish() });
const anything = z.looseObject({});

/** Error codes of its API: https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes */
const duplicateName = "6240";
const stale = "5010";
const notFound = "610";

const only = <Each>(all: readonly Each[], what: string): Each => {
  const [first] = all;
  if (first === undefined) throw new BooksError("refused", `QuickBooks has no such ${what} any more.`);
  return first;
};

/** What was voided keeps its number, comes to nothing and says so. */
const stands = ({ TotalAmt, PrivateNote }: { TotalAmt?: number | null; PrivateNote?: string | null }): boolean =>
  !(TotalAmt === 0 && PrivateNote?.startsWith("Voided") === true);

/** A name there has neither a colon nor a break, and is one of a kind among customers, suppliers and staff. */
const displayName = (name: string, suffix = ""): string =>
  `${name
    .replaceAll(/[:\s]+/g, " ")
    .trim()
    .slice(0, 400)}${suffix}`;

/** One company's books, for one effect. */
export const booksAt = (call: QuickBooksCall): Books => {
  let setting: ReturnType<typeof readSetting> | undefined;
  const settingOnce = () => {
    setting ??= readSetting(call);
    return setting;
  };

  /**
   * Makes something under `key`. A refusal may be one that was kept for that key before somebody mended its cause; since
   * nothing was made by it, it is asked once more under a key of its own.
   */
  const create = async <Answer>(
    path: string,
    body: unknown,
    key: string,
    shape: z.ZodType<Answer>,
  ): Promise<Answer> => {
    try {
      return await call({ path, body, key }, shape);
    } catch (error) {
      if (!(error instanceof BooksError) || error.kind !== "refused" || error.code === duplicateName) throw error;
      return call({ path, body, key: `${key}:${randomUUID()}` }, shape);
    }
  };

  const invoiceById = async (id: string) =>
    only(await select(call, "Invoice", invoice, `Id = ${quoted(id)}`), "invoice");
  const paymentById = async (id: string) => (await select(call, "Payment", payment, `Id = ${quoted(id)}`))[0];

  const ensureDocument = async (
    kind: "Invoice" | "CreditMemo",
    word: string,
    document: BooksDocument,
    key: string,
  ): Promise<string> => {
    const shape = z.looseObject(made);
    const compare = (total: number | null | undefined) =>
      sameTotal({ system: "QuickBooks", kind: word, remove: "Delete" }, document, total);
    const there = await select(call, kind, shape, `DocNumber = ${quoted(document.number)}`);
    const found = there.find(stands);
    compare(found?.TotalAmt);
    if (found !== undefined) return found.Id;
    const body = documentOf(document, await settingOnce(), kind);
    const answer = await create(`/${kind.toLowerCase()}`, body, key, z.object({ [kind]: shape }));
    const written = answer[kind];
    if (written === undefined) throw new BooksError("unknown", "QuickBooks's answer does not say what was made.");
    compare(written.TotalAmt);
    return written.Id;
  };

  return {
    choices: () => readChoices(call),
    ensureContact: async ({ reference, name, email, phone, addressLines }, key) => {
      const names = [displayName(name), displayName(name, ` (${reference.slice(-6)})`)] as const;
      const note = `Pitlane ${reference}`;
      const there = await select(call, "Customer", customer, `DisplayName in (${names.map(quoted).join(", ")})`);
      const found = there.find(({ Notes }) => Notes === note);
      if (found !== undefined) return found.Id;
      const make = async (called: string, under: string): Promise<string> => {
        const body = {
          DisplayName: called,
          Notes: note,
          ...(email === null ? {} : { PrimaryEmailAddr: { Address: email.slice(0, 100) } }),
          ...(phone === null ? {} : { Mobile: { FreeFormNumber: phone.slice(0, 30) } }),
          ...(addressLines.length === 0 ? {} : { BillAddr: { Line1: addressLines.join(", ").slice(0, 500) } }),
        };
        return (await create("/customer", body, under, z.object({ Customer: customer }))).Customer.Id;
      };
      try {
        return await make(names[0], key);
      } catch (error) {
        // One name stands there once, whether of a customer, a supplier or an employee.
        if (!(error instanceof BooksError) || error.code !== duplicateName) throw error;
        return make(names[1], `${key}:named`);
      }
    },
    ensureInvoice: (document, key) => ensureDocument("Invoice", "an invoice", document, key),
    ensureCreditNote: (document, key) => ensureDocument("CreditMemo", "a credit memo", document, key),
    ensurePayment: async ({ invoiceId, reference, paidOn, account, amountMinor, currency }, key) => {
      const { CustomerRef, LinkedTxn } = await invoiceById(invoiceId);
      const ids = (LinkedTxn ?? []).filter(({ TxnType }) => TxnType === "Payment").map(({ TxnId }) => TxnId);
      const there =
        ids.length === 0 ? [] : await select(call, "Payment", payment, `Id in (${ids.map(quoted).join(", ")})`);
      const found = there.find(
        ({ PrivateNote, TotalAmt }) => PrivateNote === reference && minorOf(TotalAmt ?? 0, currency) === amountMinor,
      );
      if (found !== undefined) return found.Id;
      const amount = amountOf(amountMinor, currency);
      const body = {
        CustomerRef: { value: CustomerRef.value },
        TxnDate: paidOn,
        TotalAmt: amount,
        DepositToAccountRef: { value: account },
        PrivateNote: reference,
        Line: [{ Amount: amount, LinkedTxn: [{ TxnId: invoiceId, TxnType: "Invoice" }] }],
      };
      return (await create("/payment", body, key, z.object({ Payment: payment }))).Payment.Id;
    },
    removePayment: async (paymentId, key) => {
      const remove = async (under: string): Promise<void> => {
        const there = await paymentById(paymentId);
        if (there === undefined) return;
        const body = { Id: there.Id, SyncToken: there.SyncToken };
        // The token of what was read is part of the key: a refusal of an older one is another call.
        const asked = { path: "/payment", query: { operation: "delete" }, body, key: `${under}:${there.SyncToken}` };
        await call(asked, anything);
      };
      try {
        await remove(key);
      } catch (error) {
        if (!(error instanceof BooksError)) throw error;
        if (error.code === notFound) return;
        // Somebody changed it between the reading and the removing.
        if (error.code !== stale) throw error;
        await remove(key);
      }
    },
    settleWithCredit: async ({ creditNoteId, invoiceId, on, currency }, key) => {
      const note = only(await select(call, "CreditMemo", creditMemo, `Id = ${quoted(creditNoteId)}`), "credit memo");
      const { Balance, CustomerRef } = await invoiceById(invoiceId);
      const left = note.RemainingCredit ?? note.Balance ?? 0;
      const amountMinor = Math.min(minorOf(left, currency), minorOf(Balance ?? 0, currency));
      if (amountMinor <= 0) return 0;
      const amount = amountOf(amountMinor, currency);
      // A credit memo pays an invoice by a payment of nothing that is linked to both.
      const body = {
        CustomerRef: { value: CustomerRef.value },
        TxnDate: on,
        TotalAmt: 0,
        Line: [
          { Amount: amount, LinkedTxn: [{ TxnId: invoiceId, TxnType: "Invoice" }] },
          { Amount: amount, LinkedTxn: [{ TxnId: creditNoteId, TxnType: "CreditMemo" }] },
        ],
      };
      await create("/payment", body, `${key}:${amountMinor}`, anything);
      return amountMinor;
    },
  };
};
